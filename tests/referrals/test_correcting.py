"""The pages of corrections: the same questions, and nothing becomes safe on nobody’s word."""

from typing import Any

import pytest
from django.test import Client

from accounts.scope import acting, as_system
from journal.models import Event
from referrals.finding import search
from referrals.forms.correcting import SECTIONS
from tests.databases import role
from tests.people import as_role
from tests.referrals import walk
from tests.referrals.correcting import FULL, WHY, correct, fresh, kept, place, point
from tests.referrals.shown import untouched

pytestmark = pytest.mark.django_db


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
    "adjustments": {"adjustments": ["relay_uk"]},
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


def test_relative_who_refers_is_corrected_in_the_words_of_their_form(client: Client) -> None:
    as_role(client, "triage-worker")
    referral = walk.received(route="authority", referrer_job_title="Friend", referrer_organisation="")
    assert "Who they are to the person" in client.get(place(referral, "referrer")).content.decode()
    empty = correct(client, referral, "referrer", referrer_job_title="").content.decode()
    assert "Enter who they are to the person" in empty
    assert "Enter your" not in empty
    story = client.get(correct(client, referral, "referrer", referrer_job_title="Sister")["Location"]).content.decode()
    assert "Who they are to the person: Friend → Sister" in story


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
    shown = client.get(place(referral, "email")).content.decode()
    assert "None is known" in shown and "Number or address" not in shown
    answer = correct(client, referral, "email", email_value="a@b.example", email_safe="yes", confirmed="She wrote")
    assert answer.status_code == 302
    assert point(referral, actor, "email").value == "a@b.example"
    assert "Voicemail safe" not in client.get(place(referral, "email")).content.decode()
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


def test_stale_page_is_409_with_what_changed_and_keeps_what_was_typed(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    referral = walk.received(actor, **FULL)
    answer = correct(client, referral, "person", first_name="Zoe", version=str(referral.version - 1))
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "This referral was changed while you were working on it" in body
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


def adjustments(referral: Any, actor: Any) -> list[tuple[str, str, bool]]:
    """The explicit consents to keep BSL and Relay UK: (basis, how, still live)."""
    with acting(actor):
        rows = fresh(referral, actor).consents.filter(use="adjustments").order_by("given_at")
        return [(one.basis, one.given_how, one.withdrawn_at is None) for one in rows]


def test_sign_language_and_relay_uk_come_and_go_with_their_explicit_consent(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    referral = walk.in_progress(actor)
    bsl = {"adjustments": ["bsl"], "adjustments_consent": "on"}
    for missing in ({"adjustments": ["bsl"], "how": "phone"}, bsl, bsl | {"how": "self"}):
        refused = correct(client, referral, "adjustments", **missing)
        assert refused.status_code == 422, missing
    assert "Choose how the person said so" in correct(client, referral, "adjustments", **bsl).content.decode()
    assert (kept(referral, actor), adjustments(referral, actor)) == ({}, [])
    assert correct(client, referral, "adjustments", **bsl, how="phone").status_code == 302
    assert kept(referral, actor) == {"referral.bsl": ("", "Yes")}
    assert adjustments(referral, actor) == [("9(2)(a)", "phone", True)]
    with role("safer_worker"), as_system():
        assert Event.objects.filter(kind="referral.contact_changed", case_id=referral.pk).count() == 1
    relay = {"adjustments": ["relay_uk"]}  # the other instead: the consent stands, nothing more is asked
    answer = correct(client, referral, "adjustments", **relay)
    assert answer.status_code == 302, answer.content.decode().partition("There is a problem")[2][:600]
    after = fresh(referral, actor)
    assert (after.bsl, after.relay_uk, adjustments(referral, actor)) == ("", "yes", [("9(2)(a)", "phone", True)])
    none = {"adjustments": ["none"], "adjustments_consent": None}
    assert correct(client, referral, "adjustments", **none).status_code == 422
    assert correct(client, referral, "adjustments", **none, how="writing").status_code == 302
    assert fresh(referral, actor).relay_uk == ""
    with acting(actor):
        (consent,) = fresh(referral, actor).consents.select_related("key").filter(use="adjustments")
    assert (consent.withdrawn_how, consent.withdrawn_heard_by) == ("writing", actor.name)
    history = client.get(f"/referrals/{referral.reference}/?tab=history").content.decode()
    assert "British Sign Language: nothing → Yes" in history
    assert "Relay UK: Yes → nothing" in history
