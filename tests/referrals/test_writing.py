"""Writing to the person: in a way that is safe at that moment, once, and in the contact log."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, Notice
from accounts.roles import Role
from accounts.scope import acting, as_system
from journal.actions import deliver
from journal.models import Delivery, Event
from referrals import letters, notices
from referrals.actions import endings, writing
from referrals.models import Letter, Referral, Wording
from tests.databases import role
from tests.events import delivered
from tests.people import as_role
from tests.referrals import walk
from tests.referrals.writing import SAFE, SENDER, TEN, author, case, change, lead, log, state_of, words, written
from walls.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_safe_hours_with_a_neutral_sender(settings: Any) -> Iterator[None]:
    settings.NEUTRAL_SENDER = SENDER
    with time_machine.travel(TEN):
        yield


# --- sending ---
def test_email_leaves_after_the_commit_once_and_tells_nobody_where_from() -> None:
    referral, wording = case(), words()
    one = uuid.uuid4()
    letter = written(referral, wording, one)
    assert written(referral, wording, one).pk == letter.pk
    assert (mail.outbox, state_of(letter), log()) == ([], ("waiting", ""), [])
    event = delivered("referral.written_to")
    with role("safer_worker"), as_system():
        notices.send_letter(event)
    assert len(mail.outbox) == 1
    sent = mail.outbox[0]
    assert (sent.to, sent.from_email, sent.subject) == (["amara@post.example"], SENDER, "Hello")
    assert sent.body == "Hello Amara, please call me when it suits you: 0808 168 9111. Tess"
    assert sent.extra_headers["Message-ID"] == f"<{event.pk}@notes.example>"
    assert not letters.TELLING.search(str(sent.message()))
    assert (state_of(letter), log()) == (("sent", ""), [("email", "sent")])


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"safe": "no"}, "It is not safe."),
        ({"safe": "unknown"}, "Nobody knows whether it is safe."),
        ({"hours": "1pm to 3pm"}, "Not now. Safe hours: 1pm to 3pm"),
        ({"value": "new@post.example"}, "The address was changed meanwhile."),
    ],
)
def test_plan_that_changes_between_pressing_and_sending_stops_it_and_tells_the_writer(
    answers: dict[str, str], why: str
) -> None:
    referral = case()
    letter = written(referral, words())
    change(referral, "email", **answers)
    delivered("referral.written_to")
    delivered("letter.stopped")
    assert (state_of(letter), log()) == (("stopped", why), [])
    assert [one.to for one in mail.outbox] == [["triage-worker.victim-support@example.org"]]
    with acting(author()):
        assert Notice.objects.get().page == f"/referrals/{referral.reference}/write/{letter.pk}/"
    client = Client()
    as_role(client, "triage-worker")
    page = client.get(f"/referrals/{referral.reference}/write/{letter.pk}/").content.decode()
    assert (why in page, "Nothing was sent" in page) == (True, True)
    story = client.get(f"/referrals/{referral.reference}/?tab=history").content.decode()
    assert story.index("Email not sent") < story.index("The system") < story.index("Email written")


def test_referral_that_ended_meanwhile_stops_it() -> None:
    referral = case()
    letter = written(referral, words())
    with acting(author()):
        now = Referral.objects.get(pk=referral.pk)
        endings.withdraw(referral_id=now.id, version=now.version, by=author(), reason="changed_mind")
        now = Referral.objects.get(pk=referral.pk)
        endings.finish_closing(referral_id=now.id, version=now.version, by=author())
    delivered("referral.written_to")
    assert state_of(letter) == ("stopped", "The referral has ended.")


def test_writer_who_left_meanwhile_stops_it_and_the_team_is_told() -> None:
    referral = case()
    letter = written(referral, words())
    reader = lead()
    Membership.objects.filter(user_id=author().own_id).update(ended_at=timezone.now())
    delivered("referral.written_to")
    delivered("letter.stopped")
    with acting(reader):
        assert Letter.objects.get(pk=letter.pk).why_not == "Whoever wrote it does not work here any more."
        assert Notice.objects.get().user_id is None


def test_text_is_done_by_hand_and_logged_at_once() -> None:
    letter = written(case(), words("text"))
    delivered("referral.written_to")
    assert (state_of(letter), log(), mail.outbox) == (("sent", ""), [("phone", "text")], [])


def test_unsafe_way_is_refused_whatever_the_page_showed() -> None:
    referral, wording = case(), words("text")
    change(referral, "phone", text="unknown")
    with pytest.raises(Refused, match="Nothing was sent"):
        written(referral, wording)
    assert log() == []


def test_without_a_neutral_sender_nobody_is_mailed(settings: Any) -> None:
    settings.NEUTRAL_SENDER = ""
    with pytest.raises(Refused, match="No neutral sender"):
        written(case(), words())


def test_closed_referral_and_foreign_people_write_nothing() -> None:
    referral, wording = case(), words("post")
    other = walk.person(Role.FITTER, "24-7-locks")
    with acting(other), pytest.raises(Exception, match="No Referral|^$"):
        writing.write(referral_id=referral.id, by=other, wording_id=wording.pk, letter_id=uuid.uuid4())
    with acting(author()):
        now = Referral.objects.get(pk=referral.pk)
        endings.withdraw(referral_id=now.id, version=now.version, by=author(), reason="changed_mind")
        now = Referral.objects.get(pk=referral.pk)
        endings.finish_closing(referral_id=now.id, version=now.version, by=author())
    with pytest.raises(Refused):
        written(referral, wording)


# --- pages ---
def test_pages_offer_only_what_is_safe_and_show_it_as_it_will_arrive(client: Client) -> None:
    as_role(client, "triage-worker")
    referral = case()
    post, text = words("post", name="By post"), words("text", name="By text")
    change(referral, "phone", text="no")
    place = f"/referrals/{referral.reference}/write/"
    page = client.get(place).content.decode()
    assert ("By post" in page, "By text" in page, "A text message is not safe." in page) == (True, False, True)
    assert client.post(place, {}).status_code == 422
    assert client.post(place, {"wording": str(text.pk)}).status_code == 422
    shown = client.post(place, {"wording": str(post.pk)}).content.decode()
    assert ("Hello Amara" in shown, "The Cottage<br>Deal" in shown) == (True, True)
    found = re.search(r'name="letter" value="([^"]+)"', shown)
    assert found
    given = {"wording": str(post.pk), "letter": found[1]}
    first, second = client.post(place, given), client.post(place, given)
    assert first["Location"] == second["Location"]
    letter = client.get(first["Location"]).content.decode()
    assert ("Hello Amara" in letter, "The Cottage<br>Deal" in letter) == (True, True)
    assert log() == []
    assert "Letter by post" in client.get(f"/referrals/{referral.reference}/?tab=contact").content.decode()
    change(referral, "post", safe="no")
    late = client.post(place, given | {"letter": str(uuid.uuid4())})
    assert (late.status_code, "Nothing was sent" in late.content.decode()) == (409, True)
    assert client.post(place, {"letter": "x"}).status_code == 422


def test_foreign_and_absent_letters_answer_the_same(client: Client) -> None:
    referral, other = case(), case()
    letter = written(referral, words("post"))
    as_role(client, "triage-worker")
    for address in (
        f"/referrals/{other.reference}/write/{letter.pk}/",
        f"/referrals/{referral.reference}/write/{uuid.uuid4()}/",
    ):
        assert client.get(address).status_code == 404
    stranger = Client()
    as_role(stranger, "fitter")
    for address in (f"/referrals/{referral.reference}/write/", "/desk/triage/wordings/"):
        assert stranger.get(address).status_code == 404


# --- walls ---
def test_rows_are_sealed_and_triages_alone() -> None:
    letter = written(case(), words("post"))
    assert (Letter.objects.count(), Wording.objects.count()) == (0, 0)
    other = walk.person(Role.SUPPORT_WORKER, "oasis")
    with acting(other):
        assert (Letter.objects.count(), Wording.objects.count()) == (0, 0)
    with acting(author()):
        for change_it in (Letter.objects.all().delete, lambda: Letter.objects.update(way="text")):
            with pytest.raises(DatabaseError), transaction.atomic():
                change_it()
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(l)::text FROM referrals_letter l")
            stored = str(cursor.fetchone())
    for secret in ("Amara", "Cottage", "suits you"):
        assert secret not in stored
        assert secret.encode().hex() not in stored
    assert str(letter) == "post: to_post"


def test_events_and_deliveries_hold_no_words() -> None:
    written(case(), words())
    with role("safer_worker"), as_system():
        event = Event.objects.get(kind="referral.written_to")
        assert set(event.data) == {"way"}
        for pk in Delivery.objects.filter(event_id=event.pk).values_list("pk", flat=True):
            assert deliver(pk)


def test_text_that_is_too_long_with_its_names_is_refused_before_anything_is_sent(client: Client) -> None:
    as_role(client, "triage-worker")
    referral = walk.triaging(author(), contacts=SAFE, first_name="Anastasia-Philippa")
    wording = words("text", body="Hello {name}, " + "x" * 140)
    answer = client.post(f"/referrals/{referral.reference}/write/", {"wording": str(wording.pk)})
    assert answer.status_code == 422
    assert "166 characters; a text message has 160 at most" in answer.content.decode()
    with pytest.raises(Refused, match="160 at most"):
        written(referral, wording)
    assert log() == []


def test_letter_id_of_another_referral_is_refused_in_words(client: Client) -> None:
    as_role(client, "triage-worker")
    one, other, wording = case(), case(), words("post")
    letter = written(one, wording)
    answer = client.post(f"/referrals/{other.reference}/write/", {"wording": str(wording.pk), "letter": str(letter.pk)})
    assert answer.status_code == 409
    assert "This page was used already" in answer.content.decode()
    with acting(author()):
        assert Letter.objects.get().referral_id == one.id
