"""A visit that is taken back, one that waits while the referral is on hold, and one to which somebody is on the way."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from accounts.scope import acting
from governance.clocks import LONDON
from journal.models import Event
from providers.actions import acceptance, visits
from referrals.actions import endings
from tests.events import delivered
from tests.people import actor_of
from tests.providers import walk
from tests.providers.happenings import notices_of
from tests.providers.pages import (
    COORDINATOR,
    FITTER,
    SUPPORTER,
    TRIAGE,
    hidden,
    page_of,
    press,
    signed_in,
)
from tests.providers.test_refusals import refusal
from tests.referrals import walk as referrals

pytestmark = pytest.mark.django_db
LISTS = reverse("providers:worklist")
DIARY, TODAY = f"{LISTS}?view=diary", f"{LISTS}?view=today"


def proposed(row: Any) -> Any:
    return walk.do(row, visits.plan_visit, walk.fitter(), name="propose_visit", starts_at=walk.tomorrow())


def first_step(client: Client, row: Any) -> str:
    """The words of the button that stands first on the page of the work."""
    shown = client.get(page_of(row)).content.decode().partition('class="govuk-button">')[2]
    return str(shown.partition("<")[0])


def hold(row: Any, *, release: bool = False) -> None:
    by = referrals.worker()
    referral = referrals.fetch(row.reference, by)
    given: dict[str, Any] = {"referral_id": referral.id, "version": referral.version, "by": by}
    with acting(by):
        if release:
            endings.release(**given)
        else:
            endings.hold(**given, reason="away", review_on=walk.in_days(7))


@pytest.mark.parametrize(
    ("make", "name", "state"),
    [
        (walk.visit_booked, "cancel_visit", "ready"),
        (walk.install_booked, "cancel_install", "approved"),
        (lambda: proposed(walk.ready()), "drop_proposal", "ready"),
        (lambda: proposed(walk.no_access()), "drop_proposal", "no_access"),
    ],
)
def test_visit_taken_back_leaves_nothing_in_the_diary_and_its_clock_goes_on(make: Any, name: str, state: str) -> None:
    row, desk = make(), signed_in(COORDINATOR)
    assert page_of(row, name) in desk.get(DIARY).content.decode()
    answer = press(desk, page_of(row, name), reason="other", note="The Qvan broke down.")
    assert answer.status_code == 302
    after = walk.now(row)
    assert (after.state, after.due_at, after.no_access_count) == (state, row.due_at, row.no_access_count)
    assert row.reference not in desk.get(DIARY).content.decode()
    with acting(referrals.worker()):
        assert not row.visits.filter(status__in=["proposed", "booked"]).exists()
    for who in (COORDINATOR, TRIAGE):
        shown = signed_in(who).get(page_of(row)).content.decode()
        for words in ("Cancelled because", "Another reason", "The Qvan broke down."):
            assert words in shown, (who, words)
    again = "book_install" if state == "approved" else "book_visit"
    assert walk.do(row, visits.plan_visit, walk.fitter(), name=again, starts_at=walk.tomorrow()).state.endswith(
        "booked"
    )


def test_visit_is_taken_back_for_a_reason_and_only_when_there_is_one() -> None:
    row, by = walk.visit_booked(), walk.fitter()
    for reason, note, field in (("whim", "x", "reason"), ("other", " ", "note")):
        found = refusal(row, visits.cancel_visit, by, name="cancel_visit", reason=reason, note=note)
        assert found.field == field
    none = refusal(walk.ready(), visits.cancel_visit, by, name="drop_proposal", reason="not_safe")
    assert (none.status, none.message) == (422, "No time is proposed.")
    assert refusal(row, visits.cancel_visit, referrals.lead(), name="cancel_visit", reason="not_safe").status == 403


def planned(row: Any, name: str, by: Actor) -> int:
    return refusal(row, visits.plan_visit, by, name=name, starts_at=walk.tomorrow()).status


def test_no_time_is_made_while_the_referral_is_on_hold() -> None:
    """domain.md: on hold. What has happened can still be written down, and what is booked can be taken back."""
    ready, booked, fitting = proposed(walk.ready()), walk.visit_booked(), walk.install_booked()
    approved, fitter, desk = walk.approved(), walk.fitter(), signed_in(COORDINATOR)
    names = {"propose_visit": ready, "book_visit": ready, "change_visit": booked, "change_install": fitting,
             "book_install": approved}  # fmt: skip
    typed = hidden(desk.get(page_of(ready, "book_visit")))
    for row in (ready, booked, fitting, approved):
        hold(row)
    delivered("workstream.paused")
    assert "workstream.paused" in notices_of(walk.LOCKS)
    for name, row in names.items():
        assert planned(row, name, fitter) == 409, name
        assert page_of(row, name) not in desk.get(page_of(row)).content.decode(), name
    assert refusal(booked, visits.set_off, fitter).status == 409
    for answer in (desk.get(page_of(ready, "book_visit")), desk.post(page_of(ready, "book_visit"), typed | {
        "at": "10:00", "day_day": "1", "day_month": "1", "day_year": str(timezone.localdate().year + 1), "note": "Kept.",
    })):  # fmt: skip
        shown = answer.content.decode()
        assert ("On hold: Victim Support has paused" in shown, "Book the visit\n</button>" in shown) == (True, False)
    assert (answer.status_code, "Kept." in shown) == (409, True)
    diary = desk.get(DIARY).content.decode()
    assert (page_of(booked, "change_visit") in diary, page_of(booked, "cancel_visit") in diary) == (False, True)
    assert walk.do(booked, visits.no_access, fitter, reason="nobody_in").state == "no_access"
    assert walk.do(fitting, visits.cancel_visit, fitter, name="cancel_install", reason="paused").state == "approved"
    hold(ready, release=True)
    delivered("workstream.resumed")
    assert notices_of(walk.LOCKS)[-1] == "workstream.resumed"
    assert (
        walk.do(ready, visits.plan_visit, fitter, name="book_visit", starts_at=walk.tomorrow()).state == "visit_booked"
    )


def test_hold_and_its_end_are_told_where_only_checks_are_to_come() -> None:
    """The work is complete; the firm would visit once more, after 3 months."""
    row, by = walk.complete(), referrals.worker()
    walk.send(referrals.fetch(row.reference, by), walk.OASIS, "support_adults")
    hold(row)
    delivered("workstream.paused")
    hold(row, release=True)
    delivered("workstream.resumed")
    assert notices_of(walk.LOCKS)[-2:] == ["workstream.paused", "workstream.resumed"]
    walk.do(row, acceptance.stop_follow_ups, by, reason="not_needed")
    hold(row)
    with acting(by):
        assert Event.objects.filter(kind="workstream.paused", subject_id=row.pk).count() == 1


def at(clock: time) -> datetime:
    return datetime.combine(timezone.localdate() + timedelta(days=1), clock, tzinfo=LONDON)


def booked(when: datetime, **changes: Any) -> Any:
    return walk.do(walk.ready(**changes), visits.plan_visit, walk.fitter(), name="book_visit", starts_at=when)


def test_on_my_way_is_one_tap_from_the_day_and_is_written_down() -> None:
    row, noon = booked(at(time(12))), at(time(11, 30))
    early = signed_in(FITTER).get(page_of(row)).content.decode()
    assert page_of(row, "set_off") not in early
    with time_machine.travel(noon, tick=False):
        van = signed_in(FITTER)
        day = van.get(TODAY)
        assert "Example Road" not in day.content.decode()
        form = hidden(day)
        for _ in range(2):  # a lost reply, pressed again
            assert van.post(page_of(row, "set_off"), form).status_code == 302
        shown = van.get(f"{page_of(row)}?done=set_off").content.decode()
        assert "Saved: you are on your way." in shown
        assert page_of(row, "set_off") not in shown
        day = van.get(TODAY)
        assert ("On the way since" in day.content.decode(), hidden(day)) == (True, {})
        assert "On the way since" in signed_in(TRIAGE).get(page_of(row)).content.decode()
        after = walk.now(row)
        assert (after.version, after.state) == (row.version + 1, "visit_booked")
        assert signed_in(SUPPORTER).post(page_of(row, "set_off"), form).status_code == 404
        assert signed_in(TRIAGE).post(page_of(row, "set_off"), form | {"posted": str(row.pk)}).status_code == 409
    walk.do(row, visits.plan_visit, walk.fitter(), name="change_visit", starts_at=at(time(14)))
    with acting(referrals.worker()):
        assert row.visits.get(status="booked").set_off_at is None
    far = booked(walk.tomorrow() + timedelta(days=2))
    assert "more than a day away" in refusal(far, visits.set_off, walk.fitter()).message


def test_work_that_goes_on_while_on_hold_starts_no_clock_but_to_stop_does() -> None:
    """domain.md rule 5."""
    row = walk.sent()
    hold(row)
    row = walk.do(row, acceptance.accept_security, walk.coordinator())
    assert (row.due_at, row.clock_left) == (None, 5)
    hold(row, release=True)
    assert walk.now(row).due_at is not None
    hold(row)
    assert walk.do(row, acceptance.recall, referrals.worker(), kind="security", reason="other").due_at is not None


def test_first_stands_the_way_for_who_drives_and_the_booking_for_who_does_not() -> None:
    row = booked(at(time(12)))
    for clock, who, words in (
        (time(11, 30), FITTER, "On my way"), (time(11, 30), COORDINATOR, "Change the visit"),
        (time(12, 30), FITTER, "On my way"), (time(12, 30), COORDINATOR, "Recommend a measure"),
    ):  # fmt: skip
        with time_machine.travel(at(clock), tick=False):
            assert first_step(signed_in(who), row) == words
    own = walk.do(row, acceptance.assign, walk.coordinator(), worker=actor_of(COORDINATOR).user_id)
    with time_machine.travel(at(time(11, 30)), tick=False):
        assert first_step(signed_in(COORDINATOR), own) == "On my way"


def test_visits_of_one_time_stand_in_the_order_of_their_places() -> None:
    """District first, then the sector of the postcode; neither it nor the address is shown before a tap."""
    homes = [("swale", "ME10 2AA"), ("dover", "CT16 3AA"), ("swale", "ME10 1ZZ"), ("dover", "CT16 1BB")]
    when = at(time(12))
    made = [booked(when, district=district, postcode=code) for district, code in homes]
    first = booked(at(time(9)), district="swale")
    with time_machine.travel(at(time(8)), tick=False):
        shown = signed_in(FITTER).get(TODAY).content.decode()
    right = [first, made[3], made[1], made[2], made[0]]
    assert sorted(right, key=lambda row: shown.index(row.reference)) == right
    assert not [code for _, code in homes if code in shown]
