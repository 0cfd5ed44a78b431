"""Hold, withdraw, close, reopen, anonymise: what stops a referral, and what starts it again."""

import uuid
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from governance.clocks import LONDON
from referrals import clocks, policies
from referrals.access import locked
from referrals.actions.onward import nothing_open, stop_sharing
from referrals.choices import HoldReason, WithdrawReason
from referrals.machine import check_open, check_said, move
from referrals.models import Referral
from referrals.states import MACHINE, Outcome, State
from walls.models import CaseKey
from walls.refusals import Refused

RETENTION = timedelta(days=5 * 365 + 2)  # S1.34, AS6.1.5 (RL2); the schedule itself is data of governance


@transaction.atomic
def hold(*, referral_id: uuid.UUID, version: int, by: Actor, reason: str, review_on: date, note: str = "") -> Referral:
    """Stop every clock until somebody looks again."""
    referral = locked(by, referral_id, version)
    check_open(MACHINE, "hold", referral, by)
    if reason not in HoldReason.values:
        raise Refused("Choose a reason.", field="reason")
    if review_on <= timezone.localdate():
        raise Refused("Choose a date after today to look again.", field="review_on")
    referral.state_before_hold, referral.reason, referral.review_on = referral.state, reason, review_on
    clocks.pause(referral)
    move(MACHINE, "hold", referral, by=by, note=policies.told(HoldReason(reason).label, note), reason=reason)
    return referral


@transaction.atomic
def release(*, referral_id: uuid.UUID, version: int, by: Actor, note: str = "") -> Referral:
    """Back to the state before, with the working days that were left."""
    referral = locked(by, referral_id, version)
    check_open(MACHINE, "release", referral, by)
    back = State(referral.state_before_hold)
    referral.state_before_hold, referral.reason, referral.review_on = "", "", None
    clocks.resume_for(referral, back)
    referral.ready_to_close = back == State.IN_PROGRESS and nothing_open(referral)
    move(MACHINE, "release", referral, by=by, note=note, to=back)
    return referral


@transaction.atomic
def withdraw(*, referral_id: uuid.UUID, version: int | None, by: Actor, reason: str, note: str = "") -> Referral:
    """End it early. Sharing stops now; providers acknowledge, then it can be closed."""
    referral = locked(by, referral_id, version)
    check_open(MACHINE, "withdraw", referral, by)
    if reason not in WithdrawReason.values:
        raise Refused("Choose a reason.", field="reason")
    begin_closing(referral, reason)
    move(MACHINE, "withdraw", referral, by=by, note=policies.told(WithdrawReason(reason).label, note), reason=reason)
    return referral


def begin_closing(referral: Referral, reason: str) -> None:
    """Stop sharing everything and start the clock for the providers' acknowledgements."""
    referral.reason = reason
    referral.state_before_hold, referral.review_on = "", None
    stop_sharing(referral)
    referral.questions.filter(answered_at=None).update(answered_at=timezone.now())  # nobody waits for it any more
    clocks.start_for(referral, State.CLOSING)
    referral.ready_to_close = nothing_open(referral)


@transaction.atomic
def finish_closing(*, referral_id: uuid.UUID, version: int, by: Actor, note: str = "") -> Referral:
    """After a withdrawal: every provider has acknowledged."""
    referral = locked(by, referral_id, version)
    check_open(MACHINE, "finish_closing", referral, by)
    _check_all_ended(referral, "has not acknowledged yet that it must stop")
    _end(referral, policies.outcome_of_withdrawal(referral.reason))
    why = policies.told(Outcome(referral.outcome).label, note)
    move(MACHINE, "finish_closing", referral, by=by, note=why, outcome=referral.outcome)
    return referral


@transaction.atomic
def close(*, referral_id: uuid.UUID, version: int, by: Actor, outcome: str, note: str = "") -> Referral:
    """Every workstream has ended and a person confirms how it went. Retention starts (S1.34)."""
    referral = locked(by, referral_id, version)
    check_open(MACHINE, "close", referral, by)
    if outcome not in Outcome.values:
        raise Refused("Choose the outcome.", field="outcome")
    _check_all_ended(referral, "has not finished yet")
    _end(referral, Outcome(outcome))
    move(MACHINE, "close", referral, by=by, note=policies.told(Outcome(outcome).label, note), outcome=outcome)
    return referral


def _check_all_ended(referral: Referral, words: str) -> None:
    open_names = referral.onwards.filter(ended_at=None).values_list("organisation__name", flat=True)
    if names := sorted(set(open_names)):
        raise Refused(f"{', '.join(names)} {words}. Wait for it, or call them.")


def _end(referral: Referral, outcome: Outcome) -> None:
    referral.outcome, referral.ended_at = outcome, timezone.now()
    referral.due_at, referral.clock_left, referral.ready_to_close = None, None, False


@transaction.atomic
def reopen(*, referral_id: uuid.UUID, version: int, by: Actor, note: str) -> Referral:
    """Start triage again with a new clock."""
    referral = locked(by, referral_id, version)
    check_open(MACHINE, "reopen", referral, by)
    check_said(note, "Write why it is opened again.", field="note")
    referral.outcome, referral.ended_at, referral.reason = "", None, ""
    referral.decline_reason, referral.decline_signposting, referral.decline_proposed_by = "", "", None
    clocks.start_for(referral, State.TRIAGING)
    move(MACHINE, "reopen", referral, by=by, note=note)
    return referral


@transaction.atomic
def anonymise(*, referral_id: uuid.UUID, by: Actor, approval: str) -> Referral:
    """Destroy the case's key and everything that it sealed; month-grain counts stay (S1.34). Only the system does it,
    with the id of the information-rights officer's approval.
    """
    referral = locked(by, referral_id, None)
    check_open(MACHINE, "anonymise", referral, by)
    ended = referral.ended_at or referral.received_at
    if ended + RETENTION > timezone.now():
        raise Refused("This case ended less than 5 years ago and is kept.")
    move(MACHINE, "anonymise", referral, by=by, approval=approval)
    _destroy(referral, ended)
    return referral


def _destroy(referral: Referral, ended: datetime) -> None:
    """What is left: codes, counts and months."""
    key_id = str(referral.key_id)
    for related in (
        referral.contact_points,
        referral.contact_attempts,
        referral.amendments,
        referral.letters,
        referral.search_terms,
        referral.questions,
        referral.consents,
    ):
        related.all().delete()
    referral.steps.update(note=None, key=None)
    referral.kept_from.update(reason=None, lifted_reason=None, key=None)
    referral.disclosures.update(to=None, decided_by=None, reason=None, key=None)
    Referral.objects.filter(pk=referral.pk).update(
        **dict.fromkeys(referral.sealed_names()), key=None, worker=None, safe_weekdays=0, safe_weekends=0,
        reference=f"X-{referral.reference[3:]}",
        received_at=_month(referral.received_at), ended_at=_month(ended),
    )  # fmt: skip
    CaseKey.objects.filter(pk=key_id).delete()


def _month(moment: datetime) -> datetime:
    return moment.astimezone(LONDON).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
