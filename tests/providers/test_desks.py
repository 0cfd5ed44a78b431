"""What the desks and the dispatch page show."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.scope import acting
from providers import queries
from providers.actions import visits
from referrals.actions import endings
from tests.people import actor_of
from tests.providers import walk
from tests.providers.pages import (
    COORDINATOR,
    FITTER,
    LEAD,
    TRIAGE,
    hidden,
    page_of,
    signed_in,
)
from tests.referrals import walk as referrals

pytestmark = pytest.mark.django_db


def test_triage_list_shows_what_it_has_to_settle() -> None:
    row = walk.assessed(pence=90_000)
    fitter, team = actor_of(FITTER), walk.accepted()
    when = {"name": "book_visit", "starts_at": walk.tomorrow(), "worker": fitter.user_id}
    twice = walk.do(walk.no_access(), visits.plan_visit, walk.fitter(), **when)
    twice = walk.do(twice, visits.no_access, walk.fitter(), reason="nobody_in")
    shown = signed_in(LEAD).get(reverse("providers:worklist")).content.decode()
    for words in (row.reference, "£900.00 to approve", twice.reference, "No access twice"):
        assert words in shown
    assert signed_in(LEAD).get(f"{reverse('providers:worklist')}?view=support").status_code == 200
    for who, view, turns in (
        (LEAD, "security", {row: "Victim Support", twice: "24-7 Locks Ltd", team: "24-7 Locks Ltd"}),
        (COORDINATOR, "all", {row: "Victim Support", twice: fitter.name, team: "Your team"}),
    ):
        shown = signed_in(who).get(f"{reverse('providers:worklist')}?view={view}").content.decode()
        for one, turn in turns.items():
            line = shown.partition(f">{one.reference}</a>")[2].partition("</tr>")[0]
            assert f'data-label="Whose turn"><div>{turn}</div>' in line


def test_fitter_sees_todays_visits_and_the_checks_that_are_due() -> None:
    row = walk.complete()
    with acting(referrals.worker()):
        row.follow_ups.filter(months=3).update(due_on=walk.in_days(0))
    client = signed_in(FITTER)
    assert row.reference in client.get(f"{reverse('providers:worklist')}?view=checks").content.decode()
    booked = walk.visit_booked()
    with acting(referrals.worker()):
        booked.visits.update(starts_at=timezone.now())
    shown = client.get(reverse("providers:worklist")).content.decode()
    assert booked.reference in shown
    assert "Safe to call now" in shown
    assert "Example Road" not in shown


def test_on_hold_is_said_first() -> None:
    row, by = walk.accepted(), referrals.worker()
    referral = referrals.fetch(row.reference, by)
    with acting(by):
        endings.hold(referral_id=referral.id, version=referral.version, by=by, reason="away", review_on=walk.in_days(7))
    assert "On hold: Victim Support has paused" in signed_in(FITTER).get(page_of(row)).content.decode()


def test_on_hold_stands_in_every_list_that_leads_to_the_door() -> None:
    """A visit that was booked before stays booked; nobody may set out without knowing."""
    row, by = walk.visit_booked(), referrals.worker()
    with acting(by):
        row.visits.update(starts_at=timezone.now())
    lists = [(FITTER, view) for view in ("today", "all")] + [(COORDINATOR, view) for view in ("board", "diary", "all")]
    for held in (False, True):
        for who, view in lists:
            shown = signed_in(who).get(f"{reverse('providers:worklist')}?view={view}").content.decode()
            assert row.reference in shown, (who, view)
            assert ("On hold: do not visit or call" in shown) == held, (who, view)
        if not held:
            now = referrals.fetch(row.reference, by)
            with acting(by):
                endings.hold(referral_id=now.id, version=now.version, by=by, reason="away", review_on=walk.in_days(7))


def test_dispatch_page_says_why_not_and_refuses_in_words() -> None:
    """A referral without consent for a provider cannot be dispatched to it by any door."""
    only = referrals.intake().agreement.__class__(recipients=("victim-support", "oasis"), given_how="phone")
    referral = referrals.triaged(agreement=only)
    client = signed_in(TRIAGE)
    address = reverse("providers:dispatch", args=[referral.reference])
    opened = client.get(address)
    assert "The person has not agreed that it sees the referral." in opened.content.decode()
    assert opened.context["form"].fields["to"].choices[0][0] == "support_adults:oasis"
    answer = client.post(address, hidden(opened) | {"to": "security:24-7-locks", "note": "Evenings."})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "has not agreed that 24-7 Locks Ltd may see this referral" in shown
    assert "Evenings." in shown
    assert client.post(address, {}).status_code == 422
    sent = hidden(opened) | {"to": "support_adults:oasis"}
    assert client.post(address, sent).status_code == 302
    stale = client.post(address, sent)
    assert (stale.status_code, "What changed since" in stale.content.decode()) == (409, True)


def test_dispatch_page_of_a_closed_door() -> None:
    referral = referrals.triaging()
    answer = signed_in(TRIAGE).get(reverse("providers:dispatch", args=[referral.reference]))
    assert answer.status_code == 409
    assert "is not possible now" in answer.content.decode()


def test_long_list_is_read_in_pages_and_the_board_leads_to_each_lane() -> None:
    """performance.md "keyset pagination, never count"; nothing is cut off, nothing stands twice."""
    sent = {walk.sent().reference for _ in range(27)}
    client = signed_in(COORDINATOR)
    board = client.get(f"{reverse('providers:worklist')}?view=board").content.decode()
    assert sum(board.count(f">{reference} ") for reference in sent) == queries.IN_LANE
    assert "All 27<" in board
    found: list[str] = []
    address = "?view=lane-new"
    while address:
        shown = client.get(reverse("providers:worklist") + address).content.decode()
        found += [reference for reference in sent if f">{reference}</a>" in shown]
        onward = re.search(r'href="([^"]*)" rel="next"', shown)
        address = unescape(onward[1]) if onward else ""
    assert sorted(found) == sorted(sent)
    assert "Back to the first" in shown


def test_lane_of_the_board_is_nobody_elses_list() -> None:
    """A fitter has no board: its lanes lead to the fitter's own first list."""
    walk.sent()
    shown = signed_in(FITTER).get(f"{reverse('providers:worklist')}?view=lane-new").content.decode()
    assert "Today’s visits</h1>" in shown
