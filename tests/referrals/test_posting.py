"""A letter is sent when somebody says that they posted it; until then it waits, and its writer is reminded."""

import re
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.actors import REFERRER, Actor
from accounts.models import Membership, Notice
from accounts.roles import Role
from accounts.scope import acting, as_system
from journal.models import Access, Event
from providers import tasks
from referrals.actions import endings, need, writing
from referrals.models import ContactAttempt, Letter, Referral
from tests.databases import role
from tests.events import delivered
from tests.people import as_role
from tests.referrals import walk
from tests.referrals.writing import TEN, author, case, change, lead, log, state_of, words, written
from walls.refusals import Refused
from walls.scope import scoped

pytestmark = pytest.mark.django_db
TODAY = TEN.date()
WAITS = ("to_post", "")


@pytest.fixture(autouse=True)
def _on_a_monday() -> Iterator[None]:
    with time_machine.travel(TEN):
        yield


def settle(letter: Letter, by: Actor | None = None, **said: Any) -> Letter:
    by = by or author()
    with acting(by):
        return writing.settle(letter_id=letter.pk, referral_id=letter.referral_id, by=by, **said)


def place(letter: Letter) -> str:
    return f"/referrals/{letter.referral.reference}/write/{letter.pk}/"


def day(value: date) -> dict[str, str]:
    return {f"posted_on_{part}": str(getattr(value, part)) for part in ("day", "month", "year")}


def end(referral: Referral) -> None:
    with acting(author()):
        for deed, more in ((endings.withdraw, {"reason": "changed_mind"}), (endings.finish_closing, {})):
            now = Referral.objects.get(pk=referral.pk)
            deed(referral_id=now.id, version=now.version, by=author(), **more)


def test_letter_that_was_opened_to_print_is_read_and_not_sent(client: Client) -> None:
    letter = written(case(), words("post"))
    actor = as_role(client, "triage-worker")
    for _ in range(2):
        page = client.get(place(letter)).content.decode()
        assert "When you have done it" in page
        assert (
            "Hello Amara" in page.split('<div class="letter">')[1].split("</div>")[0]
        )  # paper without a title or address
    assert (state_of(letter), log()) == (WAITS, [])
    with acting(actor):
        assert Access.objects.filter(what="referrals:letter", case_ids=[letter.referral_id]).count() == 2
    tab = client.get(f"/referrals/{letter.referral.reference}/?tab=contact").content.decode()
    assert "Waits for somebody to say that it was posted" in tab


def test_posted_on_a_day_stands_in_the_contact_log_once(client: Client) -> None:
    letter = written(case(), words("post"))
    with time_machine.travel(TEN + timedelta(days=2)):
        as_role(client, "triage-worker")
        said = {"became": "posted", **day(TODAY + timedelta(days=1))}
        assert [client.post(place(letter), said).status_code for _ in "12"] == [302, 302]
        page = client.get(place(letter)).content.decode()
        tab = client.get(f"/referrals/{letter.referral.reference}/?tab=contact").content.decode()
    assert (state_of(letter), log()) == (("sent", ""), [("post", "sent")])
    assert ("posted on" in page, "When you have done it" in page) == (True, False)
    assert "Posted on 9 Jun 2026" in tab
    with role("safer_worker"), as_system():
        assert Event.objects.filter(kind="letter.posted", case_id=letter.referral_id).count() == 1


def test_story_tells_each_letter_once_and_what_became_of_it(client: Client) -> None:
    """Who, when, how and why, without the contact log: written, posted or not, marked where the plan has changed."""
    referral = case()
    sent, spoiled = (written(referral, words("post", name=name)) for name in ("Call", "Visit"))
    written(referral, words("text"))
    change(referral, "post", safe="no")
    settle(sent, posted_on=TODAY)
    settle(spoiled, why_not="spoiled", by=lead())
    as_role(client, "triage-worker")
    page = client.get(f"/referrals/{referral.reference}/?tab=history").content.decode()
    lines = [
        " ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in page.split('class="timeline"')[1].split("<li>")
    ]
    told = [line for line in lines if "etter " in line or "ext " in line]
    for one, parts in zip(told, [
        ("Letter not posted", lead().name, "It could not be printed, or was spoiled"),
        ("Letter posted (not a safe way)", author().name, "On 8 June 2026"),
        ("Text message sent", author().name, "Call, version 1"),
        ("Letter written", author().name, "Visit, version 1"),
        ("Letter written", author().name, "Call, version 1"),
    ], strict=True):  # fmt: skip
        assert all(part in one for part in parts), one
    assert page.count(place(sent)) == 1


def test_not_posted_says_why_and_is_in_no_log(client: Client) -> None:
    letter = written(case(), words("post"))
    as_role(client, "triage-worker")
    said = {"became": "not_posted", "why_not": "unsafe", **day(TODAY)}
    assert client.post(place(letter), said).status_code == 302
    assert (state_of(letter), log()) == (("stopped", "A letter is not safe any more"), [])
    assert "A letter is not safe any more" in client.get(place(letter)).content.decode()
    other = client.post(place(letter), {"became": "posted", **day(TODAY)})
    assert (other.status_code, "Somebody has said already" in other.content.decode()) == (409, True)


@pytest.mark.parametrize(("said", "words_of"), [
    ({}, "what became of it"),
    ({"became": "posted"}, "Enter the day"),
    ({"became": "posted", **day(TODAY - timedelta(days=1))}, "from when it was written until today"),
    ({"became": "posted", **day(TODAY + timedelta(days=1))}, "past"),
    ({"became": "not_posted"}, "why it was not posted"),
    ({"became": "not_posted", "why_not": "dull"}, "why it was not posted"),
])  # fmt: skip
def test_refused_in_words_and_nothing_is_kept(client: Client, said: dict[str, str], words_of: str) -> None:
    letter = written(case(), words("post"))
    as_role(client, "triage-worker")
    answer = client.post(place(letter), said)
    assert answer.status_code == 422
    assert words_of in answer.content.decode()
    assert (state_of(letter), log()) == (WAITS, [])


@pytest.mark.parametrize("said", [{}, {"why_not": "dull"}, {"posted_on": TODAY + timedelta(days=1)}])
def test_action_refuses_what_the_form_would(said: dict[str, Any]) -> None:
    letter = written(case(), words("post"))
    with pytest.raises(Refused):
        settle(letter, **said)
    assert state_of(letter) == WAITS


def test_plan_that_changed_warns_before_and_marks_after(client: Client) -> None:
    letter = written(case(), words("post"))
    change(letter.referral, "post", safe="no")
    as_role(client, "triage-worker")
    assert "Do not post it" in client.get(place(letter)).content.decode()
    settle(letter, posted_on=TODAY)
    with acting(author()):
        assert ContactAttempt.objects.get().against_plan


def test_what_became_of_it_can_be_said_after_the_referral_has_ended() -> None:
    letter = written(case(), words("post"))
    end(letter.referral)
    settle(letter, posted_on=TODAY)
    assert (state_of(letter), log()) == (("sent", ""), [])


def test_only_triage_says_what_became_of_it_and_of_nothing_else() -> None:
    """The wall in the database: the web changes a letter that waits, once, and no other column."""
    text, letter = written(case(), words("text")), written(case(), words("post"))
    other = walk.person(Role.FITTER, "24-7-locks")
    with pytest.raises(Exception, match="No Referral|^$|404"):
        settle(letter, by=other, posted_on=TODAY)
    with acting(author()):
        for to in ("sent", "stopped"):
            assert Letter.objects.filter(pk=text.pk).update(state=to) == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).update(state="waiting")
        with pytest.raises(DatabaseError), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).update(actor_name="Somebody else")
        with pytest.raises(DatabaseError), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).update(state="stopped", posted_on=TODAY)
    settle(letter, posted_on=TODAY)
    with acting(author()):
        assert Letter.objects.filter(pk=letter.pk).update(state="stopped", posted_on=None) == 0
    with pytest.raises(Refused, match="Somebody has said already"):
        settle(text, why_not="mistake")


def test_whoever_holds_the_referrers_link_says_nothing_of_letters() -> None:
    letter = written(case(), words("post"))
    with scoped(sight="link", referral=letter.referral_id), pytest.raises(Refused) as refused:
        writing.settle(letter_id=letter.pk, referral_id=letter.referral_id, by=REFERRER, posted_on=TODAY)
    assert (refused.value.status, state_of(letter)) == (403, WAITS)


def swept(moment: datetime) -> int:
    with time_machine.travel(moment), role("safer_worker"):
        return tasks.remind()


def reminded(by: Actor, kind: str = "letter.unposted") -> list[tuple[str, Any]]:
    with acting(by):
        return list(Notice.objects.filter(kind=kind).values_list("page", "user_id"))


def test_writer_is_reminded_once_after_a_day(client: Client) -> None:
    letter = written(case(), words("post"))
    swept(TEN + timedelta(hours=5))
    with role("safer_worker"), as_system():
        assert not Event.objects.filter(kind="letter.unposted").exists()
    with time_machine.travel(TEN + timedelta(days=1, minutes=1)):
        for _ in range(2):
            swept(TEN + timedelta(days=1, minutes=1))
        delivered("letter.unposted")
    assert reminded(author()) == [(place(letter), author().own_id)]
    assert [one.to for one in mail.outbox] == [["triage-worker.victim-support@example.org"]]
    for secret in ("Amara", "Cottage", letter.referral.reference):
        assert secret not in str(mail.outbox[0].message())
    as_role(client, "triage-worker")
    client.get(place(letter))
    with acting(author()):
        assert not Notice.objects.filter(kind="letter.unposted", seen_at=None).exists()


@pytest.mark.parametrize(("kind", "days"), [("letter.unposted", 1), ("letter.left_unposted", 3)])
def test_letter_that_was_settled_meanwhile_reminds_nobody(kind: str, days: int) -> None:
    letter = written(case(), words("post"))
    swept(TEN + timedelta(days=days, minutes=1))
    settle(letter, posted_on=TODAY)
    delivered(kind)
    assert (reminded(author(), kind), reminded(lead(), kind), mail.outbox) == ([], [], [])
    with role("safer_worker"), as_system():
        assert Event.objects.filter(kind=kind).count() == 1


def test_lead_is_told_when_nobody_says_so_for_days(client: Client) -> None:
    """As with every question that nobody answers: first whoever has it, two working days later a lead."""
    letter = written(case(), words("post"))
    swept(TEN + timedelta(days=2, hours=5))
    with role("safer_worker"), as_system():
        assert not Event.objects.filter(kind="letter.left_unposted").exists()
    assert (swept(TEN + timedelta(days=3)), swept(TEN + timedelta(days=3))) == (2, 0)  # and its clock of triage
    delivered("letter.left_unposted")
    assert reminded(lead(), "letter.left_unposted") == [(place(letter), lead().own_id)]
    assert "triage-lead.victim-support@example.org" in {to for one in mail.outbox for to in one.to}
    as_role(client, "triage-lead")
    client.get(place(letter))
    with acting(lead()):
        assert not Notice.objects.filter(kind="letter.left_unposted", seen_at=None).exists()


def test_team_is_told_when_no_lead_may_know_of_it() -> None:
    letter = written(case(), words("post"))
    with acting(author()):
        need.keep_from(referral=letter.referral, user_id=lead().own_id, by=author(), reason="A cousin")
    swept(TEN + timedelta(days=3))
    delivered("letter.left_unposted")
    with acting(author()):
        assert Notice.objects.get(kind="letter.left_unposted").user_id is None


@pytest.mark.parametrize("why", ["left", "kept"])
def test_team_is_told_when_the_writer_is_gone_or_must_not_know(why: str) -> None:
    letter = written(case(), words("post"))
    if why == "left":
        Membership.objects.filter(user_id=author().own_id).update(ended_at=TEN)
    else:
        with acting(lead()):
            need.keep_from(referral=letter.referral, user_id=author().own_id, by=lead(), reason="A cousin")
    swept(TEN + timedelta(days=1, minutes=1))
    delivered("letter.unposted")
    assert reminded(lead()) == [(place(letter), None)]


def test_form_of_a_letter_of_another_case_is_not_found(client: Client) -> None:
    letter, other = written(case(), words("post")), case()
    as_role(client, "triage-worker")
    for reference, pk in ((other.reference, letter.pk), (letter.referral.reference, uuid.uuid4())):
        address = f"/referrals/{reference}/write/{pk}/"
        assert client.post(address, {"became": "posted", **day(TODAY)}).status_code == 404
    assert state_of(letter) == WAITS
