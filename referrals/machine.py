"""A state machine is one table. From it come the django-fsm methods, the database's own rule, buttons, diagram, tests.

Traps of django-fsm that this file closes (see docs/adr): its permissions and signals are not used; the row is locked
and the version checked first; role, state and guards are checked by the action; history and event are written with it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.db import DatabaseError, models
from django.http import Http404
from django_fsm import RETURN_VALUE, transition

from accounts.actors import Actor
from journal.actions import record
from journal.models import Event
from walls.refusals import Refused, Stale

SYSTEM = "system"  # a transition that only the system itself makes
REFERRER = "referrer"  # … or that the referrer makes through a one-time link


@dataclass(frozen=True)
class Transition:
    """One line of the table.

    name: a verb. label: the words on the button. past: completes the event kind ("referral.accepted"). in_words: of the
    timeline, where `past` is not plain English. allowed: permissions, any of which is enough, or SYSTEM / REFERRER. target: None where the action says
    which of `targets` it is (release, a partial withdrawal); without `targets` the state stays as it is (a note, a
    review). may_stay: goes to `target` or stays as it is (a consent withdrawn wholly or in part). requires: what it
    needs, in words, for people and the diagram.
    """

    name: str
    label: str
    past: str
    sources: frozenset[str]
    target: str | None
    allowed: frozenset[str]
    requires: str = ""
    targets: frozenset[str] = frozenset()
    may_stay: bool = False
    in_words: str = ""

    @property
    def done(self) -> str:
        """What the timeline says of it."""
        return self.in_words or self.past.replace("_", " ").capitalize()

    @property
    def stays(self) -> bool:
        """Whether the row keeps its state."""
        return not self.target and not self.targets

    def reaches(self, source: str) -> frozenset[str]:
        """Where it may lead from this state."""
        if self.stays:
            return frozenset({source})
        ends = frozenset({self.target}) if self.target else self.targets
        return ends | {source} if self.may_stay else ends

    def outcomes(self) -> frozenset[str]:
        """Where it may lead from any of its states."""
        return frozenset().union(*(self.reaches(source) for source in self.sources))

    def open_to(self, actor: Actor) -> bool:
        return actor.kind in self.allowed or actor.may_any(self.allowed)


class Machine:
    """All transitions of one kind of row. `thing`: how events and people call it. `states`: the TextChoices."""

    def __init__(self, thing: str, states: type[models.TextChoices], transitions: Iterable[Transition]) -> None:
        self.thing = thing
        self.states = states
        self._table = {t.name: t for t in transitions}

    def __iter__(self) -> Iterator[Transition]:
        return iter(self._table.values())

    def __getitem__(self, name: str) -> Transition:
        return self._table[name]

    def __contains__(self, name: str) -> bool:
        return name in self._table

    def pairs(self) -> list[tuple[str, str]]:
        """Every (from, to) that any transition allows; the database's trigger knows the same."""
        moves = {(s, o) for t in self for s in t.sources for o in t.reaches(s) if s != o}
        return sorted(moves)

    def open_to(self, actor: Actor, state: str) -> list[Transition]:
        """What this actor could try now, in the order of the table."""
        return [t for t in self if state in t.sources and t.open_to(actor)]

    def mixin(self) -> type:
        """A base class with one django-fsm method for each transition, for the field `state`."""
        return type("Transitions", (), {f"fsm_{t.name}": _method(t) for t in self})

    def trigger(self, name: str) -> pgtrigger.Trigger:
        """No `.update()`, constructor or SQL of ours can make a move that the table does not know."""
        return pgtrigger.FSM(name=name, field="state", transitions=self.pairs())


def _method(line: Transition) -> Callable[..., Any]:
    def body(self: models.Model, to: str) -> str:
        return to

    body.__name__ = f"fsm_{line.name}"
    target = RETURN_VALUE(*sorted(line.outcomes()))
    method: Callable[..., Any] = transition(field="state", source=sorted(line.sources), target=target)(body)
    return method


def check_version(row: Any, version: int, what: str) -> None:
    """Raise Stale (409) when somebody else changed the locked row since `version` was shown."""
    if row.version != version:
        raise Stale(seen=version, now=row.version, what=what)


def check_said(text: str, words: str, *, field: str) -> None:
    """Refused with `words` when nothing was written."""
    if not text.strip():
        raise Refused(words, field=field)


def check_open(machine: Machine, name: str, row: Any, by: Actor) -> Transition:
    """The line of the table, or Refused: 403 for the wrong role, 409 for a state that has moved on."""
    line = machine[name]
    if not line.open_to(by):
        raise Refused(f"Your role cannot “{line.label.lower()}”. Ask somebody whose role can.", status=403)
    if row.state not in line.sources:
        now = machine.states(row.state).label
        raise Refused(
            f"“{line.label}” is not possible now: the state is “{now}”. Open it again to see what you can do.",
            status=409,
        )
    return line


def move(machine: Machine, name: str, row: Any, *, by: Actor, note: str = "", to: str = "", **facts: Any) -> Event:
    """Make one checked transition of a locked row: state, version, save, history, event. Caller's transaction.

    facts: ids and codes for the event; never personal data. The note is kept, sealed, in the row's history.
    """
    line = check_open(machine, name, row, by)
    before = row.state
    after = to or line.target or before
    if after not in line.reaches(before):
        raise ValueError(f"{name} does not lead from {before} to {after}")
    getattr(row, f"fsm_{name}")(to=after)
    return keep(machine, line, row, before, by=by, note=note, **facts)


def keep(
    machine: Machine, line: Transition, row: Any, before: str, *, by: Actor, note: str = "", **facts: Any
) -> Event:
    """Save the moved row one version further, with its step and its event. Http404: hidden since it was locked."""
    row.version += 1
    try:
        row.save(force_update=not row._state.adding)
    except DatabaseError as fault:
        if type(fault) is not DatabaseError:
            raise
        raise Http404 from None  # somebody declared meanwhile that this person must not know of it
    row.add_step(line=line, before=before, by=by, note=note)
    return record(
        f"{machine.thing}.{line.past}",
        by=by,
        case_id=row.case_id,
        subject=row,
        **{"from": before, "to": row.state},
        **facts,
    )
