"""Every decision of triage through its page: allowed, refused, stale, pressed twice, empty, wrong, hostile."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Organisation
from accounts.scope import acting
from journal.models import Access, Event
from referrals.actions import triage
from referrals.deciding import DECISIONS
from referrals.models import Referral
from referrals.states import MACHINE, State
from tests.people import as_role
from tests.referrals import walk
from tests.referrals.places import at_state

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>\x00\u202e'; DROP TABLE x;-- {{ 7*7 }} %s 🗝\r\n" + "A" * 5000


def day(days: int) -> dict[str, str]:
    moment = timezone.localdate() + timedelta(days=days)
    return {"day": str(moment.day), "month": str(moment.month), "year": str(moment.year)}


def boxes(name: str, days: int) -> dict[str, str]:
    return {f"{name}_{part}": value for part, value in day(days).items()}


def typed(transition: str, referral: Referral) -> dict[str, Any]:
    """What a person types who knows what is needed."""
    table: dict[str, dict[str, Any]] = {
        "start_triage": {"no_conflict": "on"},
        "request_information": {"question": "Which flat is it?", **boxes("answer_by", 3)},
        "supply_information": {"answer": "Flat 2."},
        "accept": {
            "risk_level": "high", "risk_tool": "dash", "risk_score": "16", "marac": "yes",
            "needs": ["security", "support_adults"], "note": "Meets the criteria.",
        },
        "mark_junk": {"reason": "nonsense"},
        "propose_decline": {"reason": "outside_area", "signposting": "Medway’s own scheme"},
        "refuse_decline": {"note": "It is inside the area."},
        "mark_duplicate": {"surviving": referral.reference},
        "hold": {"reason": "away", **boxes("review_on", 7)},
        "withdraw": {"reason": "moved_out"},
        "withdraw_consent": {"whom": "everything", "how": "phone", "heard_by": "Ann", **boxes("said_on", 0)},
        "withdraw_consent_after": {"whom": "everything", "how": "phone", "heard_by": "Ann", **boxes("said_on", 0)},
        "close": {"outcome": "other"},
        "reopen": {"note": "The lock broke."},
        "add_consent": {"how": "phone", "organisation": "oasis"},
    }  # fmt: skip
    return table.get(transition, {})


def post(client: Client, referral: Referral, transition: str, **data: Any) -> HttpResponse:
    data = {"version": str(referral.version)} | data
    return client.post(f"/referrals/{referral.reference}/{transition}/", data)  # type: ignore[return-value]


def whole(transition: str, actor: Actor, referral: Referral) -> dict[str, Any]:
    """`typed`, with what depends on the people and the other cases there are."""
    data = typed(transition, referral)
    if transition == "mark_duplicate":
        data["surviving"] = walk.received().reference
    if transition == "assign":
        data["to"] = str(walk.worker("Bea").user_id)
    return data


def now(referral: Referral, by: Actor) -> Referral:
    return walk.fetch(referral.reference, by)


@pytest.mark.parametrize("transition", DECISIONS)
def test_decision_from_every_state_it_is_open_in(client: Client, transition: str) -> None:
    """domain.md, each line of the table: the page shows, the deed is done, history and event say so."""
    actor = as_role(client, "triage-lead")
    for state in MACHINE[transition].sources:
        referral = at_state(State(state), transition)
        page = client.get(f"/referrals/{referral.reference}/{transition}/")
        assert page.status_code == 200, (state, page.content.decode())
        assert "What will happen" in page.content.decode()
        answer = post(client, referral, transition, **whole(transition, actor, referral))
        assert answer.status_code == 302, (state, answer.content.decode())
        after = now(referral, actor)
        assert after.version == referral.version + 1
        assert after.state in MACHINE[transition].reaches(state)
        with acting(actor):
            step = after.steps.select_related("key").last()
            assert step is not None
            assert (step.transition, step.before, step.after) == (transition, state, after.state)
            assert Event.objects.filter(case_id=after.id, kind=f"referral.{MACHINE[transition].past}").exists()
        done = client.get(answer["Location"]).content.decode()
        assert DECISIONS[transition].done in done


@pytest.mark.parametrize("transition", DECISIONS)
def test_decision_in_a_state_where_it_is_closed_is_409_in_words(client: Client, transition: str) -> None:
    actor = as_role(client, "triage-lead")
    for state in set(State) - {State.DRAFT, State.ANONYMISED} - MACHINE[transition].sources:
        referral = at_state(state, "")
        assert client.get(f"/referrals/{referral.reference}/{transition}/").status_code == 409
        answer = post(client, referral, transition, **whole(transition, actor, referral))
        assert answer.status_code in {409, 422}, (state, answer.content.decode())
        assert now(referral, actor).version == referral.version


@pytest.mark.parametrize("transition", ["decline", "refuse_decline", "reopen"])
def test_decision_of_a_lead_is_403_for_a_worker(client: Client, transition: str) -> None:
    """domain.md: a triage lead agrees; a lead reopens."""
    actor = as_role(client, "triage-worker")
    referral = at_state(State(min(MACHINE[transition].sources)), transition)
    assert client.get(f"/referrals/{referral.reference}/{transition}/").status_code == 403
    answer = post(client, referral, transition, **whole(transition, actor, referral))
    assert answer.status_code == 403
    assert "Ask somebody whose role can" in answer.content.decode()


@pytest.mark.parametrize("transition", DECISIONS)
def test_decision_with_nothing_everything_wrong_and_hostile_text(client: Client, transition: str) -> None:
    """Bad input: a summary with links, what was typed still there, no 500, nothing changed."""
    actor = as_role(client, "triage-lead")
    referral = at_state(State(min(MACHINE[transition].sources)), transition)
    fields = [name for name in DECISIONS[transition].form.base_fields if name != "version"]
    nothing = post(client, referral, transition, version="")
    assert nothing.status_code == 422
    assert "There is a problem" in nothing.content.decode()
    for bad in (HOSTILE, "\x00", "99999999999999999999", "-1", "\u202e", "' OR 1=1"):
        data = dict.fromkeys([*fields, *(f"{name}_{part}" for name in fields for part in day(0))], bad)
        answer = post(client, referral, transition, **data, version=bad)
        assert answer.status_code == 422, (bad, answer.content.decode())
        body = answer.content.decode()
        assert "There is a problem" in body
        assert "<script>alert" not in body
    assert now(referral, actor).version == referral.version


def test_what_was_typed_is_still_there_and_each_fault_has_a_link(client: Client) -> None:
    as_role(client, "triage-worker")
    referral = walk.triaging()
    answer = post(client, referral, "accept", risk_level="high", note="Kept <b>word</b> for word", needs=["security"])
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Kept &lt;b&gt;word&lt;/b&gt; for word" in body
    assert 'href="#id_risk_tool' in body


def test_person_who_referred_themself_is_asked_by_a_person_because_no_email_goes_out(client: Client) -> None:
    """Nobody may think that a question is on its way when the clock has stopped and nothing was sent."""
    referral = walk.triaging(as_role(client, "triage-worker"), route="self", referrer_email="")
    here = f"/referrals/{referral.reference}/"
    assert "No email goes out" in client.get(f"{here}request_information/").content.decode()
    assert "Enter your question to the person" in post(client, referral, "request_information").content.decode()
    sent = post(client, referral, "request_information", **typed("request_information", referral))
    assert "goes out to nobody" in client.get(sent["Location"]).content.decode()
    recording = client.get(f"{here}supply_information/").content.decode()
    assert "Record the person’s answer" in recording
    assert "The link works until" not in recording + client.get(here).content.decode()


def test_refusal_of_the_action_stands_at_its_field(client: Client) -> None:
    """A rule that the form does not know: MARAC must be answered when the risk is high."""
    as_role(client, "triage-worker")
    referral = walk.triaging()
    answer = post(client, referral, "accept", **(typed("accept", referral) | {"marac": ""}))
    assert answer.status_code == 422
    assert "answer whether it was referred to MARAC" in answer.content.decode()
    assert 'href="#id_marac' in answer.content.decode()


def test_second_click_does_nothing_and_says_so(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    referral = walk.received()
    assert post(client, referral, "start_triage", no_conflict="on").status_code == 302
    again = post(client, referral, "start_triage", no_conflict="on")
    assert again.status_code == 409
    assert now(referral, actor).version == referral.version + 1


def test_stale_page_shows_both_versions_what_changed_and_what_was_typed(client: Client) -> None:
    """domain.md rule 1: of two, one wins; the other sees both versions and loses nothing."""
    actor = as_role(client, "triage-worker")
    other = walk.worker("Bea")
    referral = walk.triaging(other)
    with acting(other):
        triage.accept(referral_id=referral.id, version=referral.version, by=other, **walk.ACCEPTED)
    answer = post(client, referral, "hold", reason="legal", note="Court on Friday", **boxes("review_on", 5))
    body = answer.content.decode()
    assert answer.status_code == 409
    assert f"you saw version {referral.version}, it is now version {referral.version + 1}" in body
    assert "Accepted: in triage → ready to send: Bea" in body
    assert "Court on Friday" in body
    assert f'name="version" value="{referral.version + 1}"' in body
    assert now(referral, actor).state == State.TRIAGED


def test_own_proposal_is_not_agreed_by_the_same_lead(client: Client) -> None:
    """domain.md: proposes, another agrees."""
    as_role(client, "triage-lead")
    referral = walk.triaging()
    post(client, referral, "propose_decline", **typed("propose_decline", referral))
    referral.version += 1
    answer = post(client, referral, "decline")
    assert answer.status_code == 403
    assert "Another lead has to agree" in answer.content.decode()


def test_consent_withdrawn_for_one_agency_only(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    referral = walk.in_progress(to="oasis")
    data = typed("withdraw_consent", referral) | {"whom": "some"}
    assert "Select the agencies that must stop" in post(client, referral, "withdraw_consent", **data).content.decode()
    assert post(client, referral, "withdraw_consent", **data, recipients=["oasis"]).status_code == 302
    after = now(referral, actor)
    with acting(actor):
        assert after.state == State.IN_PROGRESS
        assert after.onwards.get().stopped_at is not None
        page = client.get(f"/referrals/{referral.reference}/?tab=consent").content.decode()
    assert "Withdrawn" in page
    assert "Live" in page


def test_accept_and_open_next_goes_to_the_next_case_and_says_what_was_done(client: Client) -> None:
    """pages.md: "Accept and open next"."""
    actor = as_role(client, "triage-worker")
    first, second = walk.triaging(actor), walk.triaging(actor)
    answer = post(client, first, "accept", **typed("accept", first), then="next")
    assert answer["Location"].startswith(f"/referrals/{second.reference}/?done=accept&of={first.reference}")
    assert f"{first.reference}: Accepted." in client.get(answer["Location"]).content.decode()
    answer = post(client, second, "accept", **typed("accept", second), then="next")
    assert answer["Location"].startswith(f"/referrals/{first.reference}/")
    last = walk.triaging(actor)
    with acting(actor):
        Referral.objects.exclude(pk=last.pk).update(worker=None, due_at=None)
    answer = post(client, last, "accept", **typed("accept", last), then="next")
    assert answer["Location"].startswith("/desk/triage/")
    assert f"{last.reference}: Accepted." in client.get(answer["Location"]).content.decode()


def test_close_suggests_an_outcome_and_the_person_decides(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    referral = at_state(State.IN_PROGRESS, "close")
    assert "we suggest: Security completed" in client.get(f"/referrals/{referral.reference}/close/").content.decode()
    post(client, referral, "close", outcome="moved_out")
    assert now(referral, actor).outcome == "moved_out"


def test_every_look_at_a_decision_is_recorded(client: Client) -> None:
    """security.md: reads are recorded before the answer leaves."""
    actor = as_role(client, "triage-worker")
    referral = walk.triaging()
    client.get(f"/referrals/{referral.reference}/accept/")
    with acting(actor):
        assert Access.objects.filter(case_ids=[referral.id], what="referrals:decide").count() == 1


def test_unknown_decision_and_wrong_method_are_no_faults(client: Client) -> None:
    as_role(client, "triage-worker")
    referral = walk.triaging()
    assert client.get(f"/referrals/{referral.reference}/anonymise/").status_code == 404
    assert client.get(f"/referrals/{referral.reference}/submit/").status_code == 404
    assert client.put(f"/referrals/{referral.reference}/accept/").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_one_wins_the_other_gets_409(client: Client) -> None:
    """domain.md rule 1, with two real connections."""
    referral = walk.received(walk.worker())
    clients = [Client(), Client()]
    as_role(clients[0], "triage-worker")
    as_role(clients[1], "triage-lead")
    start, answers = threading.Barrier(2), {}

    def press(place: int) -> None:
        try:
            start.wait()
            answers[place] = post(clients[place], referral, "start_triage", no_conflict="on")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(place,)) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers.values()) == [302, 409]
    loser = next(answer for answer in answers.values() if answer.status_code == 409)
    assert "you saw version 1, it is now version 2" in loser.content.decode()
    assert now(referral, walk.worker()).version == 2
    assert Organisation.objects.exists()
