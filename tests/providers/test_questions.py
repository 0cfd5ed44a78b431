"""Questions and answers between a provider and the single point of access."""

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Organisation
from accounts.scope import acting
from providers.actions import acceptance, questions
from providers.models import SecurityStep, SupportStep, SupportWorkstream
from tests.events import delivered
from tests.providers import walk
from tests.providers.happenings import notices_of
from tests.providers.pages import COORDINATOR, FITTER, MANAGER, SUPPORTER, TRIAGE, hidden, page_of, press, signed_in
from tests.referrals import walk as referrals
from walls.refusals import Refused

pytestmark = pytest.mark.django_db
LIST = reverse("providers:worklist")


def ask(row: Any, who: str, words: str) -> None:
    assert press(signed_in(who), page_of(row, "ask"), note=words).status_code == 302


def answer(row: Any, who: str, words: str) -> Any:
    return press(signed_in(who), page_of(row, "answer"), note=words)


def shown(who: str, address: str) -> str:
    response = signed_in(who).get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_question_waits_on_the_other_sides_list_until_it_is_answered() -> None:
    """issue: questions and answers with unread marks; who asked and answered, and when, in the timeline."""
    row = walk.accepted()
    ask(row, FITTER, "Is there a Qdog in the house?")
    assert "A question waits for you" not in shown(COORDINATOR, f"{LIST}?view=all")
    assert "A question waits for an answer. Victim Support has not opened it yet." in shown(COORDINATOR, page_of(row))
    for view in ("questions", "security"):
        waiting = shown(TRIAGE, f"{LIST}?view={view}")
        assert row.reference in waiting
        assert "A question waits for you" in waiting
        assert "Qdog" not in waiting
    assert "Is there a Qdog in the house?" in shown(TRIAGE, page_of(row, "answer"))
    assert "Is there a Qdog in the house?" in shown(TRIAGE, page_of(row))
    assert "Victim Support has read it." in shown(FITTER, page_of(row))
    assert answer(row, TRIAGE, "Yes, a small one.").status_code == 302
    assert "A question waits" not in shown(TRIAGE, f"{LIST}?view=security")
    page = shown(FITTER, page_of(row))
    assert "A question waits" not in page
    for words in ("Question asked", "Question answered", "Yes, a small one.", "Victim Support"):
        assert words in page


def test_what_came_since_this_side_looked_is_marked_new() -> None:
    row = walk.accepted()
    shown(COORDINATOR, page_of(row))
    ask(row, TRIAGE, "When can you go?")
    new = 'class="govuk-tag govuk-tag--blue"'
    first = shown(COORDINATOR, page_of(row)).partition("What has happened")[2]
    assert first.count(new) == 1
    assert shown(FITTER, page_of(row)).partition("What has happened")[2].count(new) == 0


def test_both_sides_may_ask_and_each_answers_its_own() -> None:
    row = walk.s_active()
    ask(row, SUPPORTER, "Does she still want calls?")
    ask(row, MANAGER, "And letters?")
    ask(row, TRIAGE, "Is the plan signed?")
    page = shown(TRIAGE, page_of(row, "answer"))
    assert page.index("Does she still want calls?") < page.index("And letters?")
    assert "Is the plan signed?" not in page.partition("<form method")[0]
    assert answer(row, TRIAGE, "Both.").status_code == 302
    row = walk.now(row)
    assert (row.question_to_triage_at, row.question_to_provider_at is not None) == (None, True)
    assert answer(row, SUPPORTER, "Yes.").status_code == 302
    refused = answer(row, SUPPORTER, "Yes!")
    assert (refused.status_code, "No question waits" in refused.content.decode()) == (422, True)


def test_case_page_of_triage_shows_the_question_and_counts_as_looking() -> None:
    row = walk.accepted()
    ask(row, COORDINATOR, "Who has the keys?")
    page = shown(TRIAGE, reverse("referrals:case", args=[row.reference]) + "?tab=work")
    assert "Who has the keys?" in page
    assert page_of(row, "answer") in page
    assert "Victim Support has read it." in shown(COORDINATOR, page_of(row))


def test_mail_and_notice_say_only_that_there_is_something() -> None:
    """No personal data leaves by e-mail."""
    Organisation.objects.filter(slug="victim-support").update(email="team@vs.example")
    row = walk.accepted()
    ask(row, FITTER, "Is Amara at home on Friday?")
    event = delivered("workstream.question_asked")
    assert notices_of("victim-support") == ["workstream.question_asked"]
    (message,) = mail.outbox
    for secret in ("Amara", "Friday", row.reference, "Ashford", "question"):
        assert secret not in f"{message.subject} {message.body}"
    assert "Amara" not in str(event.data)
    assert "A question for you" in shown(TRIAGE, reverse("accounts:news"))
    answer(row, TRIAGE, "Yes.")
    delivered("workstream.question_answered")
    assert "Your question is answered" in shown(FITTER, reverse("accounts:news"))


def test_no_other_provider_reads_a_question() -> None:
    locks = walk.accepted()
    oasis = walk.send(referrals.fetch(locks.reference, referrals.worker()), walk.OASIS, "support_adults")
    ask(locks, FITTER, "Qsecurity?")
    ask(oasis, SUPPORTER, "Qsupport?")
    assert "Qsupport" not in shown(FITTER, page_of(locks)) + shown(FITTER, LIST)
    assert "Qsecurity" not in shown(SUPPORTER, page_of(oasis)) + shown(SUPPORTER, LIST)
    assert signed_in(SUPPORTER).get(page_of(locks, "answer")).status_code == 404
    with acting(walk.fitter()):
        assert "Qsupport?" not in {step.note for step in SupportStep.objects.select_related("key")}
    with acting(walk.supporter()):
        assert not SecurityStep.objects.exists()


def test_after_a_transfer_or_a_stop_only_the_tombstone_is_left() -> None:
    row = walk.s_active(district="swale")
    ask(row, SUPPORTER, "Qmine?")
    ask(row, TRIAGE, "Qtheirs?")
    with acting(walk.manager()):
        walk.transfer_to_look_ahead(walk.now(row))
    (new,) = walk.of_referral(row, "look-ahead")
    stopped = walk.accepted()
    ask(stopped, TRIAGE, "Qtheirs?")
    walk.recalled(stopped)
    for who, one in ((MANAGER, row), ("support-manager.look-ahead", new), (COORDINATOR, stopped)):
        page = shown(who, page_of(one)) + shown(who, f"{LIST}?view=questions")
        for secret in ("Qmine", "Qtheirs", "A question waits"):
            assert secret not in page, who
    for who, one in ((SUPPORTER, row), (COORDINATOR, stopped)):
        closed = signed_in(who).get(page_of(one, "answer"))
        assert closed.status_code == 409
        assert "Qtheirs" not in closed.content.decode()
    for one in (row, stopped):
        one = walk.now(one)
        assert (one.question_to_triage_at, one.question_to_provider_at) == (None, None)
    with acting(walk.manager()):
        assert not SupportStep.objects.exists()
        assert SupportWorkstream.objects.get().state == "transferred"


def test_two_answers_at_once_leave_one() -> None:
    row = walk.accepted()
    ask(row, FITTER, "Is there a dog?")
    first, second = signed_in(TRIAGE), signed_in(TRIAGE)
    one, two = hidden(first.get(page_of(row, "answer"))), hidden(second.get(page_of(row, "answer")))
    assert first.post(page_of(row, "answer"), one | {"note": "Yes."}).status_code == 302
    assert first.post(page_of(row, "answer"), one | {"note": "Yes."}).status_code == 302
    late = second.post(page_of(row, "answer"), two | {"note": "No dog that I know."})
    assert late.status_code == 409
    for words in ("No dog that I know.", "Yes.", "What changed since"):
        assert words in late.content.decode()
    with acting(referrals.worker()):
        assert row.steps.filter(transition="answer").count() == 1


def test_hostile_and_empty_questions_are_answered_in_words() -> None:
    row = walk.accepted()
    assert press(signed_in(FITTER), page_of(row, "ask"), note="  ").status_code == 422
    ask(row, FITTER, "<script>alert(1)</script>\u202e'; DROP TABLE")
    page = shown(TRIAGE, page_of(row))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    by = walk.fitter()
    for action, words in ((questions.ask, "Write your question"), (questions.answer, "Write your answer")):
        with acting(by), pytest.raises(Refused, match=words):
            action(kind="security", workstream_id=row.pk, version=walk.now(row).version, by=by, note=" ")


def test_returned_work_waits_for_nobody() -> None:
    row = walk.accepted()
    ask(row, FITTER, "Is there a dog?")
    row = walk.do(row, acceptance.return_work, walk.coordinator(), kind="security", reason="not_safe")
    assert row.question_to_triage_at is None
