"""The referrer's one-time links and the messages that carry them."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.scope import acting, as_system
from journal.models import Event
from referrals import links, notices
from referrals.actions import triage
from referrals.models import Question, Referral
from tests.databases import role
from tests.people import as_role
from tests.referrals import walk
from tests.referrals.filling import text
from walls.refusals import Refused

pytestmark = pytest.mark.django_db

SAME = {"Sec-Fetch-Site": "same-origin"}
PERSONAL = ("Amara", "O’Neill", "Example Road", "TN24", "07700", "Unwanted", "abuse", "Hannah")


def asked(words: str = "Which floor?") -> tuple[Referral, str]:
    """A referral whose referrer has been asked something, and the address of the link."""
    by = walk.worker()
    referral = walk.triaging(by)
    with acting(by):
        referral = triage.request_information(
            referral_id=referral.id, version=referral.version, by=by, question=words,
            answer_by=timezone.localdate() + timedelta(days=5),
        )  # fmt: skip
        question = Question.objects.get()
    return referral, f"/refer/link/{links.secret_for(question.id, referral.id)}/"


def post(client: Client, address: str, **boxes: str) -> Any:
    return client.post(address, boxes, headers=SAME)


def test_question_is_answered_once_and_triage_goes_on(client: Client) -> None:
    """domain.md, supply information: the referrer answers through the link; afterwards it opens no more."""
    referral, address = asked()
    page = client.get(address)
    assert "Which floor?" in text(page) and not page.cookies
    assert all(words not in text(page) for words in PERSONAL)
    assert post(client, address, go="answer", answer=" ").status_code == 422
    assert "Thank you" in text(post(client, address, go="answer", answer="The third \u202efloor"))
    for again in (client.get(address), post(client, address, go="answer", answer="Again")):
        assert again.status_code == 404 and "does not open any more" in text(again)
    assert "What you typed was not sent" in text(again)
    with acting(walk.worker()):
        referral = Referral.objects.get()
        assert referral.state == "triaging"
        assert Question.objects.select_related("key").get().answer == "The third \u202efloor"


@pytest.mark.parametrize("secret", ["x", "A" * 64, "…", "%00", "a" * 500])
def test_forged_link_opens_nothing(client: Client, secret: str) -> None:
    walk.received()
    response = client.get(f"/refer/link/{secret}/")
    assert response.status_code == 404


def test_receipt_says_nothing_of_the_person_and_withdraws(client: Client) -> None:
    """domain.md: the referrer may withdraw; never learns how the person is or where the case stands."""
    referral = walk.in_progress()
    address = f"/refer/link/{links.receipt_secret(referral.id)}/"
    page = text(client.get(address))
    assert referral.reference in page and "With providers" not in page
    assert all(words not in page for words in PERSONAL)
    assert "You cannot undo this" in text(post(client, address, go="withdraw"))
    assert post(client, address, go="withdraw-now").status_code == 422
    assert "is withdrawn" in text(post(client, address, go="withdraw-now", reason="changed_mind"))
    late = post(client, address, go="withdraw-now", reason="changed_mind")
    assert late.status_code == 409 and "closing" not in text(late).lower()
    with acting(walk.worker()):
        found = Referral.objects.get()
        assert found.state == "closing"
        assert not found.onwards.filter(stopped_at=None).exists()


def test_question_can_be_answered_behind_the_receipt_too(client: Client) -> None:
    """Whoever has lost the mail with the question; nothing else becomes visible by it, before or after."""
    referral, question = asked()
    address = f"/refer/link/{links.receipt_secret(referral.id)}/"
    page = text(client.get(address))
    assert "Which floor?" in page and all(words not in page for words in PERSONAL)
    assert "Thank you" in text(post(client, address, go="answer", answer="The third"))
    assert client.get(question).status_code == 404
    after = text(client.get(address))
    assert ("Which floor?" in after, "The third" in after, "The referral arrived" in after) == (False, False, True)


def test_link_to_a_question_runs_out_and_says_what_to_do_instead(client: Client) -> None:
    """After the days of the scheme's settings. What was typed is shown once more, and the desk sees it."""
    referral, address = asked()
    with time_machine.travel(timezone.now() + timedelta(days=settings.QUESTION_LINK_DAYS - 1)):
        assert "Which floor?" in text(client.get(address))
    with time_machine.travel(timezone.now() + timedelta(days=settings.QUESTION_LINK_DAYS, minutes=1)):
        late = post(client, address, go="answer", answer="The <third>")
        assert (late.status_code, client.get(address).status_code) == (410, 410)
        assert "This link has run out" in text(late) and "The <third>" in text(late)
        assert all(words not in text(late) for words in (*PERSONAL, referral.reference, "Which floor?"))
        desk = Client()
        actor = as_role(desk, "triage-worker")
        for page in ("", "supply_information/"):
            assert "The link ran out on" in text(desk.get(f"/referrals/{referral.reference}/{page}")), page
        with acting(actor):
            answered = triage.supply_information(
                referral_id=referral.id, version=referral.version, by=actor, answer="Third"
            )
        assert answered.state == "triaging"


def test_answer_is_not_wanted_later_than_its_link_works() -> None:
    by = walk.worker()
    referral = walk.triaging(by)
    given: Any = {"referral_id": referral.id, "version": referral.version, "by": by, "question": "Which floor?"}
    last = timezone.localdate() + timedelta(days=settings.QUESTION_LINK_DAYS)
    with acting(by), pytest.raises(Refused) as refused:
        triage.request_information(**given, answer_by=last)
    assert refused.value.field == "answer_by"


def test_receipt_is_too_old_after_90_days(client: Client) -> None:
    referral = walk.received()
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        assert client.get(f"/refer/link/{links.receipt_secret(referral.id)}/").status_code == 404


def test_link_posts_from_another_site_are_refused(client: Client) -> None:
    _, address = asked()
    refused = client.post(address, {"go": "withdraw-now", "reason": "other"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403
    assert client.post(address, {"go": "withdraw"}).status_code == 200  # an old browser: the secret is the token


def _event(kind: str) -> Event:
    return Event.objects.filter(kind=kind).latest("at")


def test_receipt_goes_to_the_referrer_without_personal_data() -> None:
    """security.md: no personal data in e-mails; never a mail to somebody who referred themselves."""
    referral = walk.received()
    with role("safer_worker"), as_system():
        notices.send_receipt(_event("referral.received"))
    (sent,) = mail.outbox
    assert sent.to == ["h.obi@housing.example"]
    whole = f"{sent.subject}\n{sent.body}"
    assert referral.reference in whole and links.receipt_secret(referral.id) in whole
    assert all(words not in whole for words in PERSONAL)


def test_self_referral_gets_no_mail() -> None:
    walk.received(route="self", referrer_email="")
    with role("safer_worker"), as_system():
        notices.send_receipt(_event("referral.received"))
    assert mail.outbox == []


def test_question_is_mailed_as_a_link_and_not_after_its_answer(client: Client) -> None:
    _, address = asked("Is Amara's door of wood?")
    with role("safer_worker"), as_system():
        notices.send_question_link(_event("referral.information_requested"))
    (sent,) = mail.outbox
    assert address in sent.body and "Amara" not in f"{sent.body}{sent.subject}"
    post(client, address, go="answer", answer="Yes")
    with role("safer_worker"), as_system():
        notices.send_question_link(_event("referral.information_requested"))
    assert len(mail.outbox) == 1
