"""What triage decides before anything is sent: take, ask, accept, decline, duplicate, give to a colleague."""

import uuid
from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from referrals import clocks, links, policies
from referrals.access import colleague, locked, referrals_for
from referrals.actions.need import keep_alike
from referrals.choices import DeclineReason
from referrals.machine import check_open, check_said, move
from referrals.models import Question, Referral
from referrals.states import ENDED, MACHINE, State
from walls.refusals import Refused, about


@transaction.atomic
def start_triage(*, referral_id: uuid.UUID, version: int, by: Actor, no_conflict: bool) -> Referral:
    """Take the referral in one's own name."""
    referral = locked(by, referral_id, version)
    check_open(MACHINE, "start_triage", referral, by)
    if not no_conflict:
        raise Refused(
            "You may not take a case in which you know somebody. Press “I know somebody in this referral” and it goes "
            "to a colleague.",
            field="no_conflict",
        )
    referral.worker_id = colleague(by, by.own_id, referral.id).user_id
    clocks.start_for(referral, State.TRIAGING)
    move(MACHINE, "start_triage", referral, by=by)
    return referral


@transaction.atomic
def request_information(*, referral_id: uuid.UUID, version: int, by: Actor, question: str, answer_by: date) -> Referral:
    """Ask the referrer; the triage clock stops. The handler of the event sends the one-time link (referrals.links).

    Whoever asks about a new referral has begun to triage it: it becomes theirs, with the triage clock's whole time.
    """
    referral = locked(by, referral_id, version)
    check_open(MACHINE, "request_information", referral, by)
    check_said(question, "Write the question.", field="question")
    if answer_by <= timezone.localdate():
        raise Refused("Choose a date after today.", field="answer_by")
    asked = Question(referral=referral, key=referral.key, question=question, due_on=answer_by)
    if answer_by >= timezone.localdate(asked.link_ends_at):
        raise Refused(f"Choose a date before {asked.link_ends_at:%-d %B %Y}: the link ends then.", field="answer_by")
    asked.link_digest = links.digest_of(links.secret_for(asked.id, referral.id))
    if referral.state == State.RECEIVED:
        referral.worker_id = colleague(by, by.own_id, referral.id).user_id
        clocks.start_for(referral, State.TRIAGING)
    clocks.pause(referral)
    move(MACHINE, "request_information", referral, by=by, note=question, question_id=str(asked.id))
    asked.save(force_insert=True)
    return referral


@transaction.atomic
def supply_information(*, referral_id: uuid.UUID, version: int | None, by: Actor, answer: str) -> Referral:
    """Keep the referrer's answer, heard by phone or given through the link; the triage clock goes on."""
    referral = locked(by, referral_id, version)
    check_open(MACHINE, "supply_information", referral, by)
    check_said(answer, "Write the answer.", field="answer")
    asked = referral.questions.select_related("key").get(answered_at=None)
    asked.answer, asked.answered_at = answer, timezone.now()
    asked.save(update_fields=["answer", "answered_at"])
    clocks.resume_for(referral, State.TRIAGING)
    move(MACHINE, "supply_information", referral, by=by, note=answer, question_id=str(asked.id))
    return referral


@transaction.atomic
def accept(
    *, referral_id: uuid.UUID, version: int, by: Actor, risk_level: str, risk_tool: str, risk_score: str,
    risk_judgement: str, marac: str, needs_security: bool, needs_support_adults: bool, needs_support_children: bool,
    note: str,
) -> Referral:  # fmt: skip
    """The scheme can help: what is known of the risk, and what is needed (S1.19)."""
    referral = locked(by, referral_id, version)
    check_open(MACHINE, "accept", referral, by)
    policies.check_risk(level=risk_level, tool=risk_tool, score=risk_score, judgement=risk_judgement, marac=marac)
    check_said(note, "Write a note: why you accept it.", field="note")
    policies.check_needs(needs_security, needs_support_adults, needs_support_children)
    referral.risk_level, referral.risk_tool, referral.risk_score = risk_level, risk_tool, risk_score
    referral.risk_judgement, referral.marac = risk_judgement, marac
    referral.needs_security = needs_security
    referral.needs_support_adults, referral.needs_support_children = needs_support_adults, needs_support_children
    _forget_proposal(referral)
    clocks.start_for(referral, State.TRIAGED)
    move(MACHINE, "accept", referral, by=by, note=note, risk=risk_level)
    return referral


@transaction.atomic
def propose_decline(
    *, referral_id: uuid.UUID, version: int, by: Actor, reason: str, signposting: str, note: str = ""
) -> Referral:
    """Say that the scheme cannot help, and where the person was pointed to. A lead must agree."""
    referral = locked(by, referral_id, version)
    check_open(MACHINE, "propose_decline", referral, by)
    if reason not in DeclineReason.values:
        raise Refused("Choose a reason.", field="reason")
    check_said(signposting, "Write where else the person was pointed to.", field="signposting")
    referral.decline_reason, referral.decline_signposting = reason, signposting
    referral.decline_proposed_by = by.user_id
    why = policies.told(DeclineReason(reason).label, f"Pointed to: {signposting}", note)
    move(MACHINE, "propose_decline", referral, by=by, note=why, reason=reason)
    return referral


@transaction.atomic
def decline(*, referral_id: uuid.UUID, version: int, by: Actor, note: str = "") -> Referral:
    """A second person agrees. Counted as "unable to support"."""
    referral = _proposed_by_another(referral_id, version, by, "decline")
    _stop(referral)
    referral.reason = referral.decline_reason
    why = policies.told(DeclineReason(referral.reason).label, note)
    move(MACHINE, "decline", referral, by=by, note=why, reason=referral.reason)
    return referral


@transaction.atomic
def refuse_decline(*, referral_id: uuid.UUID, version: int, by: Actor, note: str) -> Referral:
    """A second person does not agree: triage goes on."""
    referral = _proposed_by_another(referral_id, version, by, "refuse_decline")
    check_said(note, "Write why you do not agree.", field="note")
    _forget_proposal(referral)
    move(MACHINE, "refuse_decline", referral, by=by, note=note)
    return referral


def _proposed_by_another(referral_id: uuid.UUID, version: int, by: Actor, name: str) -> Referral:
    referral = locked(by, referral_id, version)
    check_open(MACHINE, name, referral, by)
    if referral.decline_proposed_by is None:
        raise Refused("Nobody has proposed that this referral is not suitable. Propose it first.")
    if referral.decline_proposed_by == by.user_id:
        raise Refused("You proposed this yourself. Another lead has to agree.", status=403)
    return referral


def _stop(referral: Referral) -> None:
    """No clock runs any more; retention counts from now (S1.34)."""
    referral.ended_at, referral.due_at, referral.clock_left = timezone.now(), None, None


def _forget_proposal(referral: Referral) -> None:
    referral.decline_reason = referral.decline_signposting = ""
    referral.decline_proposed_by = None


@transaction.atomic
def mark_duplicate(*, referral_id: uuid.UUID, version: int, by: Actor, surviving: str, note: str = "") -> Referral:
    """Link it to the referral that goes on. Nothing is merged, nothing deleted."""
    referral = locked(by, referral_id, version)
    check_open(MACHINE, "mark_duplicate", referral, by)
    other = referrals_for(by).filter(reference=surviving.strip().upper()).first()
    if other is None or other.pk == referral.pk or other.state in {State.DUPLICATE, State.ANONYMISED}:
        raise Refused("Enter the reference of another referral that goes on.", field="surviving")
    _forget_proposal(referral)
    referral.duplicate_of = other
    _stop(referral)
    why = policies.told(f"The same as {other.reference}", note)
    move(MACHINE, "mark_duplicate", referral, by=by, note=why, duplicate_of=str(other.id))
    keep_alike(referral=referral, other=other, by=by)
    return referral


@transaction.atomic
def assign(*, referral_id: uuid.UUID, version: int | None, by: Actor, to: uuid.UUID, note: str = "") -> Referral:
    """Give the case to a colleague at the single point of access."""
    referral = locked(by, referral_id, version)
    check_open(MACHINE, "assign", referral, by)
    referral.worker_id = to
    why = policies.told(f"To {colleague(by, to, referral.id).user.name}", note)
    move(MACHINE, "assign", referral, by=by, note=why, to=referral.state, worker=str(to))
    return referral


@transaction.atomic
def hand_over(*, worker: uuid.UUID, by: Actor, to: Mapping[uuid.UUID, uuid.UUID]) -> int:
    """Give open referrals of one person to colleagues, all of them or none. to: {referral: colleague}; what that person
    does not hold any more is left out. → how many were given.
    """
    held = referrals_for(by).filter(worker=worker, pk__in=to).exclude(state__in=ENDED).order_by("pk")
    given = list(held.values_list("pk", "reference"))
    for pk, reference in given:
        with about(reference):
            assign(referral_id=pk, version=None, by=by, to=to[pk])
    return len(given)
