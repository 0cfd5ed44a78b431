"""Whom nobody may call now: what the database is asked agrees with what the plan's words say."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.scope import acting, as_system
from referrals import queries
from referrals.choices import Safe
from referrals.hours import half_hours, safe_at, slot_at
from referrals.intake import Contact
from referrals.models import Referral
from referrals.queries import VIEWS, Filters
from referrals.upgrading import fill_safe_hours
from tests.databases import role
from tests.referrals import walk

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
SUMMER = datetime(2026, 7, 4, 0, 0, tzinfo=UTC)  # a Saturday, when the clock in Kent is an hour ahead
WORDS = (
    "", "Weekdays 9:30am to 2pm", "10-3", "weekends 8am to 11pm", "Mon to Fri, 9 to 5", "daily 00:00 to 23:59",
    "evenings", "9:40am to 10:50am", "School hours only", "every day 12am to 12pm",
)  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("start", [MONDAY, SUMMER, SUMMER + timedelta(days=2)])
def test_half_hour_is_safe_only_when_every_minute_of_it_is(words: str, start: datetime) -> None:
    weekdays, weekends = half_hours(True, words)
    for slot in range(48):
        moments = [start + timedelta(minutes=30 * slot + minute) for minute in range(30)]
        weekend, number = slot_at(moments[0])
        plainly = words == "" or all(safe_at(words, moment) for moment in moments)
        assert bool((weekends if weekend else weekdays) >> number & 1) == plainly, (words, slot)


def test_number_that_is_not_safe_has_no_safe_hours() -> None:
    assert half_hours(False, "") == half_hours(False, "9 to 5") == (0, 0)


def unsafe() -> list[str]:
    by = walk.worker("Walker")
    with acting(by):
        rows = queries.page_of(by, VIEWS["unsafe"], Filters()).rows
        assert queries.counts(by, Filters())["unsafe"] == str(len(rows))
        return [row.reference for row in rows]


@pytest.mark.django_db
def test_view_lists_whom_nobody_may_call_at_this_moment() -> None:
    """S1.11: unknown means do not use. A case without a running clock waits for nobody's call."""
    email = Contact("email", "a@b.example", Safe.YES)

    def made(*ways: Contact) -> str:
        return walk.received(contacts=(*ways, email)).reference

    with time_machine.travel(MONDAY + timedelta(hours=10), tick=False):
        always = made(Contact("phone", "07700 900001", Safe.YES))
        mornings = made(Contact("phone", "07700 900002", Safe.YES, hours="Weekdays 9am to 12pm"))
        never = {
            made(), made(Contact("phone", "07700 900003", Safe.NO)), made(Contact("phone", "07700 900004", Safe.UNKNOWN)),
            made(Contact("phone", "07700 900005", Safe.YES, hours="after bingo")),
        }  # fmt: skip
        walk.held()
        walk.in_progress(contacts=(email,))
        assert set(unsafe()) == never
    with time_machine.travel(MONDAY + timedelta(hours=13), tick=False):
        assert set(unsafe()) == never | {mornings}
    with time_machine.travel(MONDAY - timedelta(hours=14), tick=False):  # Sunday morning
        assert set(unsafe()) == never | {mornings}
        assert always not in unsafe()


@pytest.mark.django_db
def test_referral_of_an_older_release_gets_its_safe_hours_once() -> None:
    """The step of every start: what has a safe number and no safe half hour is worked out, the rest stays."""
    ways = [
        Contact("phone", "07700 900001", Safe.YES), Contact("phone", "07700 900002", Safe.YES, hours="after bingo"),
        Contact("phone", "07700 900003", Safe.YES, hours="9 to 3"), Contact("email", "a@b.example", Safe.YES),
    ]  # fmt: skip
    made = [walk.received(contacts=(way,)) for way in ways]
    before = [(row.safe_weekdays, row.safe_weekends) for row in made]
    with role("safer_worker"), as_system():
        Referral.objects.update(safe_weekdays=0, safe_weekends=0)
        assert fill_safe_hours() == 2
        rows = Referral.objects.in_bulk([row.pk for row in made])
        assert [(rows[row.pk].safe_weekdays, rows[row.pk].safe_weekends) for row in made] == before
        assert {row.version for row in rows.values()} == {row.version for row in made}
        assert fill_safe_hours() == 0
