"""How every action of a workstream begins and ends: lock and check, then clock, state, step and event together."""

import uuid
from typing import Any, TypeVar

from django.utils import timezone

from accounts.actors import Actor
from journal.models import Event
from providers import clocks
from providers.access import locked, machine_of
from providers.choices import Progress, VisitState
from providers.models import FollowUp, SecurityWorkstream, SupportWorkstream, Visit, Workstream
from providers.queries import able
from providers.states import SECURITY_LIVE, SUPPORT_LIVE
from referrals.actions import onward as sharing
from referrals.machine import check_open, move
from referrals.states import State
from walls.refusals import Refused

LIVE: frozenset[str] = SECURITY_LIVE | SUPPORT_LIVE
AHEAD = [VisitState.PROPOSED, VisitState.BOOKED]
W = TypeVar("W", SecurityWorkstream, SupportWorkstream)


def take(model: type[W], name: str, *, workstream_id: uuid.UUID, version: int | None, by: Actor) -> W:
    """The locked row, after checking version, role and state for the transition `name`.

    Raises Http404 or walls.refusals.Refused (403 role, 409 state or version).
    """
    row = locked(by, model.kind, workstream_id, version)
    check_open(machine_of(row), name, row, by)
    return row  # type: ignore[return-value]


def go(row: Workstream, name: str, *, by: Actor, note: str = "", **facts: Any) -> Event:
    """Make the transition of a row that `take` gave: its clock, its state, its history, its event."""
    before = str(row.state)
    machine = machine_of(row)
    after = machine[name].target or before
    clocks.enter(row, before, after)
    if row.due_at and row.referral.state == State.ON_HOLD:
        clocks.keep_held(row, after)
    if after not in LIVE:
        row.question_to_triage_at = row.question_to_provider_at = None
        _leave_goals(row)
    who = {"element": row.element, "onward": str(row.onward_id), "organisation": str(row.organisation_id)}
    return move(machine, name, row, by=by, note=note, **(who | facts))


def _leave_goals(row: Workstream) -> None:
    """Nobody works on a goal any more; of those of which nobody has said how they came out it is not known."""
    if isinstance(row, SupportWorkstream):
        row.goals.filter(progress=Progress.OPEN).update(progress=Progress.NOT_KNOWN)


def finish(
    row: Workstream, name: str, *, by: Actor, note: str = "", completed: bool = False, still_shared: bool = False,
    **facts: Any,
) -> Event:  # fmt: skip
    """A transition that ends the work: nothing stays booked, and the onward referral ends with it."""
    row.ended_at = timezone.now()
    cancel_visits(row)
    event = go(row, name, by=by, note=note, **facts)
    sharing.end(onward=row.onward, by=by, completed=completed, still_shared=still_shared)
    return event


def cancel_visits(row: Workstream) -> None:
    """Nothing stays booked."""
    Visit.objects.filter(workstream_id=row.pk, status__in=AHEAD).update(status=VisitState.CANCELLED)


def cancel_follow_ups(row: Workstream) -> None:
    """No check is to come any more."""
    FollowUp.objects.filter(workstream_id=row.pk, done_on=None, cancelled=False).update(cancelled=True)


def check_colleague(user_id: uuid.UUID, row: Workstream, permission: str, *, field: str = "worker") -> None:
    """Refused unless this person works there today, in a role with this permission, and may know of the case.

    The membership stays locked until the work is theirs, so that nobody ends it in between.
    """
    here = able(row.organisation_id, permission, row.referral_id).filter(user_id=user_id)
    if here.select_for_update(of=("self",)).first() is None:
        raise Refused("Choose somebody who works here today, does this work and may know of it.", field=field)


def check_reason(reason: str, known: list[str]) -> str:
    """The reason itself, or Refused when it is none of the coded ones."""
    if reason not in known:
        raise Refused("Choose a reason.", field="reason")
    return reason
