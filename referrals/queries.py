"""The worklist of triage: its views, their counts, and one page of one view.

Every view is one or two segments, each read in the order of one index, from a keyset and never past 26 rows; counts
stop at 101. Source: docs of pages "Desk"; measured in benchmarks.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.db.models.lookups import Exact
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Membership
from referrals.access import locked_out, referrals_for
from referrals.choices import District, RiskLevel
from referrals.hours import slot_at
from referrals.models import Referral
from referrals.paging import Page, Segment, paged
from referrals.states import ENDED, OPEN, State

COUNT_LIMIT = 100


def _in(states: frozenset[State]) -> Q:
    return Q(state__in=[state for state in State if state in states])


_OPEN = _in(OPEN)
BY_DUE = (Segment(_OPEN & Q(due_at__isnull=False), "due_at"), Segment(_OPEN & Q(due_at__isnull=True), "received_at"))


def _nobodys(actor: Actor) -> Q:
    gone = locked_out(actor)
    return Q(worker_id=None) | Q(worker_id__in=gone) if gone else Q(worker_id=None)


def unsafe_at(moment: datetime) -> Q:
    """Not known to be safe to call in this half hour: no number, not safe, not known, or hours that say otherwise."""
    weekend, slot = slot_at(moment)
    safe = F("safe_weekends" if weekend else "safe_weekdays").bitand(1 << slot)
    return Q(Exact(safe, 0))


@dataclass(frozen=True)
class View:
    """One list: what it is called, what belongs to it, in which order, and what an empty one says."""

    slug: str
    label: str
    empty: str
    where: Callable[[Actor], Q] = lambda actor: Q()
    segments: tuple[Segment, ...] = BY_DUE


VIEWS: dict[str, View] = {
    view.slug: view
    for view in (
        View(
            "mine", "Mine", "Referrals that you take stand here. Look at “Nobody’s yet” and take one.",
            where=lambda actor: Q(worker_id=actor.user_id),
        ),
        View(
            "unassigned", "Nobody’s yet", "New referrals stand here until somebody takes them. There is none now.",
            where=_nobodys,
        ),
        View(
            "waiting", "Waiting for others", "Nothing waits for a referrer or a provider.",
            segments=(
                Segment(
                    Q(state__in=[State.INFO_REQUESTED, State.IN_PROGRESS], ready_to_close=False, due_at__isnull=True),
                    "received_at",
                ),
            ),
        ),
        View(
            "late", "Late", "Nothing is late.",
            where=lambda actor: Q(due_at__lt=timezone.now()), segments=BY_DUE[:1],
        ),
        View(
            "ready", "Ready to close", "When all work on a referral has ended it stands here.",
            segments=(Segment(Q(ready_to_close=True), "received_at"),),
        ),
        View(
            "hold", "On hold", "Nothing is on hold.",
            segments=(Segment(Q(state=State.ON_HOLD), "review_on"),),
        ),
        View(
            "closing", "Closing", "Withdrawn referrals stand here until every provider has stopped.",
            segments=(Segment(Q(state=State.CLOSING, due_at__isnull=False), "due_at"),),
        ),
        View(
            "unsafe", "Unsafe to call now", "Every referral whose clock runs can be called now. Read the safe contact all the same.",
            where=lambda actor: unsafe_at(timezone.now()), segments=BY_DUE[:1],
        ),
        View(
            "quarantine", "Quarantine",
            "What looks as if a machine had sent it stands here, until somebody reads it and lets it in or marks it as junk.",
            segments=(Segment(Q(state=State.QUARANTINED), "due_at"),),
        ),
        View("open", "All open", "There are no open referrals."),
        View(
            "closed", "Closed", "Closed, declined and duplicate referrals stand here, newest first.",
            segments=(Segment(_in(ENDED), "ended_at", descending=True),),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What else a row must be; "" is anything. Codes only: nothing here says anything about a person."""

    district: str = ""
    risk: str = ""
    children: str = ""

    @classmethod
    def of(cls, typed: Mapping[str, str]) -> "Filters":
        """From the address; a value that we do not know is no filter."""
        district, risk, children = (typed.get(name, "") for name in ("district", "risk", "children"))
        return cls(
            district if district in District.values else "",
            risk if risk in RiskLevel.values or risk == "none" else "",
            children if children in {"yes", "no"} else "",
        )

    def where(self) -> Q:
        found = Q()
        if self.district:
            found &= Q(district=self.district)
        if self.risk:
            found &= Q(risk_level="" if self.risk == "none" else self.risk)
        if self.children:
            found &= Q(children__gt=0) if self.children == "yes" else Q(children=0)
        return found


SHOWN = (
    "id", "reference", "first_name", "district", "risk_level", "children", "state", "due_at", "clock_left", "review_on",
    "ready_to_close", "received_at", "ended_at", "outcome", "decline_proposed_by", "worker_id", "key",
)  # fmt: skip


def page_of(actor: Actor, view: View, filters: Filters, after: str = "") -> Page[Referral]:
    """One page of one view. `after`: a cursor of an earlier page; one that we cannot read starts from the beginning."""
    rows = referrals_for(actor).only(*SHOWN, "key__wrapped", "key__wrapped_by")
    return paged(rows.filter(view.where(actor), filters.where()), view.segments, after)


def counts(actor: Actor, filters: Filters) -> dict[str, str]:
    """How many rows each view has, as shown: "0" … "100", "100+". One query; no view is counted past 101."""
    parts: list[str] = []
    values: list[Any] = []
    for view in VIEWS.values():
        rows = referrals_for(actor).select_related(None).filter(view.where(actor), filters.where())
        found = rows.filter(_any(view)).order_by().values_list("pk")[: COUNT_LIMIT + 1]
        sql, given = found.query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) counted)")  # noqa: S608 - Django wrote the SQL # nosec B608
        values += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        numbers = cursor.fetchone()
    return {slug: _capped(number) for slug, number in zip(VIEWS, numbers, strict=True)}


def _any(view: View) -> Q:
    if view.segments == BY_DUE:
        return _OPEN
    found = view.segments[0].where
    for segment in view.segments[1:]:
        found |= segment.where
    return found


def _capped(number: int) -> str:
    return f"{COUNT_LIMIT}+" if number > COUNT_LIMIT else str(number)


def next_reference(actor: Actor, filters: Filters, *, but: str = "") -> str:
    """The case that this person should open next: their own due work first, then what nobody has taken; "" for none."""
    mine = _in(frozenset({State.RECEIVED, State.TRIAGING, State.TRIAGED}))
    for where in (Q(worker_id=actor.user_id) & mine, Q(worker_id=None, state=State.RECEIVED)):
        rows = referrals_for(actor).filter(where, BY_DUE[0].where, filters.where()).exclude(reference=but)
        rows = rows.order_by("due_at", "id")
        if found := rows.values_list("reference", flat=True).first():
            return str(found)
    return ""


@dataclass(frozen=True)
class Load:
    """How much open work one person has. waiting: its clock stands still."""

    user_id: uuid.UUID
    name: str
    member: uuid.UUID
    locked_out: bool
    open: int = 0
    late: int = 0
    waiting: int = 0


def loads(rows: QuerySet[Any], members: Iterable[Membership]) -> list[Load]:
    """The open work `rows` by person, one line for each member."""
    late, paused = Count("pk", filter=Q(due_at__lt=timezone.now())), Count("pk", filter=Q(due_at=None))
    counted = rows.order_by().values("worker_id").annotate(open=Count("pk"), late=late, waiting=paused)
    of = {row.pop("worker_id"): row for row in counted}
    return [
        Load(one.user_id, one.user.name, one.pk, not one.user.is_active, **of.get(one.user_id, {})) for one in members
    ]


def open_of(actor: Actor) -> QuerySet[Referral]:
    """Every open referral that this person may see."""
    return referrals_for(actor).filter(_OPEN)
