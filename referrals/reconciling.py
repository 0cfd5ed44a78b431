"""Whoever was given a reference has a referral: the record stands behind every acknowledgement."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from governance.reconciling import Check, Difference, Window
from journal.models import Event
from referrals.models import Draft, Referral, Step

CAME_IN = ("referral.received", "referral.quarantined")


def _unrecorded(window: Window) -> Iterator[Difference]:
    """Forms that were acknowledged, whose referral, its first step or its event is not there."""
    drafts = Draft.objects.exclude(reference="")
    if window.only:
        drafts = drafts.filter(pk=window.only)
    else:
        drafts = drafts.filter(submitted_at__gt=window.since, submitted_at__lte=window.until)
    whole = Referral.objects.filter(
        Exists(Step.objects.filter(referral=OuterRef("pk"))),
        Exists(Event.objects.filter(case_id=OuterRef("pk"), kind__in=CAME_IN)),
        reference=OuterRef("reference"),
    )
    for draft_id in drafts.exclude(Exists(whole)).values_list("pk", flat=True):
        yield Difference(draft_id, "NoReferral")


records_of_forms = Check(_unrecorded)
