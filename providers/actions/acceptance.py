"""Taking work on, giving it back, stopping it, giving it to a colleague, saying something about it. Both kinds."""

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from providers.access import MODELS, workstreams_for
from providers.actions.moving import (
    cancel_follow_ups,
    cancel_visits,
    check_colleague,
    check_reason,
    finish,
    go,
    take,
)
from providers.choices import RecallReason, return_reasons
from providers.models import SecurityWorkstream, SupportWorkstream, Workstream
from providers.queries import in_hand_of, of_person
from referrals.models import Onward
from walls.refusals import Refused, about


@transaction.atomic
def accept_security(*, workstream_id: uuid.UUID, version: int, by: Actor, note: str = "") -> SecurityWorkstream:
    """The firm takes the work on."""
    row = take(SecurityWorkstream, "accept", workstream_id=workstream_id, version=version, by=by)
    go(row, "accept", by=by, note=note)
    return row


@transaction.atomic
def accept_support(
    *, workstream_id: uuid.UUID, version: int, by: Actor, worker: uuid.UUID, note: str = ""
) -> SupportWorkstream:
    """The provider takes the work on; a named worker does it."""
    row = take(SupportWorkstream, "accept", workstream_id=workstream_id, version=version, by=by)
    check_colleague(worker, row, "support.work")
    row.worker_id = worker
    go(row, "accept", by=by, note=note, worker=str(worker))
    return row


@transaction.atomic
def assign(
    *, workstream_id: uuid.UUID, version: int | None, by: Actor, worker: uuid.UUID, note: str = ""
) -> SecurityWorkstream:
    """Give security work to a fitter."""
    row = take(SecurityWorkstream, "assign", workstream_id=workstream_id, version=version, by=by)
    check_colleague(worker, row, "security.visit")
    row.worker_id = worker
    row.visits.filter(status__in=["proposed", "booked"]).update(worker_id=worker)
    go(row, "assign", by=by, note=note, worker=str(worker))
    return row


@transaction.atomic
def reassign(
    *, workstream_id: uuid.UUID, version: int | None, by: Actor, worker: uuid.UUID, note: str = ""
) -> SupportWorkstream:
    """A manager gives support work to another colleague."""
    row = take(SupportWorkstream, "reassign", workstream_id=workstream_id, version=version, by=by)
    check_colleague(worker, row, "support.work")
    row.worker_id = worker
    go(row, "reassign", by=by, note=note, worker=str(worker))
    return row


@transaction.atomic
def hand_over(*, worker: uuid.UUID, by: Actor, to: Mapping[uuid.UUID, uuid.UUID]) -> int:
    """Give open work of one person to colleagues, all of it or nothing, its booked visits too. to: {workstream:
    colleague}; what that person does not hold any more is left out. → how many pieces were given.
    """
    given = 0
    for kind, give in (("security", assign), ("support", reassign)):
        held = in_hand_of(workstreams_for(by, kind), kind, of_person(kind, worker))
        for pk, reference in held.filter(pk__in=to).order_by("pk").values_list("pk", "reference"):
            with about(reference):
                give(workstream_id=pk, version=None, by=by, worker=to[pk])
            given += 1
    return given


@transaction.atomic
def return_work(
    *, kind: str, workstream_id: uuid.UUID, version: int, by: Actor, reason: str, note: str = ""
) -> Workstream:
    """Give it back to the single point of access, also after acceptance. kind: 'security' or 'support'."""
    row = take(MODELS[kind], "return", workstream_id=workstream_id, version=version, by=by)
    row.reason = check_reason(reason, [code for code, _ in return_reasons(kind)])
    finish(row, "return", by=by, note=note, reason=reason)
    return row


@transaction.atomic
def recall(
    *, kind: str, workstream_id: uuid.UUID, version: int | None, by: Actor, reason: str, note: str = ""
) -> Workstream:
    """Take work back. Sharing stops now and nothing stays booked; the provider acknowledges."""
    row = take(MODELS[kind], "recall", workstream_id=workstream_id, version=version, by=by)
    row.reason = check_reason(reason, RecallReason.values)
    cancel_visits(row)
    go(row, "recall", by=by, note=note, reason=reason)
    stop_sharing(row)
    return row


def stop_sharing(row: Workstream) -> None:
    """From now on row-level security shows the provider nothing of the referral, nor of what hangs on this work."""
    onward_id = row.onward_id
    Onward.objects.filter(pk=onward_id, stopped_at=None).update(stopped_at=timezone.now())


@transaction.atomic
def acknowledge(*, kind: str, workstream_id: uuid.UUID, version: int, by: Actor) -> Workstream:
    """The provider has stopped work."""
    row = take(MODELS[kind], "acknowledge", workstream_id=workstream_id, version=version, by=by)
    finish(row, "acknowledge", by=by)
    return row


@transaction.atomic
def add_note(*, kind: str, workstream_id: uuid.UUID, version: int, by: Actor, note: str) -> Workstream:
    """Say something that the provider and triage should know. Other providers never see it."""
    row = take(MODELS[kind], "note", workstream_id=workstream_id, version=version, by=by)
    if not note.strip():
        raise Refused("Write a note.", field="note")
    go(row, "note", by=by, note=note)
    return row


@transaction.atomic
def stop_follow_ups(
    *, workstream_id: uuid.UUID, version: int | None, by: Actor, reason: str, note: str = ""
) -> SecurityWorkstream:
    """No more checks; with them ends the last reason for the provider to see anything."""
    row = take(SecurityWorkstream, "stop_follow_ups", workstream_id=workstream_id, version=version, by=by)
    check_reason(reason, RecallReason.values)
    cancel_follow_ups(row)
    go(row, "stop_follow_ups", by=by, note=note, reason=reason)
    stop_sharing(row)
    return row
