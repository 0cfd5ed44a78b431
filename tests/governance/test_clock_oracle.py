"""The clocks against an oracle that shares nothing with them: dates counted on a list of working days, the holidays
written out by hand from www.gov.uk/bank-holidays (England and Wales).
"""

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from governance.clocks import add_working_days, due, is_working_day, working_days_between
from referrals import clocks
from referrals.models import Referral
from referrals.states import CLOCKS, State

HOLIDAYS = frozenset(
    map(
        date.fromisoformat,
        """
        2025-01-01 2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-08-25 2025-12-25 2025-12-26
        2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28
        2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28
        2028-01-03 2028-04-14 2028-04-17
        """.split(),
    )
)  # 28 December 2026, 27 and 28 December 2027 and 3 January 2028 are substitutes for days at a weekend
FIRST, LAST, HORIZON = date(2025, 1, 1), date(2027, 12, 31), date(2028, 4, 30)
WORKING = [
    day
    for day in (FIRST + timedelta(days=n) for n in range((HORIZON - FIRST).days))
    if day.isoweekday() not in (6, 7) and day not in HOLIDAYS
]
STARTS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
LONDON = ZoneInfo("Europe/London")
FIVE = time(17)
LIMITS = pytest.mark.parametrize("limit", sorted({*settings.CLOCK_DAYS.values()}))


def oracle(start: date, limit: int) -> date:
    """The first working day on or after the start, then `limit` places further in the list."""
    return WORKING[bisect_left(WORKING, start) + limit]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of that day in London, in UTC as the database keeps it."""
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON).astimezone(UTC)


def test_holidays_of_three_years_are_those_of_england() -> None:
    assert [day for day in STARTS if is_working_day(day)] == [day for day in WORKING if day <= LAST]


@pytest.mark.parametrize("name", settings.CLOCK_DAYS)
def test_every_limit_from_every_day_of_three_years(name: str) -> None:
    """domain.md rule 5. Also just before midnight, when London and UTC may be on two days in summer."""
    limit = settings.CLOCK_DAYS[name]
    for start in STARTS:
        wanted = oracle(start, limit)
        assert add_working_days(start, limit) == wanted, start
        for moment in (at(start, 0, 1), at(start, 12), at(start, 23, 59)):
            end = due(moment, limit)
            assert end == datetime.combine(wanted, FIVE, tzinfo=LONDON), moment
            assert (end.hour, end.minute) == (17, 0), moment


def test_days_between_any_day_and_the_weeks_after_it() -> None:
    for start in STARTS:
        for ahead in range(40):
            end = start + timedelta(days=ahead)
            wanted = bisect_right(WORKING, end) - bisect_right(WORKING, start)
            assert working_days_between(start, end) == wanted, (start, end)
            assert working_days_between(end, start) == -wanted, (end, start)


def resumed(start: date, paused: date, again: date, limit: int) -> datetime | None:
    """When a clock ends that began on `start`, stood still from `paused` until `again`, and then went on."""
    referral = Referral(due_at=due(at(start, 10), limit))
    clocks.pause(referral, now=at(paused, 10))
    assert referral.due_at is None
    clocks.resume_for(referral, State.TRIAGING, now=at(again, 10))
    assert referral.clock_left is None
    return referral.due_at


@LIMITS
def test_pause_within_days_off_neither_gives_nor_takes(limit: int) -> None:
    """Paused and gone on before the next working day begins: the clock ends as it would have."""
    for paused in STARTS:
        working = WORKING[bisect_left(WORKING, paused)]  # itself, or the one behind the weekend or holidays
        for again in (paused + timedelta(days=n) for n in range((working - paused).days + 1)):
            for waited in sorted({0, 1, limit}):
                start = WORKING[max(0, bisect_left(WORKING, paused) - waited)]
                assert resumed(start, paused, again, limit) == due(at(start, 10), limit), (start, paused, again)


@LIMITS
def test_pause_over_working_days_moves_the_end_by_just_those_days(limit: int) -> None:
    """Each working day from the pause to the day before it goes on is added; weekends and holidays add nothing."""
    for start in STARTS[::3]:
        for waited in sorted({0, 1, limit}):
            paused = oracle(start, waited)
            for again in (paused + timedelta(days=n) for n in (0, 1, 2, 3, 5, 12)):
                added = bisect_left(WORKING, again) - bisect_left(WORKING, paused)
                wanted = datetime.combine(oracle(start, limit + added), FIVE, tzinfo=LONDON)
                assert resumed(start, paused, again, limit) == wanted, (start, paused, again)


def test_late_clock_that_pauses_has_no_day_left() -> None:
    for start in STARTS[::7]:
        late = oracle(start, 2) + timedelta(days=9)
        assert resumed(start, late, late, 2) == due(at(late, 10), 0), start


def test_every_state_with_a_clock_has_a_limit() -> None:
    assert set(CLOCKS.values()) <= set(settings.CLOCK_DAYS)
