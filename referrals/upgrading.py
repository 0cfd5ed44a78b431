"""What an older release left empty, and no migration can fill: the database cannot read sealed words."""

import uuid

from django.db.models import Exists, OuterRef, Q

from referrals.choices import Means, Safe
from referrals.hours import half_hours
from referrals.models import ContactPoint, Referral, SearchTerm
from referrals.rotation import index_anew

BATCH = 500


def index_homes() -> int:
    """The index of homes, of referrals from before it forgave how a street is spelled. → how many were made anew."""
    found = SearchTerm.objects.filter(referral=OuterRef("pk"), kind="home")
    return index_anew(only=Q(~Exists(found)))


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
