"""Corrections: what stood before is kept, nothing becomes safe on nobody's word, and whoever must know is told."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.actors import SYSTEM, Actor
from accounts.models import Organisation
from accounts.roles import Role
from accounts.scope import acting, as_system
from journal.models import Access, Event
from referrals.actions import endings
from referrals.actions.amending import amend
from referrals.finding import search
from referrals.forms.correcting import SECTIONS
from referrals.intake import Contact
from referrals.models import Amendment, ContactPoint, Referral
from referrals.states import MACHINE, State
from tests.databases import role
from tests.people import as_role
from tests.referrals import walk
from tests.referrals.places import at_state
from tests.referrals.shown import untouched
from walls.refusals import Refused

pytestmark = pytest.mark.django_db
WHY: dict[str, Any] = {"kind": "mistake", "reason": "The referrer rang: it was typed wrongly."}
PLAN = (
    Contact("phone", "07700 900123", "yes", "yes", "yes", "Weekdays 9:30am to 2pm", "Bluebell", "yes"),
    Contact("email", "amara@mail.example", "no"),
    Contact("post", "12 Example Road\nAshford\nTN24 9ZZ", "yes"),
)
FULL: dict[str, Any] = {
    "contacts": PLAN, "language": "Polish", "interpreter": "yes", "adult_ages": [44], "floor": "3rd of 5\r\nleft",
    "property_type": "flat", "previous_measures": "yes", "previous_measures_what": "A chain\n\nand a bar",
    "previous_measures_who": "<b>council</b>", "previous_measures_when": "2021", "risk_level": "high",
    "risk_tool": "dash", "risk_score": "16", "risk_judgement": "Escalating", "risk_assessor": "H. Obi",
    "risk_assessed_on": "2026-03-03", "marac": "yes", "first_name": " Ámara\u202e ", "needs_support_children": True,
}  # fmt: skip


def place(referral: Referral, section: str) -> str:
    return f"/referrals/{referral.reference}/correct/{section}/"


def correct(client: Client, referral: Referral, section: str, **changes: Any) -> HttpResponse:
    """Open the page, change these boxes only, send it."""
    page = client.get(place(referral, section))
    assert page.status_code == 200
    typed = untouched(page) | WHY | changes  # type: ignore[arg-type]
    kept = {name: value for name, value in typed.items() if value is not None}
    return client.post(place(referral, section), kept)  # type: ignore[return-value]


def fresh(referral: Referral, by: Actor) -> Referral:
    return walk.fetch(referral.reference, by)


def point(referral: Referral, by: Actor, means: str = "phone") -> ContactPoint:
    with acting(by):
        return ContactPoint.objects.select_related("key").get(referral=referral, means=means)


def call(referral: Referral, by: Actor, **given: Any) -> Referral:
    typed: dict[str, Any] = {"version": referral.version, "answers": {}} | WHY | given
    with acting(by):
        return amend(referral_id=referral.id, by=by, **typed)


def kept(referral: Referral, by: Actor) -> dict[str, tuple[str, str]]:
    with acting(by):
        rows = Amendment.objects.select_related("key").filter(referral=referral)
        return {f"{row.means}{row.field}": (row.before, row.after) for row in rows}


def test_correction_keeps_both_values_and_stands_in_the_story(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    referral = walk.triaging(actor)
    assert "Correct or update details" in client.get(f"/referrals/{referral.reference}/").content.decode()
    assert "12 Example Road" in client.get(f"/referrals/{referral.reference}/correct/").content.decode()
    answer = correct(client, referral, "person", last_name="<i>Neill</i>")
    assert answer.status_code == 302
    body = client.get(answer["Location"]).content.decode()
    assert "The correction is kept" in body
    assert "Put right:" in body
    assert "Last name: O’Neill-Şahin → &lt;i&gt;Neill&lt;/i&gt;" in body
    assert "The referrer rang" in body
    after = fresh(referral, actor)
    assert (after.last_name, after.version) == ("<i>Neill</i>", referral.version + 1)
    with acting(actor):
        row = Amendment.objects.select_related("key").get()
        assert (row.kind, row.actor_id, row.version) == ("mistake", actor.user_id, after.version)
        assert "The referrer rang" in row.reason
        event = Event.objects.get(kind="referral.amended")
        assert event.data["fields"] == ["referral.last_name"]
        assert "Neill" not in str(event.data)
        assert Access.objects.filter(what="referrals:correct", case_ids=[referral.id]).exists()


def test_stored_correction_holds_no_clear_text() -> None:
    by = walk.worker()
    call(walk.triaging(by), by, answers={"last_name": "Quimby", "postcode": "ME1 1AA"})
    with acting(by), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(a)::text FROM referrals_amendment a")
        stored = str(cursor.fetchall())
    for secret in ("Quimby", "Neill", "TN24", "ME1", "rang"):
        assert secret not in stored
        assert secret.encode().hex() not in stored


def test_web_role_can_neither_change_nor_delete_a_correction() -> None:
    by = walk.worker()
    call(walk.triaging(by), by, answers={"floor": "2"})
    with acting(by):
        for attempt in (lambda: Amendment.objects.update(kind="changed"), Amendment.objects.all()._raw_delete):
            with pytest.raises((DatabaseError, TypeError)), transaction.atomic():
                attempt("default") if attempt.__name__ == "_raw_delete" else attempt()  # type: ignore[call-arg]
        assert Amendment.objects.get().kind == "mistake"


def test_provider_sees_no_correction() -> None:
    by = walk.worker()
    call(walk.in_progress(by), by, answers={"first_name": "Zoe"})
    with acting(walk.person(Role.SECURITY_COORDINATOR, "24-7-locks")):
        assert Referral.objects.count() == 1
        assert Amendment.objects.count() == 0


@pytest.mark.parametrize("name", SECTIONS)
@pytest.mark.parametrize("facts", [FULL, {}], ids=["full", "sparse"])
def test_page_that_nobody_touched_changes_nothing(client: Client, name: str, facts: dict[str, Any]) -> None:
    """What the page shows is what stands: sent as it is, no answer differs, not by a space or a line break."""
    actor = as_role(client, "triage-worker")
    referral = walk.received(actor, **facts)
    answer = correct(client, referral, name)
    assert kept(referral, actor) == {}
    assert answer.status_code == 422
    if facts:
        assert "Nothing differs from what stands now" in answer.content.decode()
    assert fresh(referral, actor).version == referral.version


CHANGES: dict[str, dict[str, Any]] = {
    "person": {"first_name": "Zoe", "date_of_birth_day": "1"},
    "language": {"language": "Somali", "interpreter": "no"},
    "phone": {"phone_hours": "Weekdays 1pm to 2pm", "confirmed": "She rang from it and knew the word"},
    "email": {"email_safe": "yes", "confirmed": "She said so"},
    "post": {"post_to": "other", "post_value": "PO Box 1", "confirmed": "She said so"},
    "home": {"address": "1 New Street", "postcode": "ct1 1aa", "district": "canterbury"},
    "household": {"child_ages": "5"},
    "tenure": {"tenure": "own"},
    "property": {"property_type": "house"},
    "measures": {"previous_measures": "no"},
    "staying": {"safe_to_stay": "no"},
    "happening": {"circumstances": "Other words"},
    "risk": {"risk_score": "18"},
    "help": {"needs": ["security"]},
    "referrer": {"referrer_job_title": "Manager"},
}  # fmt: skip


@pytest.mark.parametrize("name", SECTIONS)
def test_each_section_can_be_corrected(client: Client, name: str) -> None:
    actor = as_role(client, "triage-worker")
    referral = walk.received(actor, **FULL)
    answer = correct(client, referral, name, **CHANGES[name])
    assert answer.status_code == 302, answer.content.decode()
    assert kept(referral, actor)
    assert fresh(referral, actor).version == referral.version + 1


def test_answers_that_do_not_count_any_more_are_emptied(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    referral = walk.received(actor, **FULL)
    for section, changes in (
        ("measures", {"previous_measures": "no"}), ("tenure", {"tenure": "own"}), ("property", {"property_type": "house"}),
        ("household", {"others": "no"}),
    ):  # fmt: skip
        assert correct(client, referral, section, **changes).status_code == 302
    after = fresh(referral, actor)
    assert (after.previous_measures_what, after.owner_permission, after.floor) == ("", "not_needed", "")
    assert (after.child_ages, after.adult_ages, after.children) == ([], [], 0)
    assert kept(referral, actor)["referral.child_ages"] == ("4, 9", "")


def test_search_finds_the_new_and_not_the_old(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    referral = walk.received(actor)
    assert correct(client, referral, "person", last_name="Quimby").status_code == 302
    assert (
        correct(
            client, referral, "phone", phone_value="07700 900999", phone_withheld_number="yes", confirmed="She rang"
        ).status_code
        == 302
    )
    with acting(actor):
        assert not search(actor, {"last_name": "O’Neill-Şahin"})
        assert not search(actor, {"telephone": "07700 900123"})
        assert [row.pk for row in search(actor, {"last_name": "QUIMBY"})] == [referral.pk]
        assert [row.pk for row in search(actor, {"telephone": "07700900999"})] == [referral.pk]


@pytest.mark.parametrize(
    ("section", "changes"),
    [
        ("phone", {"phone_value": "07700 900999"}),
        ("phone", {"phone_hours": ""}),
        ("phone", {"phone_withheld_number": "no"}),
        ("email", {"email_safe": "yes"}),
        ("post", {"post_to": "other", "post_value": "PO Box 1"}),
    ],
)
def test_nothing_becomes_safe_on_nobodys_word(client: Client, section: str, changes: dict[str, Any]) -> None:
    """S1.11: safe only because somebody made sure, and says how."""
    actor = as_role(client, "triage-worker")
    referral = walk.received(actor, **FULL)
    refused = correct(client, referral, section, **changes)
    assert refused.status_code == 422
    assert "Write how you know that this way is safe" in refused.content.decode()
    assert kept(referral, actor) == {}
    answer = correct(client, referral, section, **changes, confirmed="She knew the code word")
    assert "Known to be safe because: She knew the code word" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("change", [{"phone_safe": "no"}, {"phone_safe": "unknown"}, {"phone_text": "no"}])
def test_unsafe_needs_no_proof(client: Client, change: dict[str, str]) -> None:
    actor = as_role(client, "triage-worker")
    referral = walk.received(actor, **FULL)
    assert correct(client, referral, "phone", **change).status_code == 302
    if "phone_safe" in change:
        assert "Do not call" in client.get(f"/referrals/{referral.reference}/").content.decode()


def test_new_number_is_not_safe_for_voicemail_because_the_old_one_was(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    referral = walk.received(actor, **FULL)
    answer = correct(client, referral, "phone", phone_value="07700 900999", phone_safe="no")
    assert answer.status_code == 302
    now = point(referral, actor)
    assert (now.safe, now.voicemail, now.text, now.code_word) == ("no", "unknown", "unknown", "Bluebell")
    after = fresh(referral, actor)
    assert (after.safe_weekdays, after.safe_weekends) == (0, 0)


def test_way_that_was_not_known_can_be_added(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    referral = walk.received(actor)
    assert "None is known" in client.get(place(referral, "email")).content.decode()
    answer = correct(client, referral, "email", email_value="a@b.example", email_safe="yes", confirmed="She wrote")
    assert answer.status_code == 302
    assert point(referral, actor, "email").value == "a@b.example"
    assert kept(referral, actor)["emailcontact_point.value"] == ("", "a@b.example")


def test_letters_follow_a_new_address_and_must_be_made_sure_of_again(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    referral = walk.received(actor, **FULL)
    assert correct(client, referral, "home", address="1 New Street", kind="changed").status_code == 302
    post = point(referral, actor, "post")
    assert (post.value, post.safe) == ("1 New Street\nTN24 9ZZ", "unknown")
    assert correct(client, referral, "post", post_safe="yes", confirmed="She asked for it").status_code == 302
    assert point(referral, actor, "post").safe == "yes"
    assert correct(client, referral, "post", post_to="other", post_value="PO Box 1", post_safe="no").status_code == 302
    assert correct(client, referral, "home", address="2 New Street").status_code == 302
    assert point(referral, actor, "post").value == "PO Box 1"
    assert correct(client, referral, "post", post_to="home").status_code == 302
    assert point(referral, actor, "post").value == "2 New Street\nTN24 9ZZ"


def test_risk_that_was_accepted_stays_whole(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    referral = walk.triaged(actor, risk_assessor="H. Obi", risk_assessed_on="2026-03-03")
    for wrong in ({"risk_tool": "none"}, {"risk_score": ""}, {"marac": None}):
        refused = correct(client, referral, "risk", **wrong)
        assert refused.status_code == 422, wrong
    assert correct(client, referral, "risk", risk_level="medium", marac=None).status_code == 302
    after = fresh(referral, actor)
    assert (after.risk_level, after.marac) == ("medium", "")


def test_risk_can_be_taken_back_before_it_was_accepted(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    referral = walk.received(actor, **FULL)
    assert correct(client, referral, "risk", risk_tool="none").status_code == 302
    after = fresh(referral, actor)
    assert (after.risk_level, after.risk_tool, after.risk_score) == ("", "", "")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "whim", "answers": {"floor": "2"}}, "kind"),
        ({"reason": " ", "answers": {"floor": "2"}}, "reason"),
        ({"answers": {}}, None),
        ({"answers": {"needs_security": False, "needs_support_adults": False}}, "needs_security"),
    ],
)
def test_refusals_of_the_action(given: dict[str, Any], field: str | None) -> None:
    by = walk.worker()
    referral = walk.received(by)
    with pytest.raises(Refused) as refused:
        call(referral, by, **given)
    assert refused.value.field == field
    assert kept(referral, by) == {}


@pytest.mark.parametrize("state", sorted(MACHINE["amend"].sources))
def test_case_in_any_state_can_be_corrected_and_stays_there(state: str) -> None:
    by = walk.worker()
    referral = at_state(State(state), "")
    after = call(referral, by, answers={"floor": "9"})
    assert (after.state, after.due_at) == (state, referral.due_at)


def test_stale_page_is_409_with_what_changed_and_keeps_what_was_typed(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    referral = walk.received(actor, **FULL)
    answer = correct(client, referral, "person", first_name="Zoe", version=str(referral.version - 1))
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else changed this referral" in body
    assert 'value="Zoe"' in body
    assert kept(referral, actor) == {}
    again = client.post(place(referral, "person"), untouched(answer))
    assert again.status_code == 302


def test_same_correction_sent_twice_is_kept_once(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    referral = walk.received(actor)
    typed = untouched(client.get(place(referral, "person"))) | WHY | {"first_name": "Zoe"}  # type: ignore[arg-type]
    assert [client.post(place(referral, "person"), typed).status_code for _ in "12"] == [302, 409]
    assert len(kept(referral, actor)) == 1


@pytest.mark.parametrize(
    "typed", [{}, {"version": "x"}, {"first_name": "\x00", "kind": "<b>", "reason": "\x00", "version": "-1"}]
)
def test_nothing_or_nonsense_is_a_plain_refusal(client: Client, typed: dict[str, str]) -> None:
    actor = as_role(client, "triage-worker")
    referral = walk.received(actor)
    answer = client.post(place(referral, "person"), typed)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()


def test_what_is_not_there_or_not_theirs_is_not_found(client: Client) -> None:
    referral = walk.in_progress()
    alone = walk.received(route="self")
    as_role(client, "triage-worker")
    assert client.get(place(referral, "nothing")).status_code == 404
    assert client.get(place(alone, "referrer")).status_code == 404
    assert "The referrer" not in client.get(f"/referrals/{alone.reference}/correct/").content.decode()
    as_role(client, "security-coordinator.24-7-locks")
    for address in (place(referral, "person"), f"/referrals/{referral.reference}/correct/"):
        assert client.get(address).status_code == client.post(address).status_code == 404


def test_anonymised_case_has_nothing_to_correct(client: Client) -> None:
    as_role(client, "triage-worker")
    by = walk.worker()
    referral = at_state(State.CLOSED, "")
    call(referral, by, answers={"floor": "2"})
    with role("safer_worker"), as_system():
        assert Amendment.objects.filter(referral=referral).count() == 1
        with time_machine.travel(timezone.now() + timedelta(days=5 * 366), tick=False):
            endings.anonymise(referral_id=referral.id, by=SYSTEM, approval="A1")
        gone = Referral.objects.get(pk=referral.pk)
        assert not Amendment.objects.filter(referral=gone).exists()
        assert (gone.safe_weekdays, gone.safe_weekends) == (0, 0)
    assert client.get(f"/referrals/{gone.reference}/correct/").status_code == 404


def told(referral: Referral, by: Actor) -> list[str]:
    with acting(by):
        events = Event.objects.filter(kind="referral.details_changed", case_id=referral.id)
        slugs = dict(Organisation.objects.values_list("id", "slug"))
        return sorted(slugs[_id(event.data["organisation"])] for event in events)


def _id(text: str) -> Any:
    return Organisation._meta.pk.to_python(text)


@pytest.mark.parametrize(
    ("to", "answers", "expected"),
    [
        ("24-7-locks", {"floor": "2"}, ["24-7-locks"]),
        ("oasis", {"floor": "2"}, []),
        ("oasis", {"circumstances": "New"}, ["oasis"]),
        ("24-7-locks", {"circumstances": "New"}, []),
        ("24-7-locks", {"referrer_name": "New"}, []),
        ("oasis", {"referrer_name": "New", "postcode": "ME1 1AA"}, ["oasis"]),
    ],
)
def test_only_providers_that_see_the_field_are_told(to: str, answers: dict[str, Any], expected: list[str]) -> None:
    by = walk.worker()
    referral = walk.in_progress(by, to=to)
    call(referral, by, answers=answers)
    assert told(referral, by) == expected


def test_provider_that_was_stopped_is_not_told() -> None:
    by = walk.worker()
    referral = at_state(State.CLOSING, "")
    call(referral, by, answers={"first_name": "Zoe"})
    assert told(referral, by) == []
