"""Who covers what, who works here, what waits for whom."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from accounts.actors import Actor
from accounts.models import Membership
from accounts.roles import GRANTS, Role
from governance.clocks import LONDON
from providers.access import workstreams_for
from providers.models import (
    Coverage,
    Fitting,
    FollowUp,
    MeasureType,
    OwnersPermission,
    Recommendation,
    SecurityWorkstream,
    Signatory,
    Visit,
    Workstream,
)
from providers.states import SECURITY_LIVE, SUPPORT_LIVE
from referrals.access import hidden_from, kept_from
from referrals.paging import Page, Segment, paged

SHOWN = 200  # checks of one list
IN_LANE = 8  # cards of one lane of the board
BY_DUE = (Segment(Q(due_at__isnull=False), "due_at"), Segment(Q(due_at__isnull=True), "sent_at"))


def on_day(day: date, start: str) -> Q:
    """Rows that count on this day: begun, and not ended before it."""
    return Q(**{f"{start}__lte": day}) & (Q(until=None) | Q(until__gte=day))


def is_signatory(organisation_id: uuid.UUID, day: date) -> bool:
    """Whether the organisation is a KMISA signatory on this day (S1.35)."""
    return Signatory.objects.filter(on_day(day, "signed_on"), organisation_id=organisation_id).exists()


def covers(organisation_id: uuid.UUID, element: str, district: str, day: date) -> bool:
    """Whether the organisation does this element in this district on this day."""
    rows = Coverage.objects.filter(on_day(day, "from_date"), organisation_id=organisation_id)
    return rows.filter(element=element, district=district).exists()


def measures_in_use() -> QuerySet[MeasureType]:
    return MeasureType.objects.filter(until=None)


def owner_may_be_written_to(row: Workstream) -> bool:
    """Whether the person agreed to a letter to the owner. Nobody having asked is a no."""
    return OwnersPermission.objects.filter(workstream_id=row.pk, letter_agreed=True).exists()


def in_quote(row: SecurityWorkstream) -> QuerySet[Recommendation]:
    """The lines of the quote as it stands now."""
    lines = Recommendation.objects.filter(workstream=row, dropped_in=None)
    return lines.order_by("added_in", "measure__name", "pk")


def fitted_pence(row: Workstream) -> int:
    """What everything cost that was fitted so far, also what was removed since."""
    return Fitting.objects.filter(workstream_id=row.pk).aggregate(sum=Sum("cost_pence"))["sum"] or 0


def installed_on(referral_id: uuid.UUID) -> date | None:
    """The day on which measures were fitted for this referral, None before. All that support learns of security."""
    step = (
        SecurityWorkstream.objects.filter(referral_id=referral_id, steps__transition="install")
        .order_by("-steps__at")
        .values_list("steps__at", flat=True)
        .first()
    )
    return step.astimezone(LONDON).date() if step else None


def able(organisation_id: uuid.UUID, permission: str, referral_id: uuid.UUID | None = None) -> QuerySet[Membership]:
    """Everybody who works there today in a role with this permission, and may know of the case."""
    roles = [role.value for role in Role if permission in GRANTS[role].permissions]
    here = Membership.objects.filter(organisation_id=organisation_id, ended_at=None, user__is_active=True)
    may = here.filter(roles__overlap=roles)
    return may.exclude(user_id__in=kept_from(referral_id)) if referral_id else may


def colleagues(
    organisation_id: uuid.UUID, permission: str, referral_id: uuid.UUID | None = None
) -> list[tuple[str, str]]:
    """(id, name) of those who are able, by name."""
    rows = able(organisation_id, permission, referral_id).values_list("user_id", "user__name").order_by("user__name")
    return [(str(pk), name) for pk, name in rows]


IN_HAND: dict[str, list[str]] = {"security": sorted(SECURITY_LIVE), "support": sorted(SUPPORT_LIVE)}


def in_hand_of(rows: QuerySet[Any], kind: str, whose: Q) -> QuerySet[Any]:
    """Work that somebody has to do still: not ended, and not stopped."""
    return rows.filter(whose, state__in=IN_HAND[kind]).distinct()


def of_person(kind: str, user_id: uuid.UUID) -> Q:
    """Work in this person's name, or with a visit ahead in their name."""
    own = Q(worker_id=user_id)
    return own | Q(visits__worker_id=user_id, visits__status__in=["proposed", "booked"]) if kind == "security" else own


def visits_ahead(rows: Iterable[Workstream]) -> dict[uuid.UUID, Visit]:
    """{workstream: its visit that is still to come}."""
    ahead = Visit.objects.filter(workstream__in=[row.pk for row in rows], status__in=["proposed", "booked"])
    return {visit.workstream_id: visit for visit in ahead}


def nobodys(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    """Accepted work that nobody does: it was given to nobody, or to somebody who is locked out or has left."""
    here = Membership.objects.filter(user=OuterRef("worker"), organisation=OuterRef("organisation"), ended_at=None)
    live = [state for state in IN_HAND[kind] if state != "sent"]
    return rows.filter(~Exists(here.filter(user__is_active=True)), state__in=live)


def open_work(actor: Actor, kind: str) -> QuerySet[Any]:
    """What is open and visible to this person, in no order."""
    return workstreams_for(actor, kind).filter(ended_at=None).select_related("key", "worker", "organisation", "onward")


def page_of(rows: QuerySet[Any], after: str) -> Page[Any]:
    """One page of open work: what is due first stands first, what waits with a stopped clock behind it."""
    return paged(rows, BY_DUE, after)


def first_of(rows: QuerySet[Any]) -> list[Any]:
    """The most urgent few, for one lane of the board."""
    return list(rows.order_by(F("due_at").asc(nulls_last=True), "sent_at")[:IN_LANE])


def visits_on(actor: Actor, day: date, *, mine: bool) -> list[Visit]:
    """The booked visits of one London day in order of time, then of place; `mine`: only those of this person."""
    rows = _visits(actor, day, 1).filter(status="booked")
    if mine:
        rows = rows.filter(Q(worker_id=actor.user_id) | Q(worker=None))
    return sorted(rows.select_related("workstream__key", "workstream__referral__key"), key=_in_round)


def _in_round(visit: Visit) -> tuple[datetime, str, str]:
    """By time, then by place: district, and sector of the postcode, which is read for the order and shown nowhere."""
    home = visit.workstream.referral
    return visit.starts_at, home.district, (home.postcode or "")[:-2]


def visits_between(actor: Actor, day: date, days: int) -> list[Visit]:
    """Everybody's booked and proposed visits of so many London days from this one on, in order of time."""
    rows = _visits(actor, day, days).filter(status__in=["proposed", "booked"])
    return list(rows.select_related("worker", "workstream__key", "workstream__worker").order_by("starts_at", "pk"))


def _visits(actor: Actor, day: date, days: int) -> QuerySet[Visit]:
    """The visits of this person's organisation; midnight is London's on both days, whenever the clocks change."""
    start, end = (datetime.combine(one, time(0), tzinfo=LONDON) for one in (day, day + timedelta(days=days)))
    rows = Visit.objects.filter(organisation=actor.organisation_id, starts_at__gte=start, starts_at__lt=end)
    return rows.exclude(referral_id__in=hidden_from(actor))


def follow_ups_due(actor: Actor, by: date) -> list[FollowUp]:
    """Checks after 3 and 6 months that are due by this day, oldest first."""
    rows = FollowUp.objects.filter(organisation=actor.organisation_id, done_on=None, cancelled=False, due_on__lte=by)
    rows = rows.exclude(referral_id__in=hidden_from(actor))
    return list(rows.select_related("workstream").order_by("due_on")[:SHOWN])
