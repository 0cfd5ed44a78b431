"""The desk of triage: which referral stands where, in which order, and that looking is recorded."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.actors import Actor
from accounts.scope import acting
from journal.models import Access
from referrals import clocks, paging, queries
from referrals.access import referrals_for
from referrals.models import Referral
from referrals.queries import VIEWS, Filters
from referrals.states import State
from tests.people import as_role
from tests.referrals import walk
from tests.referrals.places import at_state

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + timedelta(days=3)
DUE = {"answer_by_day": SOON.day, "answer_by_month": SOON.month, "answer_by_year": SOON.year}


def references(by: Actor, view: str, **filters: str) -> list[str]:
    """Every row of a view, page by page."""
    found, after = [], ""
    while True:
        page = queries.page_of(by, VIEWS[view], Filters(**filters), after)
        found += [row.reference for row in page.rows]
        if not page.after:
            return found
        after = page.after


def change(by: Actor, referral: Referral, **columns: Any) -> None:
    with acting(by):
        Referral.objects.filter(pk=referral.pk).update(**columns)


def test_each_state_stands_in_its_views() -> None:
    by = walk.worker("Walker")
    rows: dict[State, str] = {
        state: at_state(state, "").reference for state in State if state not in {State.DRAFT, State.ANONYMISED}
    }
    ended = at_state(State.IN_PROGRESS, "close").reference
    with acting(by):
        number = queries.counts(by, Filters())
        for view, states in {
            "waiting": ["info_requested", "in_progress"],
            "hold": ["on_hold"],
            "closing": ["closing"],
            "closed": ["not_suitable", "closed"],
        }.items():
            assert {rows[State(state)] for state in states} <= set(references(by, view)), view
        assert set(references(by, "ready")) == {ended, rows[State.CLOSING]}
        assert rows[State.RECEIVED] in references(by, "unassigned")
        assert rows[State.TRIAGING] in references(by, "mine")
        assert rows[State.DUPLICATE] in references(by, "closed")
        assert not set(references(by, "open")) & set(references(by, "closed"))
        assert ended not in references(by, "waiting")
        for view in VIEWS:
            assert number[view] == str(len(references(by, view))), view


def test_overdue_stands_first_and_paused_last() -> None:
    by, now = walk.worker(), timezone.now()
    late, soon, paused, later = (walk.received(by) for _ in range(4))
    change(by, late, due_at=now - timedelta(days=3))
    change(by, soon, due_at=now + timedelta(hours=1))
    change(by, later, due_at=now + timedelta(days=9))
    change(by, paused, due_at=None)
    with acting(by):
        assert references(by, "open") == [row.reference for row in (late, soon, later, paused)]
        assert references(by, "late") == [late.reference]


def test_pages_follow_one_another_without_gap_or_repeat(monkeypatch: pytest.MonkeyPatch) -> None:
    """performance.md: keyset paging; equal due times do not lose or repeat a row."""
    monkeypatch.setattr(paging, "PAGE", 2)
    by, same = walk.worker(), timezone.now()
    rows = [walk.received(by) for _ in range(7)]
    for row in rows[:4]:
        change(by, row, due_at=same)
    for row in rows[4:]:
        change(by, row, due_at=None, received_at=same)
    closed = [at_state(State.CLOSED, "") for _ in range(3)]
    held = [at_state(State.ON_HOLD, "") for _ in range(3)]
    with acting(by):
        found = references(by, "open")
        assert len(found) == len(set(found)) == 10
        assert set(found) == {row.reference for row in rows + held}
        assert references(by, "closed") == [row.reference for row in reversed(closed)]
        assert set(references(by, "hold")) == {row.reference for row in held}


@pytest.mark.parametrize("after", ["x", "9", "0~~", "0~2026~x", "0~yesterday~1", "²", "0~2026-01-01T00:00:00+00:00~é"])
def test_cursor_that_cannot_be_read_starts_from_the_beginning(client: Client, after: str) -> None:
    as_role(client, "triage-worker")
    referral = walk.received()
    page = client.get("/desk/", {"view": "open", "after": after})
    assert page.status_code == 200
    assert referral.reference in page.content.decode()


def test_counts_stop_at_a_hundred_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "COUNT_LIMIT", 2)
    by = walk.worker()
    for _ in range(3):
        walk.received(by)
    with acting(by):
        number = queries.counts(by, Filters())
    assert (number["unassigned"], number["mine"]) == ("2+", "0")


def test_filters_narrow_rows_and_counts_and_stay_in_every_link(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    dover, ashford = walk.received(district="dover", child_ages=[]), walk.received()
    risky = walk.triaged(actor)
    body = client.get("/desk/?view=open&district=dover").content.decode()
    assert dover.reference in body
    assert ashford.reference not in body
    assert "?district=dover&amp;view=late" in body
    with acting(actor):
        assert references(actor, "open", children="no") == [dover.reference]
        assert set(references(actor, "open", children="yes")) == {ashford.reference, risky.reference}
        assert references(actor, "open", risk="high") == [risky.reference]
        assert set(references(actor, "open", risk="none")) == {dover.reference, ashford.reference}
    assert Filters.of({"district": "atlantis", "risk": "x", "children": "maybe"}) == Filters()
    empty = client.get("/desk/?view=closed&risk=high").content.decode()
    assert "Nothing fits these filters" in empty


def test_row_shows_what_the_desk_needs_and_one_action(client: Client) -> None:
    """pages.md Desk."""
    as_role(client, "triage-worker")
    referral = walk.received()
    body = client.get("/desk/?view=unassigned").content.decode()
    for words in (referral.reference, "Amara", "Ashford", "Risk not set", "New", "Victim Support", "working day",
                  f"/referrals/{referral.reference}/start_triage/", "Open next"):  # fmt: skip
        assert words in body, words
    assert "O’Neill" not in body, "the list shows first names only"


def test_lists_are_recorded_before_they_are_shown(client: Client) -> None:
    """security.md: lists and searches included."""
    actor = as_role(client, "triage-worker")
    referral = walk.received()
    client.get("/desk/?view=unassigned")
    client.get("/desk/?view=closed")
    with acting(actor):
        reads = Access.objects.filter(actor_id=actor.user_id, what="referrals:worklist").order_by("at")
        assert [read.case_ids for read in reads] == [[referral.id], []]


def test_desk_is_the_worklist_itself(client: Client) -> None:
    """contract.md: /desk/ is the signed-in person's own worklist."""
    as_role(client, "triage-lead")
    page = client.get("/desk/")
    assert page.status_code == 200
    assert "Referrals that you take stand here" in page.content.decode()


def test_open_next_takes_own_work_first_then_nobodys(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    assert client.get("/desk/triage/next/")["Location"] == "/desk/triage/"
    new = walk.received()
    assert client.get("/desk/triage/next/")["Location"] == f"/referrals/{new.reference}/"
    mine = walk.triaging(actor)
    assert client.get("/desk/triage/next/")["Location"] == f"/referrals/{mine.reference}/"


def test_list_and_its_filters_are_there_again_after_work_on_a_case(client: Client) -> None:
    """“Work”, “Open next” and “… and open next” lead back to what was left, by codes that the session keeps."""
    actor = as_role(client, "triage-worker")
    ashford, dover = walk.received(), walk.received(district="dover")
    change(actor, ashford, due_at=timezone.now() - timedelta(days=1))
    client.get("/desk/?view=unassigned&district=dover&risk=<b>")
    assert client.session["worklist"] == {"view": "unassigned", "district": "dover"}
    back = client.get("/desk/").content.decode()
    assert (dover.reference in back, ashford.reference in back, "Show all" in back) == (True, False, True)
    assert client.get("/desk/triage/next/")["Location"] == f"/referrals/{dover.reference}/"
    with acting(actor):
        assert queries.next_reference(actor, Filters()) == ashford.reference
    place = f"/referrals/{dover.reference}/request_information/"
    asked = client.post(place, {"version": dover.version, "question": "Which floor?", "then": "next", **DUE})
    assert asked["Location"].startswith("/desk/triage/?done=request_information")
    after = client.get(asked["Location"]).content.decode()
    assert ("The question is on its way." in after, ashford.reference in after) == (True, False)
    client.get("/desk/?view=unassigned")
    assert ashford.reference in client.get("/desk/").content.decode()


def test_clock_in_words() -> None:
    """pages.md: waits in words; domain.md rule 5."""
    referral = walk.received()
    tuesday = datetime(2026, 3, 3, 12, tzinfo=UTC)
    for due, words, late in (
        (timedelta(days=2), "2 working days left", False),
        (timedelta(days=1), "1 working day left", False),
        (timedelta(hours=5), "Due today", False),
        (-timedelta(hours=1), "Late since 17:00", True),
        (-timedelta(days=1), "1 working day late", True),
        (-timedelta(days=6), "4 working days late", True),
    ):
        referral.due_at = tuesday + due
        assert (clocks.reading(referral, tuesday).words, clocks.reading(referral, tuesday).late) == (words, late)
    referral.due_at, referral.clock_left = None, 1
    assert clocks.reading(referral, tuesday).words == "Paused, 1 working day left"
    referral.clock_left = None
    assert clocks.reading(referral, tuesday).words == ""
    held = walk.held()
    assert clocks.reading(held, timezone.now()).words.startswith("Look again on ")
    assert clocks.reading(held, timezone.now() + timedelta(days=9)).late


def test_worklist_asks_few_questions_of_the_database(client: Client, django_assert_max_num_queries: Any) -> None:
    """performance.md P1: as many queries for 25 rows as for one."""
    as_role(client, "triage-worker")
    for _ in range(12):
        walk.received()
    client.get("/desk/?view=open")
    with django_assert_max_num_queries(22):
        client.get("/desk/?view=open")


@pytest.mark.parametrize("slug", VIEWS)
def test_no_view_sorts_its_rows(slug: str) -> None:
    """performance.md P2: no sort in the plan; every segment is read in the order of one index."""
    by = walk.worker()
    walk.received(by)
    with acting(by), connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        for segment in VIEWS[slug].segments:
            rows = paging._behind(referrals_for(by).filter(VIEWS[slug].where(by)), segment, None, None)
            plan = rows[:26].explain()
            assert "Sort" not in plan, plan
            assert "Index" in plan, plan
