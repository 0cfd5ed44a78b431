"""What an older release left empty, and no migration can fill: the database cannot read sealed words."""

import uuid

from django.db.models import Exists, OuterRef

from referrals.choices import Means, Safe
from referrals.hours import half_hours
from referrals.models import ContactPoint, Referral

BATCH = 500


def fill_safe_hours() -> int:
    """Half hours in which a call is safe, of referrals from before they were kept (docs/adr/0034). → how many were filled.

    Only those with a safe number and without a safe half hour are looked at. What somebody corrects meanwhile stands.
    """
    phones = ContactPoint.objects.filter(means=Means.PHONE, safe=Safe.YES)
    empty = Referral.objects.filter(safe_weekdays=0, safe_weekends=0, key__isnull=False)
    old = empty.filter(Exists(phones.filter(referral=OuterRef("pk")))).values_list("pk", "version")
    return sum(_fill(pk, version, phones.select_related("key").get(referral=pk)) for pk, version in old.iterator(BATCH))


def _fill(pk: uuid.UUID, version: int, phone: ContactPoint) -> int:
    weekdays, weekends = half_hours(True, phone.hours)
    if not weekdays and not weekends:
        return 0
    return Referral.objects.filter(pk=pk, version=version).update(safe_weekdays=weekdays, safe_weekends=weekends)
