"""Why somebody opens what is not their own work: asked once a day for each case, kept with the read, nothing typed lost."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.actors import SYSTEM, Actor
from accounts.models import Organisation, User
from accounts.news import tell
from accounts.scope import acting, as_system
from journal.actions import record
from journal.models import Access
from referrals.access import is_outside
from referrals.choices import Doubt
from referrals.models import Referral
from tests.databases import role
from tests.people import actor_of, as_role
from tests.providers import walk as work
from tests.referrals import walk

pytestmark = pytest.mark.django_db
ASKS = "Why do you open"


@pytest.fixture(autouse=True)
def asked(settings: Any) -> None:
    """As in production."""
    settings.ASK_WHY = True


@pytest.fixture
def reader(client: Client) -> Iterator[Actor]:
    yield as_role(client, "triage-worker")


def opens(client: Client, referral: Referral, tail: str = "") -> bool:
    """Whether the page is shown without a question, and with nothing of the person when it is not."""
    page = client.get(f"/referrals/{referral.reference}/{tail}").content.decode()
    assert (ASKS in page) != (referral.last_name in page or referral.first_name in page)
    return ASKS not in page


def answer(client: Client, page: Any, because: str = "cover", **more: str) -> Any:
    """Choose a reason on the page that asks, without a script, and follow as a browser does."""
    body = page.content.decode()
    where = re.search(r'<form method="post" action="([^"]+/why/)"', body)
    assert where
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" (?:id="[^"]+" )?value="([^"]*)"', body))
    hidden |= dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body))
    return client.post(where[1], hidden | {"why-because": because} | more, follow=True)


def test_own_work_and_what_nobody_has_opens_at_once(client: Client, reader: Actor) -> None:
    assert opens(client, walk.received())
    assert opens(client, walk.triaging(reader))
    assert opens(client, walk.received(doubts=[Doubt.TRAP]))


def test_colleagues_case_opens_after_a_reason_and_that_is_kept(client: Client, reader: Actor) -> None:
    referral = walk.triaging(walk.worker("A colleague"))
    asked_page = client.get(f"/referrals/{referral.reference}/?tab=contact")
    body = asked_page.content.decode()
    assert ASKS in body
    for secret in (referral.first_name, referral.last_name, referral.address.splitlines()[0], "07700"):
        assert secret not in body
    with acting(reader):
        assert not Access.objects.filter(actor_id=reader.user_id).exists(), "nothing was shown"
    shown = answer(client, asked_page)
    assert shown.redirect_chain == [(f"/referrals/{referral.reference}/?tab=contact", 303)]
    assert "07700 900123" in shown.content.decode()
    with acting(reader):
        rows = Access.objects.filter(actor_id=reader.user_id).order_by("at").values_list("what", "reason")
        assert list(rows) == [("referrals:why", "cover"), ("referrals:case", "")]
    assert opens(client, referral)
    assert opens(client, referral, "hold/"), "once a day, on every page of it"
    assert not opens(client, walk.triaging(walk.worker("A colleague"))), "for each case"


def test_who_looked_shows_the_reason(client: Client, reader: Actor) -> None:
    referral = walk.triaging(walk.worker("A colleague"))
    answer(client, client.get(f"/referrals/{referral.reference}/"), "call")
    lead = as_role(client, "triage-lead")
    tab = client.get(f"/referrals/{referral.reference}/")
    shown = answer(client, tab, "check")
    assert shown.status_code == 200
    page = client.get(f"/desk/looked/{referral.reference}/").content.decode()
    assert "outside their own work: Somebody called or wrote about it" in page
    assert "I look after the team’s work" in page
    assert lead.name in page


def test_next_day_it_is_asked_again(client: Client, reader: Actor) -> None:
    referral = walk.triaging(walk.worker("A colleague"))
    answer(client, client.get(f"/referrals/{referral.reference}/"))
    assert opens(client, referral)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        as_role(client, "triage-worker")
        assert not opens(client, referral)


def test_without_a_reason_nothing_opens(client: Client, reader: Actor) -> None:
    referral = walk.triaging(walk.worker("A colleague"))
    page = client.get(f"/referrals/{referral.reference}/")
    for because in ("", "curious"):
        refused = answer(client, page, because)
        assert refused.status_code == 422
        assert referral.last_name not in refused.content.decode()
    assert not opens(client, referral)


def test_form_that_was_on_its_way_is_sent_on_with_everything_typed(client: Client, reader: Actor) -> None:
    """The page was opened when the case was theirs; a colleague has it now. Without a script."""
    colleague = walk.worker("A colleague")
    referral = walk.triaging(colleague)
    soon = timezone.localdate() + timedelta(days=7)
    typed = {
        "version": str(referral.version), "reason": "away", "review_on_day": str(soon.day),
        "review_on_month": str(soon.month), "review_on_year": str(soon.year), "note": "Ünïcode <words> & “marks”",
    }  # fmt: skip
    asked_page = client.post(f"/referrals/{referral.reference}/hold/", typed)
    assert ASKS in asked_page.content.decode()
    assert walk.fetch(referral.reference, reader).state == "triaging", "nothing has happened yet"
    refused = answer_typed(client, asked_page, typed, "")
    assert refused.status_code == 422
    done = answer_typed(client, refused, typed, "cover")
    assert (f"/referrals/{referral.reference}/hold/", 307) in done.redirect_chain
    held = walk.fetch(referral.reference, reader)
    assert held.state == "on_hold", done.content.decode()
    with acting(reader):
        assert any("Ünïcode <words> & “marks”" in step.note for step in held.steps.select_related("key"))


def answer_typed(client: Client, page: Any, typed: dict[str, str], because: str) -> Any:
    """The page itself carries every word; what it carries is what is sent."""
    body = page.content.decode()
    hidden = {
        name: unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', body)
    }
    assert {name: hidden.get(name) for name in typed} == typed
    where = re.search(r'<form method="post" action="([^"]+/why/)"', body)
    assert where
    return client.post(where[1], hidden | {"why-because": because}, follow=True)


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_answer_leads_nowhere_else(client: Client, reader: Actor, to: str) -> None:
    referral = walk.triaging(walk.worker("A colleague"))
    page = client.post(f"/referrals/{referral.reference}/why/", {"why-because": "call", "why-to": to})
    assert (page.status_code, page["Location"]) == (303, f"/referrals/{referral.reference}/")


def test_asking_page_by_itself_leads_to_the_case(client: Client, reader: Actor) -> None:
    referral = walk.triaging(walk.worker("A colleague"))
    page = client.get(f"/referrals/{referral.reference}/why/")
    assert answer(client, page).redirect_chain == [(f"/referrals/{referral.reference}/", 303)]


@pytest.mark.parametrize(
    "tail", ["accept/", "contact/", "correct/", "correct/home/", "print/", "write/", "must-not-know/", "dispatch/"]
)
def test_every_page_of_a_case_asks(client: Client, reader: Actor, tail: str) -> None:
    referral = walk.triaged(walk.worker("A colleague"))
    assert not opens(client, referral, tail)
    sent = client.post(f"/referrals/{referral.reference}/{tail}", {"version": "1"})
    assert ASKS in sent.content.decode() or (tail, sent.status_code) == ("correct/", 405)


def test_work_of_a_provider_asks_triage_too(client: Client) -> None:
    row = work.accepted()
    as_role(client, "triage-worker")
    for place in ("", "note/"):
        assert ASKS in client.get(f"/workstreams/{row.pk}/{place}").content.decode()
    as_role(client, "security-coordinator")
    assert ASKS not in client.get(f"/workstreams/{row.pk}/").content.decode()


def test_saying_that_one_knows_somebody_is_never_held_up(client: Client, reader: Actor) -> None:
    referral = walk.triaging(walk.worker("A colleague"))
    assert ASKS not in client.get(f"/referrals/{referral.reference}/known/").content.decode()


def test_what_makes_a_case_ones_own_work(client: Client, reader: Actor) -> None:
    colleague = walk.worker("A colleague")
    ended = walk.triaging(colleague)
    with acting(reader):
        assert is_outside(reader, ended)
        ended.decline_proposed_by = colleague.user_id
        assert is_outside(reader, ended)
    lead = actor_of("triage-lead")
    with acting(lead):
        assert not is_outside(lead, ended), "a lead agrees to it or not"
    ended.decline_proposed_by = None
    User.objects.filter(pk=colleague.own_id).update(is_active=False)
    with acting(reader):
        assert not is_outside(reader, ended), "nobody's, since the colleague is locked out"
        over = Referral(pk=ended.pk, state="closed", worker_id=colleague.own_id)
        assert is_outside(reader, over), "what has ended is nobody's work"


def test_what_somebody_did_or_was_told_of_is_their_work(client: Client, reader: Actor) -> None:
    colleague = walk.worker("A colleague")
    mine, told, logged = walk.triaging(reader), walk.triaging(colleague), walk.triaging(colleague)
    with acting(reader):
        Referral.objects.filter(pk=mine.pk).update(worker=colleague.user_id)
        logged.contact_attempts.create(
            key=logged.key, means="phone", result="no_answer", actor_id=reader.user_id, actor_name=reader.name,
            organisation_name=reader.organisation_name,
        )  # fmt: skip
    assert opens(client, mine)
    assert opens(client, logged)
    assert not opens(client, told)
    with role("safer_worker"), as_system():
        event = record("workstream.returned", by=SYSTEM, case_id=told.id)
        home = Organisation.objects.get(slug="victim-support").pk
        tell(event, organisation_id=home, page=f"/referrals/{told.reference}/")
    assert opens(client, told)
    assert opens(client, told), "the look marked it as seen; today it stays theirs"
