"""Who is told when a clock runs out: first whoever has the work, then a lead; and triage of a provider's delay. Who is told
of a cost beyond what was approved: the people who approve.

Somebody who has left, or may not do this work any more, is told nothing: their lead is told instead.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import Organisation
from journal.models import Event
from providers import reminding
from providers.facts import waits_for_lead
from providers.queries import colleagues
from referrals.models import Referral

# Who may have the work, and who leads them.
TEAMS = {
    "triage": ("referral.triage", "referral.assign"),
    "security": ("security.read", "security.assign"),
    "support": ("support.read", "support.assign"),
}
BEYOND = "workstream.beyond_approved"
ESCALATIONS = frozenset({reminding.ENDED, reminding.MISSED, reminding.LEFT})


@dataclass(frozen=True)
class Audience:
    """People of one organisation; without any, its whole team. `page`: where the notice leads."""

    organisation_id: uuid.UUID
    people: tuple[uuid.UUID, ...]
    page: str
    reference: str


def of(event: Event) -> list[Audience]:
    """Nobody when the clock has stopped or begun anew since the event."""
    row = _subject(event)
    if row and event.kind == BEYOND:
        triage = _triage()
        people = _who(triage, "workstream.approve_cost", row.case_id)
        return [Audience(triage, people, reverse("providers:workstream", args=[row.pk]), row.reference)]
    until = reminding.until_of(event.kind, row) if row else None
    if until is None or until.isoformat() != event.data["until"]:
        return []
    page = reverse("referrals:case", args=[row.reference])
    found = []
    for team, organisation_id, worker_id, lead in _teams(row, escalate=event.kind in ESCALATIONS):
        if team != "triage" or not isinstance(row, Referral):
            page = reverse("providers:workstream", args=[row.pk])
        people = _people(team, organisation_id, worker_id, lead=lead, case=row.case_id)
        found.append(Audience(organisation_id, people, page, row.reference))
    return found


def _teams(row: Any, *, escalate: bool) -> list[tuple[str, uuid.UUID, uuid.UUID | None, bool]]:
    """(team, its organisation, who has the work there, whether the lead is wanted)."""
    triage = _triage()
    if isinstance(row, Referral):
        return [("triage", triage, row.worker_id, escalate)]
    if waits_for_lead(row):
        return [("triage", triage, None, True)]  # the cost waits for a triage lead, not for the provider
    found = [(row.kind, row.organisation_id, row.worker_id, escalate)]
    if escalate:
        worker_id = Referral.objects.values_list("worker_id", flat=True).get(pk=row.referral_id)
        found.append(("triage", triage, worker_id, False))
    return found


def _triage() -> uuid.UUID:
    return Organisation.objects.values_list("pk", flat=True).get(kind=Organisation.Kind.ACCESS_POINT)


def _people(
    team: str, organisation_id: uuid.UUID, worker_id: uuid.UUID | None, *, lead: bool, case: uuid.UUID
) -> tuple[uuid.UUID, ...]:
    """Nobody among them from whom the case is kept."""
    may_hold, leads = (_who(organisation_id, permission, case) for permission in TEAMS[team])
    if lead or worker_id and worker_id not in may_hold:
        return leads
    return (worker_id,) if worker_id else ()


def _who(organisation_id: uuid.UUID, permission: str, case: uuid.UUID) -> tuple[uuid.UUID, ...]:
    return tuple(uuid.UUID(pk) for pk, _ in colleagues(organisation_id, permission, case))


def _subject(event: Event) -> Any:
    """The referral or workstream of an event, None when it is gone."""
    for model, _ in reminding.WITH_CLOCKS:
        if model._meta.label_lower == event.subject_type:
            return model._default_manager.filter(pk=event.subject_id).first()
    return None
