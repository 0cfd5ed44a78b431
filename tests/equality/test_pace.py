"""Whether clocks were kept, told from the history alone: what was on time, late, and what a pause is worth."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.scope import acting, as_system
from providers.actions import acceptance, visits, works
from providers.pace import Pace, pace_of
from referrals.actions import endings
from referrals.pace import triage_kept
from referrals.states import State as S
from tests.databases import role
from tests.providers import walk
from tests.referrals import walk as referrals

BEGAN = datetime(2026, 2, 2, 10, tzinfo=UTC)  # a Monday; no bank holiday for weeks


def at(days: float) -> datetime:
    return BEGAN + timedelta(days=days)


@pytest.mark.parametrize(
    ("steps", "kept"),
    [
        ([(S.RECEIVED, S.TRIAGING, 0), (S.TRIAGING, S.TRIAGED, 2)], "in_time"),
        ([(S.RECEIVED, S.TRIAGING, 0), (S.TRIAGING, S.TRIAGED, 3)], "late"),
        ([(S.RECEIVED, S.TRIAGING, 0), (S.TRIAGING, S.TRIAGING, 1), (S.TRIAGING, S.NOT_SUITABLE, 3)], "late"),
        ([(S.RECEIVED, S.CLOSING, 30)], "in_time"),
        ([(S.RECEIVED, S.TRIAGING, 0), (S.TRIAGING, S.CLOSING, 3)], "late"),
        ([(S.RECEIVED, S.INFO_REQUESTED, 0), (S.INFO_REQUESTED, S.TRIAGING, 14), (S.TRIAGING, S.TRIAGED, 16)], "in_time"),
        ([(S.RECEIVED, S.INFO_REQUESTED, 0), (S.INFO_REQUESTED, S.TRIAGING, 14), (S.TRIAGING, S.TRIAGED, 17)], "late"),
        (
            [(S.RECEIVED, S.TRIAGING, 0), (S.TRIAGING, S.ON_HOLD, 1), (S.ON_HOLD, S.TRIAGING, 21), (S.TRIAGING, S.TRIAGED, 22)],
            "in_time",
        ),
        (
            [(S.RECEIVED, S.TRIAGING, 0), (S.TRIAGING, S.NOT_SUITABLE, 3), (S.NOT_SUITABLE, S.TRIAGING, 9),
             (S.TRIAGING, S.TRIAGED, 10)],
            "late",
        ),
    ],
)  # fmt: skip
def test_triage_is_late_when_its_own_clock_had_run_out(steps: list[tuple[str, str, int]], kept: str) -> None:
    """Two working days; still while somebody else is waited for."""
    assert triage_kept((before, after, at(days)) for before, after, days in steps) == kept


def pace(row: Any) -> Pace:
    with role("safer_worker"), as_system():
        return pace_of(row.referral_id)


@pytest.mark.django_db(databases=["default", "equality", "reports"])
@pytest.mark.parametrize(("days", "kept"), [(2, "in_time"), (3, "late")])
def test_taking_on_is_late_after_two_working_days(days: int, kept: str) -> None:
    with time_machine.travel(BEGAN, tick=False) as clock:
        row = walk.sent()
        assert pace(row) == Pace()
        clock.move_to(at(days))
        row = walk.do(row, acceptance.accept_security, walk.coordinator())
    assert pace(row) == Pace(kept)


@pytest.mark.django_db(databases=["default", "equality", "reports"])
def test_the_owner_is_waited_for_and_a_hold_stops_every_clock_and_then_the_visit_is_late() -> None:
    """Five working days for the visit, ten for the installation; each judged when it ends."""
    with time_machine.travel(BEGAN, tick=False) as clock:
        row = walk.permission_pending()
        clock.move_to(at(21))
        row = walk.do(
            row, visits.record_permission, walk.coordinator(), evidence="letter", given_on=walk.in_days(0),
            given_by="The owner", document="F 12",
        )  # fmt: skip
        by = referrals.lead()
        held = referrals.fetch(row.reference, by)
        with acting(by):
            endings.hold(referral_id=held.id, version=held.version, by=by, reason="away", review_on=walk.in_days(7))
        clock.move_to(at(42))
        with acting(by):
            endings.release(referral_id=held.id, version=held.version + 1, by=by)
        clock.move_to(at(46))
        row = walk.do(row, visits.plan_visit, walk.fitter(), name="book_visit", starts_at=walk.tomorrow())
        clock.move_to(at(50))  # five working days were left when the owner was asked: until the Monday before
        row = walk.do(row, works.assess, walk.fitter(), fire_considered=True, items=[walk.item()])
        assert pace(row) == Pace("in_time", "late")
        row = walk.do(row, works.approve, walk.coordinator())
        row = walk.do(row, visits.plan_visit, walk.fitter(), name="book_install", starts_at=walk.tomorrow())
        clock.move_to(at(64))
        row = walk.do(row, works.install, walk.fitter(), items=[walk.fitted()])
    assert pace(row) == Pace("in_time", "late", "in_time")


@pytest.mark.django_db(databases=["default", "equality", "reports"])
def test_clock_that_begins_on_hold_counts_from_the_release() -> None:
    with time_machine.travel(BEGAN, tick=False) as clock:
        row, by = walk.sent(tenure="own"), referrals.lead()
        held = referrals.fetch(row.reference, by)
        with acting(by):
            endings.hold(referral_id=held.id, version=held.version, by=by, reason="away", review_on=walk.in_days(7))
        row = walk.do(row, acceptance.accept_security, walk.coordinator())
        clock.move_to(at(21))
        with acting(by):
            endings.release(referral_id=held.id, version=held.version + 1, by=by)
        row = walk.do(walk.now(row), visits.make_ready, walk.coordinator())
        row = walk.do(row, visits.plan_visit, walk.fitter(), name="book_visit", starts_at=walk.tomorrow())
        clock.move_to(at(24))
        walk.do(row, works.assess, walk.fitter(), fire_considered=True, items=[walk.item()])
    assert pace(row) == Pace("in_time", "in_time")
