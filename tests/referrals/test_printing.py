"""A referral on paper: why is recorded first, and what must not lie about is not there (S4.25)."""

import pytest
from django.test import Client

from accounts.scope import acting
from journal.models import Access
from referrals.actions import triage
from referrals.intake import Contact
from referrals.states import State
from tests.people import as_role
from tests.referrals import walk
from tests.referrals.correcting import call
from tests.referrals.places import at_state

pytestmark = pytest.mark.django_db
WAYS = (
    Contact("phone", "07700 900123", "yes", code_word="Bluebell", hours="Weekdays 9:30am to 2pm"),
    Contact("email", "amara@mail.example", "no"),
    Contact("post", "PO Box 17", "unknown"),
)
NEVER = (
    "Bluebell", "amara@mail.example", "PO Box 17", "Hannah Obi", "h.obi@housing.example", "Unwanted visits", "Sgt. Pym",
    "The Smiths", "Because Ann rang", "Escalating",
)  # fmt: skip


def test_paper_leaves_out_what_must_not_lie_about(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    referral = walk.triaging(
        actor, contacts=WAYS, risk_assessor="Sgt. Pym", risk_judgement="Escalating", previous_measures="yes",
        previous_measures_who="The Smiths",
    )  # fmt: skip
    call(referral, actor, reason="Because Ann rang", answers={"floor": "9th"})
    body = client.post(f"/referrals/{referral.reference}/print/", {"reason": "meeting"}).content.decode()
    paper = body.partition('<article class="paper">')[2].partition("</article>")[0]
    for words in (referral.reference, "Amara O’Neill-Şahin", "07700 900123", "Weekdays 9:30am to 2pm", "12 Example Road",
                  "9th", "Keep it locked away", "shred it", f"Printed by {actor.name}", "Amended",
                  "For a meeting about the person"):  # fmt: skip
        assert words in paper, words
    for words in NEVER:
        assert words not in body, words
    assert "<title>Referral</title>" in body


def test_reason_stands_in_the_record_of_who_looked(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    referral = walk.triaging(actor)
    place = f"/referrals/{referral.reference}/print/"
    assert client.get(place).status_code == 200
    with acting(actor):
        assert not Access.objects.filter(what="referrals:print").exists()
    assert client.post(place, {"reason": "court"}).status_code == 200
    with acting(actor):
        read = Access.objects.get(what="referrals:print")
    assert (read.reason, read.case_ids, read.actor_id) == ("court", [referral.id], actor.user_id)
    readers = client.get(f"/referrals/{referral.reference}/?tab=readers").content.decode()
    assert "On paper: For a court or the police" in readers
    assert place in readers


@pytest.mark.parametrize("typed", [{}, {"reason": ""}, {"reason": "curious"}, {"reason": "\x00<b>"}])
def test_without_a_reason_there_is_no_paper(client: Client, typed: dict[str, str]) -> None:
    actor = as_role(client, "triage-worker")
    answer = client.post(f"/referrals/{walk.triaging(actor).reference}/print/", typed)
    assert answer.status_code == 422
    assert 'class="paper"' not in answer.content.decode()
    with acting(actor):
        assert not Access.objects.filter(what="referrals:print").exists()


@pytest.mark.parametrize("who", ["security-coordinator.24-7-locks", "scheme-administrator", "commissioner"])
def test_others_have_no_paper(client: Client, who: str) -> None:
    referral = walk.in_progress()
    as_role(client, who)
    place = f"/referrals/{referral.reference}/print/"
    assert client.get(place).status_code == client.post(place, {"reason": "court"}).status_code == 404


@pytest.mark.parametrize("state", [s for s in State if s not in {State.DRAFT, State.ANONYMISED}])
def test_paper_of_every_state(client: Client, state: State) -> None:
    actor = as_role(client, "triage-worker")
    referral = at_state(state, "")
    body = client.post(f"/referrals/{referral.reference}/print/", {"reason": "person"}).content.decode()
    assert "What has happened" in body
    assert "Which flat?" not in body
    with acting(actor):
        assert Access.objects.filter(what="referrals:print", case_ids=[referral.id]).exists()


def test_proposal_not_to_help_keeps_its_words_on_the_screen(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    referral = walk.triaging(actor)
    with acting(actor):
        triage.propose_decline(
            referral_id=referral.id, version=referral.version, by=actor, reason="other", signposting="Ask for Tom"
        )
    body = client.post(f"/referrals/{referral.reference}/print/", {"reason": "person"}).content.decode()
    assert "Ask for Tom" not in body
