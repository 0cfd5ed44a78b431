"""Who could do an element for a referral: advice to triage, never a decision."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Organisation
from accounts.queries import members_now
from accounts.roles import GRANTS
from providers import policies, standing
from providers.access import MODELS
from providers.models import Coverage, Signatory, Workstream
from providers.queries import on_day
from referrals.access import kept_from
from referrals.choices import ConsentUse, Element
from referrals.models import Referral
from walls.scope import scoped

UNLED = "Everybody who gives out work there must not know of this referral: it would lie there unseen. Choose another."
UNSAID = 20  # who has not said how much it can hold is compared as if it were this


@dataclass(frozen=True)
class Advice:
    """One provider that could do an element. `why_not` is empty when nothing is against it.

    unled: nobody who gives out work there may know of this referral. open_work: how much it has now. capacity: how much it can hold, None when nobody said. closed_until: its last closed
    day, None when it is open.
    """

    organisation: Organisation
    element: str
    why_not: tuple[str, ...]
    open_work: int
    capacity: int | None = None
    closed_until: date | None = None
    unled: bool = False

    @property
    def possible(self) -> bool:
        return not self.why_not

    @property
    def full(self) -> bool:
        return self.capacity is not None and self.open_work >= self.capacity

    @property
    def words(self) -> str:
        """What is open, what there is room for, and from when."""
        said = f"Has {self.open_work} open"
        if self.capacity is not None:
            room = self.capacity - self.open_work
            said += f", room for {room} more" if room > 0 else f" and it can hold {self.capacity}: full"
        if self.closed_until:
            again = self.closed_until + timedelta(days=1)
            said += f". Closed; takes work again from {again.day} {again:%B}"
        return f"{said}. {UNLED}" if self.unled else f"{said}."

    def order(self, referral: Referral) -> tuple[bool, int, bool, bool, bool, float, bytes]:
        """What is possible first, whichever part it is of; then what is open, then what has room, the least full before
        others. Equals change places from referral to referral, so that no name is always the first.
        """
        load = self.open_work / (self.capacity or UNSAID)
        lot = hashlib.sha256(referral.pk.bytes + self.organisation.pk.bytes).digest()
        place = list(Element).index(Element(self.element))
        return not self.possible, place, self.unled, self.closed_until is not None, self.full, load, lot


def advice(referral: Referral, day: date) -> list[Advice]:
    """Every provider for every element it does anywhere, in the order of `Advice.order`."""
    busy, holds, closed = _open_work(), standing.capacities(), standing.closed_on(day)
    unled, reasons = _unled(referral), against(referral, day)
    organisations = Organisation.objects.in_bulk([org for org, _ in reasons])
    found = [
        Advice(organisations[org], element, why, busy.get(org, 0), holds.get(org), closed.get(org), org in unled)
        for (org, element), why in reasons.items()
    ]
    return sorted(found, key=lambda one: one.order(referral))


def against(referral: Referral, day: date) -> dict[tuple[uuid.UUID, str], tuple[str, ...]]:
    """{(organisation, an element that it does anywhere): what speaks against sending it this referral, in words}."""
    consented = set(
        referral.consents.filter(use=ConsentUse.SHARE, withdrawn_at=None).values_list("recipient_id", flat=True)
    )
    signed = set(Signatory.objects.filter(on_day(day, "signed_on")).values_list("organisation_id", flat=True))
    there = set(referral.onwards.filter(ended_at=None).values_list("organisation_id", "element"))
    rows = Coverage.objects.filter(on_day(day, "from_date")).values_list("organisation_id", "element", "district")
    covered = {(org, element) for org, element, district in rows if district == referral.district}
    elsewhere = {(org, element) for org, element, _ in rows}
    return {
        (org, element): tuple(policies.why_not(
            consents=org in consented, signed=org in signed, covers=(org, element) in covered,
            already=(org, element) in there,
        ))
        for org, element in elsewhere
    }  # fmt: skip


def takers(row: Workstream, by: Actor) -> list[tuple[Organisation, tuple[str, ...]]]:
    """Every other provider of this part by name, and what speaks against each today. Nothing is told to whoever may not
    transfer it, nor once it is shared no more. Consents are looked up with the sight of this one referral.
    """
    if row.onward.stopped_at or not by.may("support.transfer"):
        return []
    with scoped(sight="link", actor=by.user_id, organisation=by.organisation_id, referral=row.referral_id):
        reasons = against(Referral.objects.get(pk=row.referral_id), timezone.localdate())
    others = {org: why for (org, element), why in reasons.items() if element == row.element}
    found = Organisation.objects.in_bulk(others.keys() - {row.organisation_id})
    return sorted(((one, others[pk]) for pk, one in found.items()), key=lambda pair: pair[0].name)


def _unled(referral: Referral) -> set[uuid.UUID]:
    """Organisations where everybody who gives out work must not know of this referral: it would lie there unseen."""
    roles = [role.value for role, grant in GRANTS.items() if grant.permissions & {"security.assign", "support.assign"}]
    leads = members_now().filter(roles__overlap=roles, user__is_active=True)
    reached = leads.exclude(user_id__in=kept_from(referral.pk)).values("organisation_id")
    return set(leads.exclude(organisation_id__in=reached).values_list("organisation_id", flat=True))


def _open_work() -> dict[uuid.UUID, int]:
    """How many open workstreams each organisation has. An organisation has one kind."""
    counts: dict[uuid.UUID, int] = {}
    for model in MODELS.values():
        rows = model._default_manager.filter(ended_at=None).values("organisation_id").annotate(open=Count("pk"))
        counts |= {row["organisation_id"]: row["open"] for row in rows}
    return counts
