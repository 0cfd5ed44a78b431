"""Whether triage decided in time: its clock once more, over the history of a referral that has ended.

With the limits of today (settings.CLOCK_DAYS): a limit that changed meanwhile is not remembered.
"""

from collections.abc import Iterable
from datetime import datetime

from referrals import clocks
from referrals.models import Referral
from referrals.states import State

IN_TIME, LATE = "in_time", "late"
STANDS_STILL = frozenset({State.INFO_REQUESTED, State.ON_HOLD})
Moved = tuple[str, str, datetime]  # state before, state after, when


def triage_kept(steps: Iterable[Moved]) -> str:
    """IN_TIME unless a decision came late, or something else ended triage after its clock had run out."""
    row, late = Referral(), False
    for before, after, at in steps:
        if before == after:
            continue
        if before == State.TRIAGING:
            late |= bool(row.due_at and at > row.due_at)
        if after in STANDS_STILL:
            if before == State.RECEIVED:
                clocks.start_for(row, State.TRIAGING, now=at)
            clocks.pause(row, now=at)
        elif before in STANDS_STILL:
            clocks.resume_for(row, State(after), now=at)
        else:
            clocks.start_for(row, State(after), now=at)
    return LATE if late else IN_TIME
