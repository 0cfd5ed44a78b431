"""Looking ahead to the next closing without counting aloud: likely enough people or not, and whether all facts are there.

A true "100 or more" that commissioners could watch day by day would be an exact count on the day on which it turns. So
the limit is moved by up to ten either way, by a draw that stays the same for the quarter.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction

from equality.disclosure import api, counting, periods
from equality.disclosure.draws import uniform
from equality.models import Fact, Outlook
from equality.models.fact import UNCOUNTED
from equality.scope import ALIAS


@dataclass(frozen=True)
class Ahead:
    """One quarter that is not closed, as commissioners may know it."""

    quarter: str
    enough: bool
    agrees: bool
    seen_on: date


def ahead() -> list[Ahead]:
    """The quarters that the worker has looked at, in order. Read through the role that serves reports."""
    rows = Outlook.objects.using("reports").order_by("quarter")
    return [Ahead(row.quarter, row.enough, row.agrees, row.seen_on) for row in rows]


def look_ahead(today: date, *, agrees: bool) -> None:
    """Write what may be said of every quarter up to today. Needs the worker's sight."""
    quarter, last = counting.first_quarter(), periods.quarter_of(today)
    with transaction.atomic(using=ALIAS):
        while quarter and quarter <= last:
            seen = {"enough": _likely(quarter), "agrees": agrees, "seen_on": today}
            Outlook.objects.update_or_create(quarter=quarter, defaults=seen)
            quarter = periods.next_quarter(quarter)


def _likely(quarter: str) -> bool:
    chosen = api.parameters()
    moved = chosen.sum_tolerance * (2 * uniform(settings.ROUNDING_SECRET, quarter, "outlook") - 1)
    waiting = Fact.objects.filter(kind=Fact.Kind.ENTERED, quarter=quarter, counted_in=UNCOUNTED)
    return waiting.count() >= chosen.least_quarter + moved
