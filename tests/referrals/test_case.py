"""The case page: what must be known first, every field that triage may see, the story, and search."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.actors import Actor
from accounts.scope import acting
from governance.register import Audience
from journal.models import Access
from referrals import facts
from referrals.actions import triage
from referrals.choices import DeclineReason, Means, Safe
from referrals.intake import Contact
from referrals.models import ContactPoint, Referral
from referrals.panels import Line, Panel, Step
from referrals.register import REGISTER
from referrals.states import LIVE, Outcome, State
from referrals.views.tabs import TABS
from tests.people import as_role
from tests.referrals import walk
from tests.referrals.places import at_state

pytestmark = pytest.mark.django_db


def show(client: Client, referral: Referral, tab: str = "") -> str:
    answer = client.get(f"/referrals/{referral.reference}/", {"tab": tab} if tab else {})
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_every_field_that_triage_may_see_is_on_a_tab(client: Client) -> None:
    """domain.md: the page reads the register; what it does not give is not shown."""
    actor = as_role(client, "triage-worker")
    referral = walk.triaged(actor, floor="2", previous_measures="no", language="Polish", interpreter="yes")
    pages = "".join(show(client, referral, tab) for tab in TABS)
    with acting(actor):
        row = Referral.objects.select_related("key").get(pk=referral.pk)
        shown = facts.shown_to(Audience.TRIAGE, row, "referral")
        point = ContactPoint.objects.select_related("key").get(referral=row)
        shown += facts.shown_to(Audience.TRIAGE, point, "contact_point")
    assert len(shown) > 30
    assert "Security measures wanted" in show(client, referral)  # what is wanted belongs to what is happening
    for one in shown:
        if one.name == "contact_point.means":
            continue  # it is the title above the number
        label = facts.REACHED_AT[Means.PHONE] if one.name == "contact_point.value" else one.label
        assert label in pages, one.name
    for off in (field for field in REGISTER if not field.on):
        assert f">{off.label}<" not in pages


@pytest.mark.parametrize(
    ("route", "said", "unsaid"),
    [
        ("professional", {"Job title"}, "Who they are to the person"),
        ("authority", {"Who they are to the person"}, "Job title"),
        ("self", set(), "Job title"),
    ],
)
def test_referrer_is_described_as_they_were_asked(client: Client, route: str, said: set[str], unsaid: str) -> None:
    """A sister has no job title."""
    as_role(client, "triage-worker")
    given: dict[str, Any] = {} if said else {"referrer_job_title": "", "referrer_email": ""}
    referral = walk.received(route=route, **given)
    shown = show(client, referral)
    assert {one for one in ("Job title", "Who they are to the person") if f">{one}<" in shown} == said
    assert unsaid not in shown


def test_header_says_what_must_be_known_first(client: Client) -> None:
    """pages.md: reference, name, risk, children, safe to call with the reason, clock, whose turn."""
    as_role(client, "triage-worker")
    referral = walk.triaged()
    header = show(client, referral).split('class="case-header"')[1].split("</section>")[0]
    for words in (referral.reference, "Amara O’Neill-Şahin", "High risk", "2 children", "Safe to call now",
                  "No voicemail; there is a code word", "working day", "Victim Support", "Ready to send"):  # fmt: skip
        assert words in header, words


@pytest.mark.parametrize(
    ("contacts", "words"),
    [
        ((Contact("phone", "07700 900123", Safe.NO),), "The number is not safe"),
        ((Contact("phone", "07700 900123", Safe.UNKNOWN),), "Nobody knows whether the number is safe"),
        ((), "No phone number is known"),
        ((Contact("phone", "07700 900123", Safe.YES, hours="after bingo"),), "Read before you call"),
    ],
)
def test_unsafe_number_is_said_first(client: Client, contacts: tuple[Contact, ...], words: str) -> None:
    """S1.11: unknown means do not use."""
    as_role(client, "triage-worker")
    email = Contact("email", "a@example.org", Safe.YES)
    assert words in show(client, walk.received(contacts=(*contacts, email)))


def test_title_holds_no_name(client: Client) -> None:
    """security.md: no personal data in titles."""
    as_role(client, "triage-worker")
    title = show(client, walk.received()).split("<title>")[1].split("</title>")[0]
    assert title == "Referral"


def test_timeline_tells_who_what_when_and_why(client: Client) -> None:
    """S1.33; pages.md."""
    actor = as_role(client, "triage-worker")
    referral = walk.triaged(actor)
    body = show(client, referral)
    assert body.index("Accepted: in triage → ready to send") < body.index("Triage started: new → in triage")
    assert f"{actor.name}, Victim Support" in body
    assert "Meets the criteria." in body


def test_long_story_is_short_beside_a_tab_and_whole_in_its_own(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    referral = at_state(State.IN_PROGRESS, "")
    assert actor.user_id is not None
    with acting(actor):
        for number in range(8):
            referral = triage.assign(
                referral_id=referral.id, version=referral.version, by=actor, to=actor.user_id, note=f"No {number}"
            )
    assert "earlier lines" in show(client, referral)
    assert "Triage started" not in show(client, referral)
    assert "Triage started" in show(client, referral, "history")


def test_who_looked_is_a_tab(client: Client) -> None:
    """security.md: "Who has looked at this case" is a page."""
    actor = as_role(client, "triage-worker")
    referral = walk.received()
    show(client, referral)
    assert actor.name in show(client, referral, "readers").split("Who has looked at this referral")[-1]
    with acting(actor):
        assert Access.objects.filter(what="referrals:case", case_ids=[referral.id]).count() == 2


@pytest.mark.parametrize("state", [state for state in State if state not in {State.DRAFT, State.ANONYMISED}])
def test_case_page_in_every_state_offers_only_what_the_table_allows(client: Client, state: State) -> None:
    as_role(client, "triage-lead")
    referral = at_state(state, "decline" if state == State.TRIAGING else "")
    for tab in ("", *TABS):
        body = show(client, referral, tab)
    assert ("Agree: not suitable" in body) == (state == State.TRIAGING)
    assert ("/reopen/" in body) == (state in {State.CLOSED, State.NOT_SUITABLE})
    assert ("/hold/" in body) == (state in LIVE - {State.ON_HOLD})


def test_done_words_are_shown_only_to_whoever_did_it(client: Client) -> None:
    """An address that says "done" proves nothing."""
    actor = as_role(client, "triage-worker")
    mine, other = walk.triaging(actor), walk.triaging(walk.worker("Bea"))
    assert "It is yours now." in client.get(f"/referrals/{mine.reference}/?done=start_triage").content.decode()
    assert "It is yours now." not in client.get(f"/referrals/{other.reference}/?done=start_triage").content.decode()
    assert "Accepted." not in client.get(f"/referrals/{mine.reference}/?done=accept").content.decode()
    assert client.get(f"/referrals/{mine.reference}/?done=dispatch").status_code == 200
    assert client.get(f"/referrals/{mine.reference}/?done=start_triage&of=SR-NONE").status_code == 200


def test_unknown_tab_is_not_found(client: Client) -> None:
    as_role(client, "triage-worker")
    assert client.get(f"/referrals/{walk.received().reference}/?tab=secrets").status_code == 404


def test_eligibility_doubts_stand_on_the_summary(client: Client) -> None:
    """S1.3: advice, never a refusal."""
    as_role(client, "triage-worker")
    assert "Check before you accept" in show(client, walk.received(safe_to_stay="unsure"))
    assert "Check before you accept" not in show(client, walk.received())
    assert "Check before you accept" not in show(client, walk.triaged(safe_to_stay="unsure"))


# A panel of a later stage, wired for the test below.
PANELS = ("tests.referrals.test_case.later_stage",)


def later_stage(actor: Actor, referral: Referral) -> list[Panel]:
    line = Line(referral.received_at, "Femi", "Locks fitted", "Front door")
    step = Step("Recall the locks", "/recall/", "a reason")
    context = {"rows": [{"key": "Stage", "value": f"Visited for {actor.name}"}], "title": "Locks"}
    return [Panel("locks", "Locks", "components/summary_list.html", context, 1, (line,), (step,))]


def test_panel_of_a_later_stage_is_a_tab_with_its_lines_and_steps(client: Client, settings: Any) -> None:
    settings.CASE_PANELS = "tests.referrals.test_case.PANELS"
    actor = as_role(client, "triage-worker")
    body = show(client, walk.received(), "locks")
    for words in (
        "Locks <span>(1)</span>",
        f"Visited for {actor.name}",
        "Locks fitted",
        "Front door",
        "Recall the locks",
    ):
        assert words in body, words


SEARCHES: list[tuple[dict[str, str], bool]] = [
    ({"reference": "{reference}"}, True),
    ({"last_name": "o neill sahin"}, True),
    ({"last_name": "O'NEILL-ŞAHİN"}, True),
    ({"last_name": "O’Neill", "postcode": ""}, False),
    (
        {
            "last_name": "O’Neill-Şahin",
            "date_of_birth_day": "29",
            "date_of_birth_month": "2",
            "date_of_birth_year": "1988",
        },
        True,
    ),
    ({"postcode": "tn249zz"}, True),
    ({"telephone": "+44 7700 900 123"}, True),
    ({"telephone": "07700 900124"}, False),
    ({"email": "someone@example.org"}, False),
    ({"postcode": "TN24 9ZZ", "telephone": "07700 900124"}, False),
    ({"last_name": "…"}, False),
]


@pytest.mark.parametrize(("asked", "found"), SEARCHES)
def test_search_by_what_a_caller_tells(client: Client, asked: dict[str, str], found: bool) -> None:
    """security.md: search is by POST, over blind indexes, and recorded."""
    actor = as_role(client, "triage-worker")
    referral = walk.received()
    data = {name: value.format(reference=referral.reference) for name, value in asked.items()}
    answer = client.post("/desk/triage/find/", data)
    assert answer.status_code == 200, answer.content.decode()
    assert (f"/referrals/{referral.reference}/" in answer.content.decode()) == found
    with acting(actor):
        assert Access.objects.get(what="referrals:search").case_ids == ([referral.id] if found else [])


def test_search_with_nothing_or_nonsense_is_a_plain_refusal(client: Client) -> None:
    as_role(client, "triage-worker")
    assert client.get("/desk/triage/find/").status_code == 200
    for data in (
        {},
        {"reference": "\x00"},
        {"telephone": "<b>"},
        {"date_of_birth_day": "31"},
        {"last_name": "A" * 500},
    ):
        answer = client.post("/desk/triage/find/", data)
        assert answer.status_code == 422, data
        assert "There is a problem" in answer.content.decode()


def test_ending_is_told_in_words_and_an_email_has_no_voicemail(client: Client) -> None:
    as_role(client, "triage-worker")
    referral = at_state(State.CLOSED, "")
    shown = show(client, referral)
    assert referral.outcome not in shown
    assert str(Outcome(referral.outcome).label) in shown
    declined = at_state(State.NOT_SUITABLE, "")
    shown = show(client, declined)
    assert declined.decline_reason not in {words.strip() for words in re.split("[<>]", shown)}
    assert DeclineReason(declined.decline_reason).label in shown
    email = walk.received(contacts=(Contact("email", "someone@example.org", "yes"),))
    assert "Voicemail safe" not in show(client, email)
