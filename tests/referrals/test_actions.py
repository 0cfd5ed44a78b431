"""What the actions do beside moving the state: clocks, shares, questions, retention."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from accounts.actors import REFERRER, SYSTEM
from accounts.models import Organisation
from accounts.scope import acting, as_system
from governance.clocks import LONDON, due, working_days_between
from journal.actions import deliver
from journal.models import Delivery, Event
from referrals.actions import consent, endings, onward, triage
from referrals.choices import Element
from referrals.intake import Agreement
from referrals.links import digest_of, question_for, secret_for
from referrals.models import Consent, Question, Referral
from referrals.states import State
from tests.databases import role
from tests.referrals import walk
from tests.referrals.places import at_state
from walls.refusals import Refused
from walls.scope import scoped

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=LONDON)


def days(count: int) -> Any:
    return timezone.localdate() + timedelta(days=count)


def left(referral: Referral) -> int:
    assert referral.due_at is not None
    return working_days_between(timezone.localdate(), timezone.localtime(referral.due_at).date())


def test_clock_pauses_for_information_and_goes_on_with_what_was_left() -> None:
    """domain.md rule 5."""
    by = walk.worker()
    with time_machine.travel(MONDAY, tick=False) as clock:
        referral = walk.triaging(by)
        assert left(referral) == settings.CLOCK_DAYS["triage"] == 2
        clock.shift(timedelta(days=1))
        with acting(by):
            asked = triage.request_information(
                referral_id=referral.id, version=referral.version, by=by, question="Which flat?", answer_by=days(9)
            )
        assert (asked.due_at, asked.clock_left) == (None, 1)
        clock.shift(timedelta(days=7))
        with acting(by):
            back = triage.supply_information(referral_id=asked.id, version=asked.version, by=by, answer="Flat 2")
        assert (left(back), back.clock_left) == (1, None)


def test_question_about_a_new_referral_takes_it_with_the_whole_triage_clock() -> None:
    by = walk.worker("Ann")
    referral = walk.received()
    with acting(by):
        asked = triage.request_information(
            referral_id=referral.id, version=referral.version, by=by, question="Which flat?", answer_by=days(9)
        )
    assert (asked.worker_id, asked.clock_left) == (by.user_id, settings.CLOCK_DAYS["triage"])


def test_hold_keeps_the_days_through_a_pause_within_a_pause() -> None:
    """On hold while information is asked for: the days that were left survive both."""
    by = walk.worker()
    with time_machine.travel(MONDAY, tick=False) as clock:
        referral = at_state(State.INFO_REQUESTED, "")
        with acting(by):
            held = endings.hold(
                referral_id=referral.id, version=referral.version, by=by, reason="away", review_on=days(5)
            )
            clock.shift(timedelta(days=4))
            back = endings.release(referral_id=held.id, version=held.version, by=by)
        assert (back.state, back.due_at, back.clock_left) == (State.INFO_REQUESTED, None, 2)
        assert back.review_on is None


def test_referrer_answers_through_the_link_and_only_once() -> None:
    """domain.md: supply information by the referrer; the link works once."""
    referral = at_state(State.INFO_REQUESTED, "")
    with acting(walk.worker()):
        question = Question.objects.get(referral=referral)
    secret = secret_for(question.id, referral.id)
    assert bytes(question.link_digest) == digest_of(secret)
    link = question_for(secret)
    assert link is not None
    with scoped(sight="link", referral=link.referral_id):
        done = triage.supply_information(referral_id=link.referral_id, version=None, by=REFERRER, answer="Flat 2")
        assert done.state == State.TRIAGING
        with pytest.raises(Refused) as refused:
            triage.supply_information(referral_id=link.referral_id, version=None, by=REFERRER, answer="Again")
    assert refused.value.status == 409


@pytest.mark.parametrize(("route", "letters"), [("professional", 1), ("self", 0)])
def test_referrer_is_told_of_a_decline_without_the_reason(route: str, letters: int, mailoutbox: list[Any]) -> None:
    """domain.md decline: the referrer is told; nobody who referred themself is written to."""
    by, lead = walk.worker(), walk.lead()
    referral = walk.triaging(by, route=route)
    with acting(by):
        proposed = triage.propose_decline(
            referral_id=referral.id, version=referral.version, by=by, reason="outside_area", signposting="Medway"
        )
    with acting(lead):
        triage.decline(referral_id=referral.id, version=proposed.version, by=lead)
    with role("safer_worker"), as_system():
        for delivery in Delivery.objects.filter(handler="referrals.notices.tell_declined"):
            assert deliver(delivery.pk)
    assert len(mailoutbox) == letters
    for letter in mailoutbox:
        assert letter.to == ["h.obi@housing.example"]
        assert referral.reference in letter.body
        for secret in ("Amara", "Neill", "area", "Medway", "abuse"):
            assert secret not in letter.subject + letter.body


def test_withdrawal_ends_an_open_question() -> None:
    by = walk.worker()
    referral = at_state(State.INFO_REQUESTED, "")
    with acting(by):
        endings.withdraw(referral_id=referral.id, version=referral.version, by=by, reason="died")
        assert not Question.objects.filter(answered_at=None).exists()


def test_duplicate_needs_another_that_goes_on() -> None:
    by = walk.worker()
    referral, gone = walk.triaging(by), at_state(State.DUPLICATE, "")
    with acting(by):
        for wrong in (referral.reference, gone.reference, "SR-2222-2222", "", "\x01"):
            with pytest.raises(Refused) as refused:
                triage.mark_duplicate(referral_id=referral.id, version=referral.version, by=by, surviving=wrong)
            assert refused.value.field == "surviving"
        assert gone.ended_at is not None
        assert gone.due_at is None


def test_dispatch_without_live_consent_is_refused_by_every_door() -> None:
    """Bad input of the journey: no consent, no dispatch."""
    by = walk.worker()
    referral = walk.triaged(by, agreement=Agreement(recipients=("oasis",), given_how="phone"))
    locks = Organisation.objects.get(slug="24-7-locks")
    with acting(by), pytest.raises(Refused, match="has not agreed"):
        onward.dispatch(
            referral_id=referral.id, version=referral.version, by=by, organisation=locks, element=Element.SECURITY
        )


def test_same_part_is_not_sent_twice() -> None:
    by = walk.worker()
    referral = walk.in_progress(by, to="look-ahead", district="maidstone")
    with acting(by):
        given: dict[str, Any] = {"referral_id": referral.id, "by": by, "version": referral.version}
        first, second = (Organisation.objects.get(slug=slug) for slug in ("look-ahead", "clarion"))
        with pytest.raises(Refused, match="sent already"):
            onward.dispatch(**given, organisation=first, element=Element.SUPPORT_ADULTS)
        onward.dispatch(**given, organisation=second, element=Element.SUPPORT_ADULTS)


def test_work_that_ends_says_ready_to_close_and_never_moves_the_referral() -> None:
    """domain.md rule 3, through the outbox."""
    by = walk.worker()
    referral = walk.in_progress(by)
    with acting(by):
        onward.end(onward=referral.onwards.get(), by=by, completed=True)
        assert not Referral.objects.get(pk=referral.pk).ready_to_close
    with role("safer_worker"), as_system():
        events = Event.objects.filter(case_id=referral.id, kind="referral.onward_ended").values("id")
        delivery = Delivery.objects.get(event_id__in=events)
        assert deliver(delivery.pk)
        after = Referral.objects.get(pk=referral.pk)
    assert (after.state, after.ready_to_close, after.version) == (State.IN_PROGRESS, True, referral.version)


def test_work_that_ends_while_on_hold_is_ready_after_the_hold() -> None:
    by = walk.worker()
    referral = walk.in_progress(by)
    with acting(by):
        held = endings.hold(referral_id=referral.id, version=referral.version, by=by, reason="away", review_on=days(3))
        onward.end(onward=referral.onwards.get(), by=by, completed=True)
        onward.raise_ready_to_close(referral_id=referral.id, by=SYSTEM)
        assert not Referral.objects.get(pk=referral.pk).ready_to_close
        assert endings.release(referral_id=held.id, version=held.version, by=by).ready_to_close


def test_last_agency_taken_back_closes_and_ends_everything() -> None:
    """S1.45; domain.md: for all or some recipients, at once."""
    by = walk.worker()
    referral = walk.in_progress(by, to="oasis", agreement=Agreement(("oasis",), "phone", equality=True))
    given: dict[str, Any] = {"referral_id": referral.id, "version": referral.version, "by": by, "how": "phone"}
    with acting(by):
        for wrong in ({"recipients": ["clarion"]}, {"heard_by": " "}, {"said_on": days(1)}):
            with pytest.raises(Refused):
                consent.withdraw_consent(**given | {"heard_by": "Ann", "recipients": ["oasis"]} | wrong)
        after = consent.withdraw_consent(**given, heard_by="Ann", recipients=["oasis"], said_on=days(-1))
        assert after.state == State.CLOSING
        assert not Consent.objects.filter(referral=after, withdrawn_at=None).exists()
        said = Consent.objects.filter(referral=after).values_list("withdrawn_at", flat=True)
        assert {timezone.localtime(at).date() for at in said if at} == {days(-1)}
        assert after.onwards.get().stopped_at is not None


def test_closing_waits_for_every_acknowledgement_then_closes_with_its_outcome() -> None:
    by = walk.worker()
    referral = walk.in_progress(by)
    with acting(by):
        closing = endings.withdraw(referral_id=referral.id, version=referral.version, by=by, reason="moved_out")
        assert not closing.ready_to_close
        with pytest.raises(Refused, match="24-7 Locks Ltd has not acknowledged"):
            endings.finish_closing(referral_id=closing.id, version=closing.version, by=by)
        onward.end(onward=closing.onwards.get(), by=by, completed=False)
        onward.raise_ready_to_close(referral_id=closing.id, by=SYSTEM)
        assert Referral.objects.get(pk=closing.pk).ready_to_close
        closed = endings.finish_closing(referral_id=closing.id, version=closing.version, by=by)
    assert (closed.outcome, closed.due_at, closed.ready_to_close) == ("moved_out", None, False)
    assert closed.ended_at is not None


def test_reopened_referral_has_a_new_clock_and_no_outcome() -> None:
    lead = walk.lead()
    referral = at_state(State.NOT_SUITABLE, "")
    with acting(lead):
        back = endings.reopen(referral_id=referral.id, version=referral.version, by=lead, note="New facts")
    assert back.state == State.TRIAGING
    assert (back.ended_at, back.outcome, back.decline_reason, back.decline_proposed_by) == (None, "", "", None)
    assert left(back) == working_days_between(timezone.localdate(), due(timezone.now(), 2).date())


def test_assign_only_to_somebody_who_works_here() -> None:
    by = walk.worker()
    referral = walk.triaging(by)
    with acting(by), pytest.raises(Refused, match="colleague"):
        triage.assign(referral_id=referral.id, version=referral.version, by=by, to=uuid.uuid4())


def test_codes_that_no_form_sends_are_refused() -> None:
    """The API and scripts come this way too."""
    by, lead = walk.worker(), walk.lead()
    taken, progress, new = walk.triaging(by), walk.in_progress(by), walk.received(by)
    with acting(by):
        for call, row, given in (
            (triage.start_triage, new, {"no_conflict": False}),
            (triage.request_information, taken, {"question": "?", "answer_by": days(0)}),
            (triage.request_information, taken, {"question": " ", "answer_by": days(3)}),
            (triage.propose_decline, taken, {"reason": "dislike", "signposting": "x"}),
            (triage.propose_decline, taken, {"reason": "other", "signposting": ""}),
            (triage.accept, taken, walk.ACCEPTED | {"note": ""}),
            (endings.hold, taken, {"reason": "whim", "review_on": days(2)}),
            (endings.hold, taken, {"reason": "away", "review_on": days(0)}),
            (endings.withdraw, taken, {"reason": "whim"}),
            (endings.close, progress, {"outcome": "fine"}),
            (endings.close, progress, {"outcome": "other"}),
            (consent.withdraw_consent, taken, {"heard_by": "Ann", "how": "rumour"}),
            (consent.add_consent, taken, {"organisation": Organisation.objects.get(slug="oasis"), "how": "phone"}),
            (consent.add_consent, taken, {"organisation": Organisation.objects.get(slug="oasis"), "how": "rumour"}),
        ):
            with pytest.raises(Refused) as refused:
                call(referral_id=row.id, version=row.version, by=by, **given)
            assert refused.value.status == 422
    with acting(lead), pytest.raises(Refused, match="Nobody has proposed"):
        triage.decline(referral_id=taken.id, version=taken.version, by=lead)
