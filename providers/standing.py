"""How each organisation stands today: what it does, whether it has signed, how much it can hold, whether it is closed."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.models import Organisation, User
from journal.models import Event
from providers.models import Capacity, Closure, Coverage, Signatory
from providers.queries import on_day


@dataclass(frozen=True)
class Standing:
    """capacity: None when nobody said. closed_until: the last closed day, None when it is open."""

    organisation: Organisation
    elements: frozenset[str]
    signed: bool
    capacity: int | None
    closed_until: date | None


def standing_of(organisations: Iterable[Organisation], day: date) -> list[Standing]:
    """Four queries, whatever the number."""
    signed = set(Signatory.objects.filter(on_day(day, "signed_on")).values_list("organisation_id", flat=True))
    does: dict[uuid.UUID, set[str]] = {}
    rows = Coverage.objects.filter(on_day(day, "from_date")).values_list("organisation_id", "element").distinct()
    for organisation, element in rows:
        does.setdefault(organisation, set()).add(element)
    holds, closed = capacities(), closed_on(day)
    return [
        Standing(one, frozenset(does.get(one.pk, ())), one.pk in signed, holds.get(one.pk), closed.get(one.pk))
        for one in organisations
    ]


def capacities() -> dict[uuid.UUID, int]:
    """{organisation: how many open pieces of work it can hold}."""
    return dict(Capacity.objects.values_list("organisation_id", "open_work"))


def closed_on(day: date) -> dict[uuid.UUID, date]:
    """{organisation that is closed on this day: its last closed day}."""
    rows = Closure.objects.filter(from_date__lte=day, until__gte=day, withdrawn=False)
    return dict(rows.values_list("organisation_id", "until"))


@dataclass(frozen=True)
class Change:
    """One change of an organisation: what (without "organisation."), by whom, with its data."""

    at: datetime
    who: str
    what: str
    data: dict[str, Any]


def changes_of(organisation: Organisation) -> list[Change]:
    """Every change of its particulars, the newest first."""
    events = Event.objects.filter(subject_id=organisation.pk, kind__startswith="organisation.").order_by("-at", "-id")
    found = list(events)
    names = dict(User.objects.filter(pk__in={event.actor_id for event in found}).values_list("pk", "name"))
    return [
        Change(
            event.at, names.get(event.actor_id, "The system") if event.actor_id else "The system",
            event.kind.partition(".")[2], event.data,
        )
        for event in found
    ]  # fmt: skip
