"""Corrections: what stood before is kept, and whoever must know is told."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.actors import SYSTEM, Actor
from accounts.models import Organisation
from accounts.roles import Role
from accounts.scope import acting, as_system
from journal.models import Access, Event
from referrals.actions import endings
from referrals.models import Amendment, Referral
from referrals.states import MACHINE, State
from tests.databases import role
from tests.people import as_role
from tests.referrals import walk
from tests.referrals.correcting import call, correct, fresh, kept
from tests.referrals.places import at_state
from walls.refusals import Refused

pytestmark = pytest.mark.django_db


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


TOLD = ("referral.details_changed", "referral.contact_changed")


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"answers": {"floor": "2"}}, "referral.details_changed"),
        ({"answers": {"postcode": "ME1 1AA"}}, "referral.contact_changed"),
        ({"answers": {"language": "Welsh"}}, "referral.contact_changed"),
        ({"answers": {}, "ways": {"phone": {"safe": "no"}}}, "referral.contact_changed"),
    ],
)
def test_change_of_how_to_reach_the_person_is_told_as_such(changes: dict[str, Any], kind: str) -> None:
    by = walk.worker()
    referral = walk.in_progress(by)
    call(referral, by, **changes)
    with acting(by):
        assert [event.kind for event in Event.objects.filter(kind__in=TOLD, case_id=referral.id)] == [kind]


def told(referral: Referral, by: Actor) -> list[str]:
    with acting(by):
        events = Event.objects.filter(kind__in=TOLD, case_id=referral.id)
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
