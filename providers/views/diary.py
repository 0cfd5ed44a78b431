"""The coming two weeks of a security firm, day by day: who is where and when, and who is in two places at once."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone

from governance.clocks import is_working_day
from governance.register import Audience
from providers import choices, facts, timing
from providers.models import Visit
from providers.views.parts import HELD, address, on_hold
from referrals.models import ContactPoint, Referral

DAYS = 14
# Where a visit is changed: the move that its work stands ready for.
CHANGE = {
    ("booked", "assess"): "change_visit", ("booked", "install"): "change_install",
    ("proposed", "assess"): "book_visit",
}  # fmt: skip
CANCEL = {
    ("booked", "assess"): "cancel_visit", ("booked", "install"): "cancel_install",
    ("proposed", "assess"): "drop_proposal",
}  # fmt: skip
WORDS = {"change_visit": "Change", "change_install": "Change", "book_visit": "Book"}


def days_of(
    visits: Iterable[Visit], referrals: Mapping[uuid.UUID, Referral], points: Mapping[uuid.UUID, list[ContactPoint]]
) -> list[dict[str, Any]]:
    """Every working day of the two weeks and every other day with a visit: [{day, lines}]."""
    seen = list(visits)
    twice = double_booked(seen)
    today = timezone.localdate()
    found: dict[date, list[dict[str, Any]]] = {today + timedelta(days=n): [] for n in range(DAYS)}
    for visit in seen:
        hours = facts.safe_hours(Audience.SECURITY, points.get(visit.referral_id, ()))
        advice = {"twice": visit.pk in twice, "hours": timing.about_hours(visit, hours)}
        line = _line(visit, referrals.get(visit.referral_id)) | advice
        found[timezone.localtime(visit.starts_at).date()].append(line)
    return [{"day": day, "lines": lines} for day, lines in found.items() if lines or is_working_day(day)]


def double_booked(visits: Iterable[Visit]) -> set[uuid.UUID]:
    """The visits of a fitter that begin less than an hour apart. visits: in order of time. Advice: nothing is refused."""
    of_fitter: dict[uuid.UUID, list[Visit]] = {}
    for visit in visits:
        if visit.worker_id:
            of_fitter.setdefault(visit.worker_id, []).append(visit)
    close = [pair for own in of_fitter.values() for pair in pairwise(own) if _too_close(*pair)]
    return {visit.pk for pair in close for visit in pair}


def _too_close(first: Visit, second: Visit) -> bool:
    return second.starts_at - first.starts_at < timing.CLOSE


def _line(visit: Visit, referral: Referral | None) -> dict[str, Any]:
    row, card = visit.workstream, facts.card(Audience.SECURITY, referral)
    change, held = CHANGE[visit.status, visit.purpose], on_hold(referral)
    return {
        "time": f"{timezone.localtime(visit.starts_at):%H:%M}", "reference": row.reference, "name": card.first_name,
        "district": card.district, "what": choices.Purpose(visit.purpose).label, "href": address(row),
        "proposed": visit.status == choices.VisitState.PROPOSED, "fitter": visit.worker.name if visit.worker else "",
        "change": "" if held else address(row, change), "words": WORDS[change], "held": HELD if held else "",
        "cancel": address(row, CANCEL[visit.status, visit.purpose]),
    }  # fmt: skip
