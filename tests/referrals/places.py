"""A referral in any state, by walking there, ready for the decision that is to be tried."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.actors import Actor
from accounts.scope import acting
from referrals.actions import endings, onward, sifting, triage
from referrals.choices import Doubt
from referrals.intake import Agreement
from referrals.models import Referral
from referrals.states import State
from tests.referrals import walk

ONE_MISSING = ("victim-support", "24-7-locks", "clarion")


def at_state(state: State, ready_for: str) -> Referral:
    """`ready_for`: a transition whose other requirements are to be met already, "" for none."""
    by, lead = walk.worker("Walker"), walk.lead("Walking lead")
    referral = _walked(state, by, lead, ready_for)
    if ready_for in {"decline", "refuse_decline"}:
        referral = _proposed(referral, by)
    if ready_for == "close":
        _end_work(referral, by)
    return walk.fetch(referral.reference, by)


def _walked(state: State, by: Actor, lead: Actor, ready_for: str) -> Referral:
    more: dict[str, Any] = {}
    if ready_for == "add_consent":
        more["agreement"] = Agreement(recipients=ONE_MISSING, given_how="phone", taken_by="Ann")
    if state in {State.QUARANTINED, State.JUNK}:
        return _apart(state, by)
    if state == State.RECEIVED:
        return walk.received(by, **more)
    if state == State.TRIAGED:
        return walk.triaged(by, **more)
    if state in {State.IN_PROGRESS, State.CLOSED}:
        referral = walk.in_progress(by, **more)
        return _closed(referral, by) if state == State.CLOSED else referral
    referral = walk.triaging(by, **more)
    with acting(by):
        return _from_triage(referral, state, by, lead)


def _apart(state: State, by: Actor) -> Referral:
    referral = walk.received(by, doubts=[Doubt.TRAP])
    if state == State.QUARANTINED:
        return referral
    with acting(by):
        return sifting.mark_junk(referral_id=referral.id, version=referral.version, by=by, reason="nonsense")


def _from_triage(referral: Referral, state: State, by: Actor, lead: Actor) -> Referral:
    given: dict[str, Any] = {"referral_id": referral.id, "version": referral.version, "by": by}
    soon = timezone.localdate() + timedelta(days=7)
    if state == State.INFO_REQUESTED:
        return triage.request_information(**given, question="Which flat?", answer_by=soon)
    if state == State.ON_HOLD:
        return endings.hold(**given, reason="away", review_on=soon)
    if state == State.CLOSING:
        return endings.withdraw(**given, reason="changed_mind")
    if state == State.DUPLICATE:
        return triage.mark_duplicate(**given, surviving=walk.received().reference)
    if state == State.NOT_SUITABLE:
        proposed = _proposed(referral, by)
        return triage.decline(referral_id=referral.id, version=proposed.version, by=lead)
    return referral


def _proposed(referral: Referral, by: Actor) -> Referral:
    with acting(by):
        return triage.propose_decline(
            referral_id=referral.id, version=referral.version, by=by, reason="other", signposting="The council"
        )


def _end_work(referral: Referral, by: Actor) -> None:
    with acting(by):
        for one in referral.onwards.filter(ended_at=None):
            onward.end(onward=one, by=by, completed=True)
        onward.raise_ready_to_close(referral_id=referral.id, by=by)


def _closed(referral: Referral, by: Actor) -> Referral:
    _end_work(referral, by)
    with acting(by):
        return endings.close(referral_id=referral.id, version=referral.version, by=by, outcome="security_only")
