"""The clock of a workstream: set by the state it enters, kept while the same clock runs on, paused with days left."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from governance.clocks import LONDON, add_working_days, due, working_days_between
from providers.models import Workstream
from providers.turns import PAUSED, SECURITY_CLOCKS, SUPPORT_CLOCKS


def clock_of(kind: str, state: str) -> str:
    """The name of the clock that runs in this state, '' for none."""
    return str((SECURITY_CLOCKS if kind == "security" else SUPPORT_CLOCKS).get(state, ""))  # type: ignore[call-overload]


def enter(row: Workstream, before: str, after: str, *, now: datetime | None = None) -> None:
    """Set the clock for the state that the row is about to enter. Staying in a state leaves its clock alone."""
    name, same = clock_of(row.kind, after), clock_of(row.kind, before)
    if before == after or (name and name == same):
        return
    if after in PAUSED:
        pause(row, now=now)
    elif before in PAUSED and row.clock_left is not None and name:
        resume(row, now=now)
    else:
        row.due_at = due(now or timezone.now(), settings.CLOCK_DAYS[name]) if name else None
        row.clock_left = None


def keep_held(row: Workstream, state: str, *, now: datetime | None = None) -> None:
    """What may be done while the referral is on hold starts no clock, but for stopping."""
    if state != "recalled":
        pause(row, now=now)


def restart(row: Workstream, state: str, *, now: datetime | None = None) -> None:
    """Begin the clock of the state once more, as after a review."""
    row.due_at = due(now or timezone.now(), settings.CLOCK_DAYS[clock_of(row.kind, state)])


def pause(row: Workstream, *, now: datetime | None = None) -> None:
    """Keep how many working days were left (0 when it was already late)."""
    if row.due_at:
        today, end = (moment.astimezone(LONDON).date() for moment in (now or timezone.now(), row.due_at))
        begin = add_working_days(today, 0)  # paused on a Sunday, a clock has what it has on Monday
        row.clock_left = max(0, working_days_between(begin, end))
    row.due_at = None


def resume(row: Workstream, *, now: datetime | None = None) -> None:
    """Go on with the days that were left."""
    if row.clock_left is not None:
        row.due_at = due(now or timezone.now(), row.clock_left)
        row.clock_left = None
