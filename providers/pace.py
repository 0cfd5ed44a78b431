"""Whether providers kept their clocks: each clock once more, over the history of one referral's workstreams.

With the limits of today (settings.CLOCK_DAYS): a limit that changed meanwhile is not remembered.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from providers import clocks
from providers.models import SecurityStep, SecurityWorkstream, SupportStep, SupportWorkstream, Workstream
from providers.turns import PAUSED
from referrals.models import Step
from referrals.pace import IN_TIME, LATE

HOLDS = ("hold", "release")
MODELS = ((SecurityStep, SecurityWorkstream), (SupportStep, SupportWorkstream))
Moved = tuple[datetime, str, str, str]  # when, which transition, state before, state after


@dataclass(frozen=True)
class Pace:
    """IN_TIME, LATE, or "" where it did not come to that. Of several workstreams the late one counts."""

    accepted: str = ""
    visited: str = ""
    installed: str = ""

    def and_also(self, name: str, kept: str) -> "Pace":
        return self if LATE == getattr(self, name) else replace(self, **{name: kept})


def pace_of(referral_id: uuid.UUID) -> Pace:
    """How all work for one referral went against the clocks. The caller needs a scope that sees it."""
    held = list(Step.objects.filter(referral_id=referral_id, transition__in=HOLDS).values_list("at", "transition"))
    pace = Pace()
    for steps, model in MODELS:
        rows = steps.objects.filter(referral_id=referral_id).order_by("workstream", "version")
        found: dict[uuid.UUID, list[Moved]] = {}
        for stream, at, name, before, after in rows.values_list("workstream", "at", "transition", "before", "after"):
            found.setdefault(stream, []).append((at, name, before, after))
        for moves in found.values():
            for name, kept in _kept(model(), [*moves, *((at, name, "", "") for at, name in held)]):
                pace = pace.and_also(name, kept)
    return pace


def _kept(row: Workstream, moves: list[Moved]) -> Iterator[tuple[str, str]]:
    """Each clock that ended: which field of Pace, and how it went."""
    state, held = "", False
    for at, transition, before, after in sorted(moves, key=lambda moved: moved[0]):
        if transition in HOLDS:
            held = transition == "hold"
            if state not in PAUSED:
                (clocks.pause if transition == "hold" else clocks.resume)(row, now=at)
            continue
        if name := _ended(row, transition, before, after):
            yield name, LATE if row.due_at and at > row.due_at else IN_TIME
        clocks.enter(row, before, after, now=at)
        if held:
            clocks.keep_held(row, after, now=at)
        state = after


def _ended(row: Workstream, transition: str, before: str, after: str) -> str:
    """Which clock of Pace this move ends: taking on by taking on only, the others however they end."""
    if transition == "accept":
        return "accepted"
    if transition == "requote":
        return ""  # back to the quote: nothing is installed by that
    clock = clocks.clock_of(row.kind, before)
    if after in PAUSED or clock == clocks.clock_of(row.kind, after):
        return ""
    return {"visit": "visited", "installation": "installed"}.get(clock, "")
