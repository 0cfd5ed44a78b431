"""The sharing register, read from what stands anyway: sharings, the record of who looked, what was told outside.

Source: S1.36 (a record of each sharing), S0.15, S1.37 and S1.38 (what is told outside). No second copy is kept. Which
fields a provider sees is what the field register says of its work today. See docs/adr/0036.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Func, Q, UUIDField, Value
from django.db.models.functions import TruncDate

from accounts.models import Organisation, User
from governance.clocks import LONDON
from governance.register import Audience
from journal.models import Access, Event
from referrals import choices
from referrals.looking import PLACES
from referrals.models import Disclosure, Registered, Sharing
from referrals.register import REGISTER

MOST = 200  # lines of one table on a page; the download holds all
SHARED = ("referral", "contact_point")
STOPS = {
    "workstream.recalled": "Recalled",
    "workstream.returned": "Returned by the provider",
    "workstream.transferred": "Transferred to another provider",
    "workstream.completed": "The work was completed",
    "workstream.not_reached": "The person could not be reached",
    "workstream.ended_early": "Ended early",
    "workstream.follow_ups_stopped": "No more checks",
}
RECALLED_FOR = {"consent": "Consent was withdrawn", "withdrawn": "The referral was withdrawn"}


@dataclass(frozen=True)
class Part:
    """What is asked for: one case, or days in London, both ends included."""

    case: uuid.UUID | None = None
    first: date = date.min
    last: date = date.max

    def of(self, moment: str, case: str) -> Q:
        """The rows whose column `moment` lies in these days, or whose column `case` is this case."""
        if self.case:
            return Q(**{case: [self.case] if case.endswith("contains") else self.case})
        start, end = (datetime.combine(day, time.min, LONDON) for day in (self.first, self.last + timedelta(days=1)))
        return Q(**{f"{moment}__gte": start, f"{moment}__lt": end})


@dataclass(frozen=True)
class Entry:
    """One line. `when`: a moment, or a day for what is counted by the day. `fields`: labels of the field register."""

    kind: str
    when: datetime | date
    case: uuid.UUID
    reference: str
    whom: str
    what: str
    fields: tuple[str, ...] = ()
    basis: str = ""
    who: str = ""


def seen_fields(element: str) -> tuple[str, ...]:
    """What a provider of this element is shown of the referral, by the field register."""
    audience = Audience.SECURITY if element == choices.Element.SECURITY else Audience.SUPPORT
    return tuple(field.label for field in REGISTER.seen_by(audience) if field.model in SHARED)


def sent(part: Part, most: int | None = None) -> list[Entry]:
    """Every dispatch, newest first."""
    return [
        Entry("Sent", row.sent_at, row.referral_id, row.referral.reference, row.organisation.name,
              choices.Element(row.element).label, seen_fields(row.element), _basis(row),
              row.sent_by.name if row.sent_by else "The system")
        for row in _sharings(part.of("sent_at", "referral_id"), "-sent_at")[:most]
    ]  # fmt: skip


def stopped(part: Part, most: int | None = None) -> list[Entry]:
    """Every sharing that ended, newest first, and what ended it."""
    rows = list(_sharings(part.of("stopped_at", "referral_id") & Q(stopped_at__isnull=False), "-stopped_at")[:most])
    cases = {row.referral_id for row in rows}
    events = Event.objects.filter(case_id__in=cases, kind__in=STOPS).order_by("at")
    why = {event.data.get("onward"): event for event in events}
    names = _names(User, {event.actor_id for event in why.values()})
    return [_stop(row, why.get(str(row.pk)), names) for row in rows]


def seen(part: Part, most: int | None = None) -> list[Entry]:
    """Who of a provider looked at a case, on which day, how often: newest first."""
    case = Value(part.case, UUIDField()) if part.case else Func(F("case_ids"), function="unnest")
    providers = Organisation.objects.filter(kind__in=[Organisation.Kind.SECURITY, Organisation.Kind.SUPPORT])
    looks = Access.objects.filter(part.of("at", "case_ids__contains"), organisation_id__in=providers.values("pk"))
    days = looks.annotate(day=TruncDate("at", tzinfo=LONDON), case=case)
    grouped = days.values("day", "actor_id", "organisation_id", "case").annotate(
        times=Count("pk"), places=ArrayAgg("what", distinct=True)
    )
    rows = list(grouped.order_by("-day", "case", "actor_id")[:most])
    references = _names(Registered, {row["case"] for row in rows}, "reference")
    people = _names(User, {row["actor_id"] for row in rows})
    firms = _names(Organisation, {row["organisation_id"] for row in rows})
    return [
        Entry("Seen", row["day"], row["case"], references[row["case"]], firms.get(row["organisation_id"], ""),
              f"{_times(row['times'])}: {_places(row['places'])}", basis="As sent", who=people.get(row["actor_id"], ""))
        for row in rows if row["case"] in references
    ]  # fmt: skip


def outside(part: Part, most: int | None = None) -> list[Entry]:
    """Everything that was told outside the scheme, newest first."""
    days = Q(referral_id=part.case) if part.case else Q(told_on__gte=part.first, told_on__lte=part.last)
    rows = list(Disclosure.objects.filter(days)[:most])
    references = _names(Registered, {row.referral_id for row in rows}, "reference")
    people = _names(User, {row.recorded_by for row in rows})
    return [
        Entry("Outside", row.told_on, row.referral_id, references[row.referral_id],
              choices.Outside(row.recipient).label, "Told outside the scheme",
              tuple(f"{REGISTER[name].section}: {REGISTER[name].label.lower()}" for name in row.fields), choices.LegalBasis(row.basis).label,
              people.get(row.recorded_by, ""))
        for row in rows if row.referral_id in references
    ]  # fmt: skip


KINDS: dict[str, tuple[str, Callable[[Part, int | None], list[Entry]]]] = {
    "sent": ("Sent to a provider", sent),
    "seen": ("Seen by a provider", seen),
    "stopped": ("Stopped", stopped),
    "outside": ("Told outside", outside),
}


def everything(part: Part) -> list[Entry]:
    """All lines of all kinds, for a download."""
    return [entry for _, read in KINDS.values() for entry in read(part, None)]


def _sharings(which: Q, order: str) -> Any:
    rows = Sharing.objects.filter(which).select_related("referral", "organisation", "sent_by", "notice_version")
    return rows.order_by(order, "pk")


def _basis(row: Sharing) -> str:
    if row.given_at is None or row.notice_version is None:
        return "No consent stands here any more"
    how = choices.Heard(row.given_how).label.lower()
    given = f"{choices.Basis.CONSENT.label}, given {row.given_at.astimezone(LONDON):%-d %B %Y}, {how}"
    back = f"; taken back {row.withdrawn_at.astimezone(LONDON):%-d %B %Y}" if row.withdrawn_at else ""
    return f"{given}; {row.notice_version}{back}"


def _stop(row: Sharing, event: Event | None, names: dict[Any, str]) -> Entry:
    why = STOPS[event.kind] if event else "Sharing stopped"
    if event and event.kind == "workstream.recalled":
        why = RECALLED_FOR.get(event.data.get("reason", ""), why)
    who = names.get(event.actor_id, "The referrer") if event else ""
    when = row.stopped_at or row.sent_at
    return Entry("Stopped", when, row.referral_id, row.referral.reference, row.organisation.name, why, who=who)


def _names(model: type[Any], ids: set[Any], column: str = "name") -> dict[Any, str]:
    return dict(model._default_manager.filter(pk__in=ids - {None}).values_list("pk", column))


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _places(names: list[str]) -> str:
    found = sorted({PLACES.get(name, name) for name in names})
    return ", ".join(place[:1].lower() + place[1:] for place in found)
