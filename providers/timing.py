"""Advice on the time of a visit, never a refusal: the hours in which contact is safe, and the way between two homes."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from governance.register import Audience
from providers import facts, queries
from providers.models import Visit, Workstream
from referrals.choices import District
from referrals.hours import safe_at
from referrals.models import Referral

CLOSE = timedelta(hours=1)  # between the beginnings of two visits of one fitter
FAR = timedelta(hours=2)  # … when the homes are in different districts


def advice_on(row: Workstream, referral: Referral) -> list[str]:
    """What speaks against the visit ahead, in sentences, each once; [] when nothing does or none is ahead. As of this
    moment: hours that were corrected and visits that were booked since count too.
    """
    visit = queries.visits_ahead([row]).get(row.pk)
    if visit is None:
        return []
    hours = facts.safe_hours(Audience.SECURITY, referral.contact_points.select_related("key"))
    return list(dict.fromkeys(filter(None, [about_hours(visit, hours), *_about_the_way(visit, referral)])))


def about_hours(visit: Visit, hours: str) -> str:
    """What the safe hours say of this time, "" when nothing speaks against it. Words that are not plain are shown."""
    allowed = safe_at(hours, visit.starts_at) if hours else True
    if allowed is None:
        return f"Read the safe hours before you go: {hours}."
    return "" if allowed else f"It is outside the safe hours: {hours}."


def _about_the_way(visit: Visit, referral: Referral) -> Iterator[str]:
    """Other visits of the same fitter that begin too near, by what this person may see of them."""
    if visit.worker_id is None:
        return
    near = Visit.objects.filter(
        worker_id=visit.worker_id, status__in=["proposed", "booked"], starts_at__gt=visit.starts_at - FAR,
        starts_at__lt=visit.starts_at + FAR,
    ).exclude(pk=visit.pk)  # fmt: skip
    for starts_at, district in near.values_list("starts_at", "referral__district").order_by("starts_at"):
        away = district != referral.district
        if away or abs(starts_at - visit.starts_at) < CLOSE:
            there = f" in {District(district).label}: think of the way" if away else ""
            yield f"The fitter has another visit at {timezone.localtime(starts_at):%H:%M}{there}."
