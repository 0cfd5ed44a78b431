"""Which words and which ways may be used to write to the person, and who approves them."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts import news
from accounts.roles import Role
from accounts.scope import acting
from referrals import letters
from referrals.actions import writing
from referrals.choices import Way
from referrals.models import Wording
from tests.events import delivered
from tests.people import as_role, user_of
from tests.referrals import walk
from tests.referrals.filling import text
from tests.referrals.writing import SENDER, TEN, author, case, lead, words, written
from walls.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_safe_hours_with_a_neutral_sender(settings: Any) -> Iterator[None]:
    settings.NEUTRAL_SENDER = SENDER
    with time_machine.travel(TEN):
        yield


# --- the rules ---
@pytest.mark.parametrize(
    ("way", "point", "why"),
    [
        (Way.EMAIL, None, "None is known."),
        (Way.EMAIL, {"safe": "unknown"}, "Nobody knows whether it is safe."),
        (Way.EMAIL, {"safe": "no"}, "It is not safe."),
        (Way.EMAIL, {"safe": "yes"}, ""),
        (Way.EMAIL, {"safe": "yes", "hours": "10am to 3pm"}, ""),
        (Way.EMAIL, {"safe": "yes", "hours": "1pm to 3pm"}, "Not now. Safe hours: 1pm to 3pm"),
        (Way.EMAIL, {"safe": "yes", "hours": "evenings"}, "Not now. Safe hours: evenings"),
        (Way.TEXT, {"safe": "yes"}, "Nobody knows whether a text is safe."),
        (Way.TEXT, {"safe": "yes", "text": "no"}, "A text message is not safe."),
        (Way.TEXT, {"safe": "yes", "text": "yes"}, ""),
        (Way.TEXT, {"safe": "no", "text": "yes"}, "It is not safe."),
        (Way.POST, {"safe": "yes"}, ""),
        (Way.POST, {"safe": "yes", "hours": "mornings"}, "A letter cannot keep safe hours: mornings"),
    ],
)
def test_unknown_means_do_not_use(way: Way, point: dict[str, str] | None, why: str) -> None:
    """S1.11."""
    points = {letters.MEANS[way]: {"safe": "", "text": "unknown", "hours": ""} | point} if point else {}
    assert letters.why_not(way, points, TEN) == why


@pytest.mark.parametrize(
    ("way", "subject", "body", "field"),
    [
        ("post", "", "About the abuse", "body"),
        ("post", "", "From SAFER", "body"),
        ("post", "", "your Sanctuary", "body"),
        ("post", "", "Victim Support calls", "body"),
        ("post", "", "to fit new locks", "body"),
        ("email", "Your referral", "Hello", "subject"),
        ("email", "", "Hello", "subject"),
        ("post", "", "Hello {surname}", "body"),
        ("post", "", "Hello {name", "body"),
        ("email", "Hello {name}", "Hello", "body"),
        ("text", "", "x" * 161, "body"),
    ],
)
def test_words_that_tell_or_cannot_be_filled_are_refused(way: str, subject: str, body: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        letters.check_wording(way=way, subject=subject, body=body)
    assert refused.value.field == field


def test_gaps_are_filled_once() -> None:
    assert letters.filled("{name}, {worker}", name="{worker}", worker="Tess") == "{worker}, Tess"


# --- wordings ---
def test_leads_are_told_of_words_that_wait_until_one_has_decided(client: Client) -> None:
    made, one, other = words(approved=False), user_of("triage-lead"), walk.lead("Other")
    delivered("wording.proposed")
    assert {to for sent in mail.outbox for to in sent.to} == {one.email, "other@test.example"}
    assert not any("please call me" in sent.body for sent in mail.outbox)
    as_role(client, "triage-lead")
    assert "Words that can be sent wait for a lead" in text(client.get("/accounts/news/"))
    client.get("/desk/triage/wordings/")
    assert "Nothing is new" in text(client.get("/accounts/news/"))
    with acting(other):
        assert news.unseen(other).get().page == "/desk/triage/wordings/"
        writing.approve(by=other, wording_id=made.pk, agreed=True)
    words("text")
    delivered("wording.proposed")
    assert len(mail.outbox) == 2, "somebody has decided meanwhile"


def test_author_cannot_approve_nor_a_worker() -> None:
    by = lead()
    with acting(by):
        own = writing.propose(by=by, name="Own", way="post", body="Hello")
        for who, status in ((by, 403), (author(), 403)):
            with pytest.raises(Refused) as refused:
                writing.approve(by=who, wording_id=own.pk, agreed=True)
            assert refused.value.status == status
        with pytest.raises(IntegrityError), transaction.atomic():
            Wording.objects.filter(pk=own.pk).update(approved_by=by.own_id, approved_at=timezone.now())
        writing.approve(by=by, wording_id=own.pk, agreed=False)


def test_new_version_retires_the_one_before_when_it_is_approved() -> None:
    first = words()
    second = words(approved=False, body="Another text")
    assert (second.version, words(approved=False, body="Another text").pk) == (2, second.pk)
    referral = case()
    written(referral, first)
    with acting(lead()):
        for _ in range(2):
            writing.approve(by=lead(), wording_id=second.pk, agreed=True)
    with pytest.raises(Refused, match="not approved any more"):
        written(referral, first)
    with acting(lead()), pytest.raises(Refused, match="retired"):
        writing.approve(by=lead(), wording_id=first.pk, agreed=True)
    with acting(lead()):
        for _ in range(2):
            writing.approve(by=lead(), wording_id=second.pk, agreed=False)
    with pytest.raises(Refused, match="not approved any more"):
        written(referral, second)


def test_others_do_not_propose_and_ways_are_known() -> None:
    stranger = walk.person(Role.FITTER, "24-7-locks")
    with acting(stranger), pytest.raises(Refused):
        writing.propose(by=stranger, name="x", way="post", body="Hello")
    with acting(author()), pytest.raises(Refused):
        writing.propose(by=author(), name="x", way="fax", body="Hello")


def test_pages_of_wordings(client: Client) -> None:
    as_role(client, "triage-worker")
    assert "No words are approved" in client.get("/desk/triage/wordings/").content.decode()
    given = {"name": "Call", "way": "post", "subject": "", "body": "The abuse"}
    refused = client.post("/desk/triage/wordings/new/", given)
    assert (refused.status_code, "neutral words" in refused.content.decode()) == (422, True)
    assert client.post("/desk/triage/wordings/new/", {}).status_code == 422
    assert client.post("/desk/triage/wordings/new/", given | {"body": "Hello"}).status_code == 302
    with acting(author()):
        place = f"/desk/triage/wordings/{Wording.objects.get().pk}/"
    assert client.post(place, {"go": "approve"}).status_code == 404
    other = Client()
    as_role(other, "triage-lead")
    assert "Waits for a lead" in other.get("/desk/triage/wordings/").content.decode()
    assert other.post(place, {"go": "approve"}).status_code == 302
    assert "In use" in other.get("/desk/triage/wordings/").content.decode()
    assert other.post(place, {"go": "retire"}).status_code == 302
    assert other.post(place, {"go": "approve"}).status_code == 409
    assert other.post(f"/desk/triage/wordings/{uuid.uuid4()}/").status_code == 404
