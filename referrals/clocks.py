"""The clocks of a referral: started by a state, paused with working days left, limits in the scheme's settings."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from governance.clocks import LONDON, due, working_days_between
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
        referral.clock_left = max(0, working_days_between(today, end))
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
