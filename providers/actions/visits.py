"""Getting into the home: the owner's permission, times, and doors that stay shut."""

import uuid
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from providers import policies
from providers.actions.moving import AHEAD, check_colleague, check_reason, go, take
from providers.choices import Cancelled, Evidence, NoAccess, Purpose, VisitState
from providers.models import OwnersPermission, SecurityWorkstream, Visit, belonging
from providers.queries import owner_may_be_written_to
from referrals.machine import check_said
from referrals.states import State
from walls.refusals import Refused

A_DAY = timedelta(days=1)


@transaction.atomic
def ask_permission(
    *, workstream_id: uuid.UUID, version: int, by: Actor, asked_on: date, note: str = ""
) -> SecurityWorkstream:
    """The home is rented: its owner is asked. The clock stops until the answer."""
    row = take(SecurityWorkstream, "ask_permission", workstream_id=workstream_id, version=version, by=by)
    _check_past(asked_on, "asked_on")
    row.permission_asked_on = asked_on
    go(row, "ask_permission", by=by, note=note)
    return row


@transaction.atomic
def record_permission(
    *, workstream_id: uuid.UUID, version: int, by: Actor, evidence: str, given_by: str, given_on: date,
    document: str = "", note: str = "",
) -> SecurityWorkstream:  # fmt: skip
    """The owner agreed. given_by: the owner, or who acts for them; document: where the evidence is kept. A refusal is a
    return of the work, with its own reason.
    """
    row = take(SecurityWorkstream, "record_permission", workstream_id=workstream_id, version=version, by=by)
    if evidence not in Evidence.values:
        raise Refused("Choose how the owner gave permission.", field="evidence")
    check_said(given_by, "Enter who gave permission.", field="given_by")
    _check_past(given_on, "given_on")
    owner = _owner(row)
    owner.given_by, owner.document = given_by, document
    owner.save()
    row.permission_given_on, row.permission_evidence = given_on, evidence
    go(row, "record_permission", by=by, note=note, evidence=evidence)
    return row


@transaction.atomic
def allow_letter(
    *, workstream_id: uuid.UUID, version: int, by: Actor, agreed: bool, said_by: str, said_on: date, note: str = ""
) -> SecurityWorkstream:
    """Whether the person agrees that the owner is written to. said_by: who said so, and how it was heard. The latest
    word counts: a no takes an earlier yes back.
    """
    row = take(SecurityWorkstream, "allow_letter", workstream_id=workstream_id, version=version, by=by)
    check_said(said_by, "Enter who said so.", field="said_by")
    _check_past(said_on, "said_on")
    owner = _owner(row)
    owner.letter_agreed, owner.letter_said_by, owner.letter_said_on = agreed, said_by, said_on
    owner.save()
    go(row, "allow_letter", by=by, note=note, agreed=agreed)
    return row


@transaction.atomic
def print_letter(*, workstream_id: uuid.UUID, version: int, by: Actor) -> SecurityWorkstream:
    """The letter to the owner is on paper."""
    row = take(SecurityWorkstream, "print_letter", workstream_id=workstream_id, version=version, by=by)
    if not owner_may_be_written_to(row):
        raise Refused("Ask the person first whether the owner may be written to, and record what they said.")
    go(row, "print_letter", by=by)
    return row


@transaction.atomic
def make_ready(*, workstream_id: uuid.UUID, version: int, by: Actor, note: str = "") -> SecurityWorkstream:
    """No owner has to be asked."""
    row = take(SecurityWorkstream, "make_ready", workstream_id=workstream_id, version=version, by=by)
    policies.check_permission_not_needed(row.referral.tenure, row.referral.owner_permission)
    go(row, "make_ready", by=by, note=note)
    return row


@transaction.atomic
def plan_visit(
    *, name: str, workstream_id: uuid.UUID, version: int, by: Actor, starts_at: datetime,
    worker: uuid.UUID | None = None, note: str = "",
) -> SecurityWorkstream:  # fmt: skip
    """Propose, book or change a visit. name: one of propose_visit, book_visit, change_visit, book_install,
    change_install. There is one visit ahead at most; worker: the fitter, if it is settled already.
    """
    row = take(SecurityWorkstream, name, workstream_id=workstream_id, version=version, by=by)
    _check_not_held(row)
    if starts_at <= timezone.now():
        raise Refused("Choose a time that is still to come.", field="starts_at")
    if worker:
        check_colleague(worker, row, "security.visit")
        row.worker_id = worker
    visit = row.visits.filter(status__in=AHEAD).first() or Visit(**belonging(row))
    visit.purpose = Purpose.INSTALL if name.endswith("install") else Purpose.ASSESS
    visit.status = VisitState.PROPOSED if name == "propose_visit" else VisitState.BOOKED
    visit.starts_at, visit.worker_id, visit.set_off_at = starts_at, row.worker_id, None
    visit.save()
    go(row, name, by=by, note=note, visit=str(visit.pk))
    return row


@transaction.atomic
def cancel_visit(
    *, name: str, workstream_id: uuid.UUID, version: int, by: Actor, reason: str, note: str = ""
) -> SecurityWorkstream:
    """Take a visit back without another time. name: cancel_visit, cancel_install, or drop_proposal for a time of which
    the person was only asked. Nothing stays in the diary, and the clock goes on.
    """
    row = take(SecurityWorkstream, name, workstream_id=workstream_id, version=version, by=by)
    check_reason(reason, Cancelled.values)
    if reason == Cancelled.OTHER:
        check_said(note, "Say in a few words why.", field="note")
    ahead = row.visits.filter(status__in=AHEAD)
    if not ahead.update(status=VisitState.CANCELLED, cancelled_reason=reason):
        raise Refused("No time is proposed.")
    go(row, name, by=by, note=note, reason=reason)
    return row


@transaction.atomic
def set_off(*, workstream_id: uuid.UUID, version: int, by: Actor) -> SecurityWorkstream:
    """The fitter is on their way. It is written down; nobody is called or texted by it."""
    row = take(SecurityWorkstream, "set_off", workstream_id=workstream_id, version=version, by=by)
    _check_not_held(row)
    visit = row.visits.get(status=VisitState.BOOKED)
    if visit.starts_at > timezone.now() + A_DAY:
        raise Refused("The visit is more than a day away. Change its time first.")
    visit.set_off_at = visit.set_off_at or timezone.now()
    visit.save(update_fields=["set_off_at"])
    go(row, "set_off", by=by, visit=str(visit.pk))
    return row


@transaction.atomic
def no_access(*, workstream_id: uuid.UUID, version: int, by: Actor, reason: str, note: str = "") -> SecurityWorkstream:
    """Nobody could get in to assess. The work goes on; from the second time on triage is told (workstream.no_access)."""
    return _shut_door("no_access", workstream_id, version, by, reason, note)


@transaction.atomic
def miss_install(
    *, workstream_id: uuid.UUID, version: int, by: Actor, reason: str, note: str = ""
) -> SecurityWorkstream:
    """Nobody could get in to fit the measures; a new day is booked."""
    return _shut_door("miss_install", workstream_id, version, by, reason, note)


def _shut_door(
    name: str, workstream_id: uuid.UUID, version: int, by: Actor, reason: str, note: str
) -> SecurityWorkstream:
    row = take(SecurityWorkstream, name, workstream_id=workstream_id, version=version, by=by)
    check_reason(reason, NoAccess.values)
    row.visits.filter(status=VisitState.BOOKED).update(status=VisitState.NO_ACCESS, no_access_reason=reason)
    row.no_access_count += 1
    tell = row.no_access_count >= policies.NO_ACCESS_LIMIT
    go(row, name, by=by, note=note, reason=reason, count=row.no_access_count, tell_triage=tell)
    return row


def _check_not_held(row: SecurityWorkstream) -> None:
    """Refused while the referral is on hold (domain.md): nobody goes there, and nobody asks the person for a time."""
    if row.referral.state == State.ON_HOLD:
        raise Refused(
            "On hold: Victim Support has paused this referral. Do not visit or contact the person, and cancel what is "
            "booked. Add a note or ask a question here, or call 0808 168 9111.",
            status=409,
        )


def _owner(row: SecurityWorkstream) -> OwnersPermission:
    """What is known of the owner's permission so far. The workstream is locked, so nobody else begins it meanwhile."""
    found = OwnersPermission.objects.select_related("key").filter(workstream=row).first()
    return found or OwnersPermission(**belonging(row))


def _check_past(day: date, field: str) -> None:
    if day > timezone.localdate():
        raise Refused("Enter today’s date or an earlier one.", field=field)
