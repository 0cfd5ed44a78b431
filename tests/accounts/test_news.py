"""What is new: told to a team or to one person, once; seen by opening it; nobody else's business."""

import uuid

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from accounts import kinds, news
from accounts.actors import SYSTEM, Actor
from accounts.models import Notice
from accounts.scope import acting, as_system
from config.wiring import HANDLERS
from journal.actions import record
from journal.models import Event
from tests.databases import role
from tests.people import actor_of, as_role

pytestmark = pytest.mark.django_db
PAGE = "/workstreams/00000000-0000-0000-0000-000000000001/"
TRIAGE, LOCKS, FITTER = "triage-worker", "security-coordinator", "fitter"


def told(*people: Actor, team: Actor | None = None) -> Event:
    """An event that these people, or the team of one, are told of, as a worker tells it: twice."""
    with role("safer_worker"), as_system():
        event = record("workstream.noted", by=SYSTEM, case_id=uuid.uuid4())
        for _ in range(2):
            for one in people:
                assert one.organisation_id
                news.tell(
                    event, organisation_id=one.organisation_id, user_ids=[one.user_id], page=PAGE, reference="SR-1"
                )
            if team and team.organisation_id:
                news.tell(event, organisation_id=team.organisation_id, page=PAGE, reference="SR-1")
    return event


def new_for(actor: Actor) -> int:
    with acting(actor):
        return news.count(actor)


def test_notice_for_a_team_is_seen_by_whoever_opens_it_first() -> None:
    first, second, other = actor_of(LOCKS), actor_of(FITTER), actor_of(TRIAGE)
    told(team=first)
    assert (new_for(first), new_for(second), new_for(other)) == (1, 1, 0)
    with acting(second):
        news.looked_at(second, PAGE)
    assert (new_for(first), new_for(second)) == (0, 0)
    with acting(first):
        assert Notice.objects.get().seen_by == second.user_id


def test_notice_for_one_person_is_nobody_elses() -> None:
    first, second = actor_of(LOCKS), actor_of(FITTER)
    told(first)
    assert (new_for(first), new_for(second)) == (1, 0)
    with acting(second):
        news.looked_at(second, PAGE)
        news.mark(second, Notice.objects.values_list("pk", flat=True))
        assert Notice.objects.count() == 0
    assert new_for(first) == 1


def test_rows_are_walled_by_organisation_person_and_worker() -> None:
    """Row-level security alone: no query of ours narrows this."""
    first, other = actor_of(LOCKS), actor_of(TRIAGE)
    told(first, team=other)
    assert Notice.objects.count() == 0
    with acting(first):
        mine = Notice.objects.get()
        assert mine.user_id == first.user_id
    with acting(other):
        assert Notice.objects.get().user_id is None
        assert other.organisation_id
        with pytest.raises(DatabaseError), transaction.atomic():
            Notice.objects.create(
                event_id=uuid.uuid4(), kind="x", organisation_id=other.organisation_id, case_id=uuid.uuid4(), page="/"
            )
        with pytest.raises(DatabaseError), transaction.atomic():
            Notice.objects.all().delete()


def test_page_lists_counts_and_marks_what_it_showed(client: Client) -> None:
    actor = as_role(client, LOCKS)
    told(team=actor)
    page = client.get(reverse("accounts:news")).content.decode()
    assert ">New (1)</a>" in page
    assert (PAGE in page, "New note" in page, "SR-1" in page) == (True, True, True)
    with acting(actor):
        shown = [str(pk) for pk in Notice.objects.values_list("pk", flat=True)]
    told(team=actor)
    for _ in range(2):
        answer = client.post(reverse("accounts:news"), {"seen": [*shown, "not an id", str(uuid.uuid4())]})
        assert answer.status_code == 302
    assert new_for(actor) == 1


def test_page_without_anything_new_says_so_and_a_stranger_does_not_see_it(client: Client) -> None:
    assert client.get(reverse("accounts:news")).status_code == 302
    as_role(client, "commissioner")
    page = client.get(reverse("accounts:news")).content.decode()
    assert ("Nothing is new" in page, ">New (" in page) == (True, False)


def test_foreign_notice_is_not_marked(client: Client) -> None:
    theirs = actor_of(TRIAGE)
    told(theirs)
    with acting(theirs):
        pk = str(Notice.objects.get().pk)
    as_role(client, LOCKS)
    client.post(reverse("accounts:news"), {"seen": [pk]})
    assert new_for(theirs) == 1


def test_event_without_a_case_tells_nobody() -> None:
    with role("safer_worker"), as_system(), pytest.raises(ValueError, match="without a case"):
        event = record("workstream.noted", by=SYSTEM)
        news.tell(event, organisation_id=uuid.uuid4(), page=PAGE)


def test_every_kind_that_is_told_has_words() -> None:
    """A handler that tells somebody names a kind that the page can say."""
    tells = {kind for kind, handlers in HANDLERS.items() if any(h.endswith("notices.tell") for h in handlers)}
    assert tells <= set(kinds.KINDS)
    mailed = {kind for kind, handlers in HANDLERS.items() if any("mail" in h.rpartition(".")[2] for h in handlers)}
    assert set(kinds.KINDS) <= mailed, "whoever chose “at once” would hear nothing of these"
    assert (kinds.words_of("unheard.of"), kinds.group_of("unheard.of")) == ("News", kinds.Group.NEWS)
