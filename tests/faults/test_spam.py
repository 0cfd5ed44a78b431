"""A machine fills in the public form, many times: real referrals are found, and nothing is thrown away."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actors import Actor
from accounts.scope import acting, as_system
from journal.models import Delivery, Event
from referrals import clocks
from referrals.actions import doubting, drafts
from referrals.choices import Doubt
from referrals.models import Draft, Flood, Referral
from referrals.public_posts import read_token, token_for
from referrals.states import State
from referrals.tasks import tend_drafts
from tests.databases import role
from tests.people import as_role
from tests.referrals import walk
from tests.referrals.filling import ADDRESS, Filler, text

pytestmark = pytest.mark.django_db
FROM_HOME, FROM_BOTS = "198.51.100.7", "203.0.113.99"
Typed = dict[str, dict[str, list[str]]]


@pytest.fixture(autouse=True)
def _as_in_production(settings: Any) -> None:
    settings.FORM_SECONDS, settings.FORM_BURST, settings.FORM_PER_HOUR = 20.0, 30, 30


@pytest.fixture
def typed() -> Typed:
    """What somebody types into every page."""
    draft_id = read_token(Filler(Client()).through().token).draft_id
    assert draft_id
    with drafts.within(draft_id):
        return dict(drafts.opened(draft_id).answers)


def send(typed: Typed, *, seconds: int, address: str, **boxes: str) -> Any:
    """Press "send" on a form that was begun so many seconds ago. → the answer."""
    draft_id = uuid.uuid4()
    with drafts.within(draft_id):
        drafts.begin(draft_id=draft_id, route="professional", typed=typed)
        Draft.objects.update(started_at=timezone.now() - timedelta(seconds=seconds))
    post = {"token": token_for(draft_id), "came": "check", "go": "send", "website": ""} | boxes
    return Client(REMOTE_ADDR=address).post(ADDRESS, post, headers={"Sec-Fetch-Site": "same-origin"})


def come_in(answer: Any, by: Actor) -> Referral:
    return walk.fetch(Filler.reference(answer), by)


def without_reference(answer: Any) -> str:
    return re.sub(r"SR-[0-9A-Z]{4}-[0-9A-Z]{4}|value=\"[^\"]*\"", "", text(answer))


def handlers_of(event: Event) -> set[str]:
    """Whom it will reach."""
    with role("safer_worker"), as_system():
        return set(Delivery.objects.filter(event_id=event.id).values_list("handler", flat=True))


def test_machine_sees_the_same_page_and_its_form_waits_in_quarantine(typed: Typed) -> None:
    """Each sign by itself is enough, and the history says which it was."""
    by = walk.worker()
    real = send(typed, seconds=600, address=FROM_HOME)
    assert come_in(real, by).state == State.RECEIVED
    for seconds, boxes, doubt in ((600, {"website": "https://spam.example"}, Doubt.TRAP), (3, {}, Doubt.FAST)):
        answer = send(typed, seconds=seconds, address=FROM_HOME, **boxes)
        kept = come_in(answer, by)
        assert without_reference(answer) == without_reference(real)
        assert kept.state == State.QUARANTINED
        with acting(by):
            (step,) = kept.steps.select_related("key")
            (event,) = Event.objects.filter(case_id=kept.id)
        assert (step.note, event.data["doubts"]) == (doubt.label, doubt.value)
        assert handlers_of(event) == set(), "nobody is mailed, nothing is counted"


def test_flood_from_one_place_does_not_touch_another(typed: Typed, settings: Any) -> None:
    settings.FORM_BURST = 3
    by = walk.worker()
    there = [come_in(send(typed, seconds=600, address=f"203.0.113.{n}"), by).state for n in range(1, 6)]
    assert there == [State.RECEIVED] * 3 + [State.QUARANTINED] * 2
    assert come_in(send(typed, seconds=600, address=FROM_HOME), by).state == State.RECEIVED


def test_same_form_sent_twice_is_counted_once(typed: Typed, settings: Any) -> None:
    settings.FORM_BURST = 1
    filler = Filler(Client(REMOTE_ADDR=FROM_HOME)).through()
    draft_id = read_token(filler.token).draft_id
    assert draft_id
    with drafts.within(draft_id):
        Draft.objects.update(started_at=timezone.now() - timedelta(minutes=9))
    first, again = filler.reference(filler.post("send")), filler.reference(filler.post("send"))
    assert first == again
    assert walk.fetch(first, walk.worker()).state == State.RECEIVED


def test_places_are_forgotten_and_never_written_down() -> None:
    """An abuser who reads the database learns from no row where a form came from."""
    yesterday, today = "2026-03-02", "2026-03-03"
    assert doubting.part_of("198.51.100.7", today) == doubting.part_of("198.51.100.200", today)
    assert doubting.part_of("::ffff:198.51.100.7", today) == doubting.part_of("198.51.100.7", today)
    assert doubting.part_of("2001:db8:1:2::3", today) == doubting.part_of("2001:db8:1:ffff::1", today)
    assert doubting.part_of("198.51.100.7", today) != doubting.part_of("198.51.101.7", today)
    assert doubting.part_of("198.51.100.7", today) != doubting.part_of("198.51.100.7", yesterday)
    assert doubting.part_of("unix:", today) == doubting.part_of("", today)
    now, before = timezone.now(), timezone.now() - timedelta(days=1)
    for at in (now, before):
        Flood.objects.create(part=doubting.part_of(FROM_HOME, str(at)), day=timezone.localdate(at), tokens=1, at=at)
    with role("safer_worker"):
        tend_drafts()
    assert [row.day for row in Flood.objects.all()] == [timezone.localdate(now)]


def test_bucket_fills_again_with_time(typed: Typed, settings: Any) -> None:
    """An hour after a flood the people behind the same address are believed again."""
    settings.FORM_BURST = 1
    by = walk.worker()
    states = [come_in(send(typed, seconds=600, address=FROM_BOTS), by).state for _ in range(9)]
    assert states == [State.RECEIVED] + [State.QUARANTINED] * 8
    Flood.objects.update(at=timezone.now() - timedelta(hours=1))
    assert come_in(send(typed, seconds=600, address=FROM_BOTS), by).state == State.RECEIVED


def test_triage_lets_a_real_one_in_with_the_clock_that_has_run(client: Client, typed: Typed) -> None:
    by = as_role(client, "triage-worker")
    kept = come_in(send(typed, seconds=1, address=FROM_HOME), by)
    came = timezone.now() - timedelta(days=4)
    with acting(by):
        Referral.objects.filter(pk=kept.pk).update(received_at=came)
    page = client.get("/desk/triage/?view=quarantine").content.decode()
    assert kept.reference in page
    assert kept.reference not in client.get("/desk/triage/?view=unassigned").content.decode()
    client.post(f"/referrals/{kept.reference}/let_in/", {"version": kept.version})
    real = walk.fetch(kept.reference, by)
    assert (real.state, real.due_at) == (State.RECEIVED, clocks.first_due(came))
    assert kept.reference in client.get("/desk/triage/?view=unassigned").content.decode()
    with acting(by):
        event = Event.objects.get(case_id=real.id, kind="referral.received")
    assert handlers_of(event) == {"equality.ingest.referral_changed", "referrals.notices.send_receipt"}


def test_junk_needs_a_reason_is_kept_and_can_come_back(client: Client, typed: Typed) -> None:
    by = as_role(client, "triage-worker")
    kept = come_in(send(typed, seconds=1, address=FROM_HOME), by)
    path = f"/referrals/{kept.reference}"
    assert client.post(f"{path}/mark_junk/", {"version": kept.version}).status_code == 422
    client.post(f"{path}/mark_junk/", {"version": kept.version, "reason": "nonsense"})
    junk = walk.fetch(kept.reference, by)
    assert (junk.state, junk.reason, junk.due_at) == (State.JUNK, "nonsense", None)
    assert junk.first_name == kept.first_name
    client.post(f"{path}/let_in/", {"version": junk.version})
    back = walk.fetch(kept.reference, by)
    assert (back.state, back.ended_at, back.reason) == (State.RECEIVED, None, "")


def test_twenty_real_referrals_are_found_among_thousands(typed: Typed, pytestconfig: pytest.Config) -> None:
    """security.md: "10,000 junk + 20 real: 20 found". Whole with --long; the senders take turns."""
    junk, real = (10_000, 20) if pytestconfig.getoption("long") else (60, 5)
    by = walk.worker()
    references = set()
    for number in range(junk):
        if number % (junk // real) == 0:
            answer = send(typed, seconds=600, address=f"10.{number % 251}.{number % 241}.9")
            references.add(Filler.reference(answer))
        send(typed, seconds=number % 40, address=FROM_BOTS, website="" if number % 3 else "https://spam.example")
    with acting(by):
        counted = {state: Referral.objects.filter(state=state).count() for state in State}
        found = set(Referral.objects.filter(state=State.RECEIVED).values_list("reference", flat=True))
    assert references <= found, "every real one stands among the new ones"
    assert counted[State.RECEIVED] + counted[State.QUARANTINED] == junk + real, "nothing is thrown away"
    assert len(found) <= real + 30, "the rest is kept apart"
