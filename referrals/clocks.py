"""The clocks of a referral: started by a state, paused with working days left, limits in the scheme's settings."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from governance.clocks import LONDON, add_working_days, due, working_days_between
from referrals.models import Referral
from referrals.states import CLOCKS, State


def start_for(referral: Referral, state: State, *, now: datetime | None = None) -> None:
    """Set the clock of the state that the referral is about to enter; states without one have no due time."""
    name = CLOCKS.get(state)
    referral.due_at = due(now or timezone.now(), settings.CLOCK_DAYS[name]) if name else None
    referral.clock_left = None


def pause(referral: Referral, *, now: datetime | None = None) -> None:
    """Keep how many working days were left (0 when it was already late)."""
    if referral.due_at:
        today, end = (moment.astimezone(LONDON).date() for moment in (now or timezone.now(), referral.due_at))
        # From the next working day, as `due` counts: a pause over a weekend neither gives nor takes a day.
        referral.clock_left = max(0, working_days_between(add_working_days(today, 0), end))
    referral.due_at = None


def resume_for(referral: Referral, state: State, *, now: datetime | None = None) -> None:
    """Go on with the days that were left, or start the state's own clock when none was running. In a state without a
    clock the days that were left stay kept.
    """
    if state not in CLOCKS:
        return
    if referral.clock_left is None:
        start_for(referral, state, now=now)
        return
    referral.due_at = due(now or timezone.now(), referral.clock_left)
    referral.clock_left = None


def first_due(received: datetime) -> datetime:
    """When somebody must have looked at a referral that came in at `received`."""
    return due(received, settings.CLOCK_DAYS["first_contact"])


@dataclass(frozen=True)
class Reading:
    """A clock as people read it."""

    words: str
    late: bool = False


def reading(referral: Referral, now: datetime) -> Reading:
    """ "3 working days left", "2 working days late", "paused, 2 working days left", "look again on 3 March"; "" without one."""
    if referral.state == State.ON_HOLD and referral.review_on:
        due_now = referral.review_on <= now.astimezone(LONDON).date()
        return Reading(f"Look again {'now' if due_now else f'on {referral.review_on:%-d %B}'}", due_now)
    if referral.due_at is None:
        left = referral.clock_left
        return Reading("" if left is None or referral.ended_at else f"Paused, {_days(left, 'working day')} left")
    today, end = (moment.astimezone(LONDON).date() for moment in (now, referral.due_at))
    days = working_days_between(today, end)
    if referral.due_at < now:
        return Reading(f"{_days(-days, 'working day')} late" if days < 0 else "Late since 17:00", True)
    return Reading("Due today" if days == 0 else f"{_days(days, 'working day')} left")


def _days(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
