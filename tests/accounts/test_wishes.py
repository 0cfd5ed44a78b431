"""What people are told by e-mail: their own choice, sensible without one, and a few things always."""

import re
import uuid
from datetime import date

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import kinds, wishes
from accounts.actions.wishes import choose
from accounts.actors import SYSTEM, Actor
from accounts.kinds import RULES, Group, How
from accounts.models import Digest, Membership, Wish
from accounts.scope import acting, as_system
from journal.actions import record
from journal.models import Event
from tests.databases import role
from tests.people import actor_of, as_role
from walls.refusals import Refused

pytestmark = pytest.mark.django_db
PERSON = "triage-worker"
ADDRESS = "/accounts/news/wishes/"
ALL_DAILY = {group.value: "daily" for group, rule in RULES.items() if How.DAILY in rule.ways}


def mailed(kind: str, actor: Actor) -> int:
    """How many e-mails an event of this kind makes for this person."""
    before = len(mail.outbox)
    with role("safer_worker"), as_system():
        event = record(kind, by=SYSTEM, case_id=uuid.uuid4())
        for _ in range(2):
            wishes.mail_at_once(event, [actor.own_id])
    assert len({one.extra_headers["Message-ID"] for one in mail.outbox[before:]}) <= 1
    return (len(mail.outbox) - before) // 2


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_without_a_choice_the_default_holds(kind: str) -> None:
    rule = RULES[kinds.group_of(kind)]
    assert mailed(kind, actor_of(PERSON)) == (rule.default is How.AT_ONCE)


def test_choice_is_kept_on_the_page_and_obeyed(client: Client) -> None:
    actor = as_role(client, PERSON)
    assert mailed("referral.dispatched", actor) == 0
    page = client.get(ADDRESS).content.decode()
    assert ("Stop work" in page, 'name="stop"' in page) == (True, False)
    for _ in range(2):
        assert client.post(ADDRESS, ALL_DAILY | {"work": "at_once"}).status_code == 302
    assert mailed("referral.dispatched", actor) == 1
    assert mailed("clock.ended", actor) == 0
    with acting(actor):
        assert Wish.objects.count() == len(ALL_DAILY)
    with role("safer_worker"), as_system():
        assert Event.objects.filter(kind="account.wishes_changed").count() == 1


@pytest.mark.parametrize("wish", [{"late": "never"}, {"work": "sometimes"}, {"work": ""}])
def test_way_that_is_not_offered_is_refused_and_nothing_is_lost(client: Client, wish: dict[str, str]) -> None:
    actor = as_role(client, PERSON)
    answer = client.post(ADDRESS, ALL_DAILY | {"news": "never"} | wish)
    assert answer.status_code == 422
    assert re.search(r'name="news"[^>]*value="never"[^>]*checked', answer.content.decode())
    with acting(actor):
        assert Wish.objects.count() == 0


@pytest.mark.parametrize("wish", [{"stop": "never"}, {"late": "never"}, {"everything": "daily"}])
def test_action_itself_refuses_to_turn_off_what_must_be_told(wish: dict[str, str]) -> None:
    actor = actor_of(PERSON)
    with acting(actor), pytest.raises(Refused):
        choose(by=actor, wishes=wish)


def test_row_that_turns_off_stop_work_has_no_effect() -> None:
    """Whoever wrote it, and however."""
    actor = actor_of(PERSON)
    with acting(actor):
        Wish.objects.create(user_id=actor.own_id, group="stop", mail="never")
    assert mailed("workstream.recalled", actor) == 1


def test_changing_one_choice_is_recorded_again() -> None:
    actor = actor_of(PERSON)
    with acting(actor):
        choose(by=actor, wishes={"news": "never"})
        choose(by=actor, wishes={"news": "daily"})
        assert Wish.objects.get().mail == "daily"


def test_choices_are_walled_by_person() -> None:
    first, second = actor_of(PERSON), actor_of("triage-lead")
    with acting(first):
        choose(by=first, wishes={"news": "never"})
    assert Wish.objects.count() == 0
    with acting(second):
        assert Wish.objects.count() == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Wish.objects.create(user_id=first.own_id, group="work", mail="never")
        with pytest.raises(DatabaseError), transaction.atomic():
            Digest.objects.count()


def test_somebody_who_has_left_gets_nothing() -> None:
    actor = actor_of(PERSON)
    Membership.objects.filter(user_id=actor.own_id).update(ended_at=timezone.now())
    assert mailed("workstream.recalled", actor) == 0


def test_digest_of_somebody_who_left_or_has_seen_all_is_not_sent() -> None:
    actor = actor_of(PERSON)
    with role("safer_worker"), as_system():
        assert wishes.make_digests(date(2026, 6, 8)) == 0
        digest = Digest.objects.create(user_id=actor.own_id, day=date(2026, 6, 8))
        for subject in (digest, None):
            wishes.send_digest(record("account.digest_began", by=SYSTEM, subject=subject))
        Membership.objects.filter(user_id=actor.own_id).update(ended_at=timezone.now())
        wishes.send_digest(record("account.digest_began", by=SYSTEM, subject=digest))
    assert mail.outbox == []


def test_page_is_for_people_who_are_signed_in(client: Client) -> None:
    assert client.get(reverse("accounts:wishes")).status_code == 302


def test_every_group_offers_its_default() -> None:
    assert set(RULES) == set(Group)
    assert all(rule.default in rule.ways for rule in RULES.values())
    assert all(rule.why for rule in RULES.values() if How.NEVER not in rule.ways)
