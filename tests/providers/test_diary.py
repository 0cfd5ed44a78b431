"""The coordinator's two weeks: every visit by day, fitter and district, changed from there; advice, never a refusal."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.scope import acting
from governance.clocks import LONDON
from providers.actions import acceptance, visits
from referrals.intake import Contact
from tests.providers import walk
from tests.providers.pages import COORDINATOR, FITTER, SUPPORTER, TRIAGE, page_of, signed_in
from tests.referrals import walk as referrals

pytestmark = pytest.mark.django_db
DIARY = f"{reverse('providers:worklist')}?view=diary"
ADVICE = "Twice within an hour"


def at(days: int, clock: time = time(9)) -> datetime:
    return datetime.combine(timezone.localdate() + timedelta(days=days), clock, tzinfo=LONDON)


def booked(when: datetime, fitter: Any = None, **changes: Any) -> Any:
    worker = (fitter or walk.fitter()).user_id
    return walk.do(
        walk.ready(**changes), visits.plan_visit, walk.coordinator(), name="book_visit", starts_at=when, worker=worker
    )


def diary(who: str = COORDINATOR) -> str:
    return str(signed_in(who).get(DIARY).content.decode())


def test_diary_shows_visits_and_installs_of_two_weeks_and_leads_to_their_change() -> None:
    first = booked(at(3), district="swale", address="Qaddress", postcode="TN24 9QQ")
    ready = walk.ready()
    proposed = walk.do(ready, visits.plan_visit, walk.coordinator(), name="propose_visit", starts_at=at(4), worker=None)
    install = walk.install_booked()
    late = booked(at(14))
    shown = diary()
    for words in (
        first.reference, "Swale", "09:00", "To assess the home", page_of(first, "change_visit"), "Proposed, not booked",
        page_of(proposed, "book_visit"), "To fit measures", page_of(install, "change_install"), "Nothing booked.",
    ):  # fmt: skip
        assert words in shown, words
    assert late.reference not in shown
    for secret in ("Qaddress", "TN24 9QQ", ADVICE):
        assert secret not in shown
    walk.do(first, visits.plan_visit, walk.coordinator(), name="change_visit", starts_at=at(5, time(14)))
    assert "14:00" in diary()


@pytest.mark.parametrize(("minutes", "same", "advised"), [(0, True, 2), (59, True, 2), (60, True, 0), (0, False, 0)])
def test_same_fitter_twice_at_one_time_is_advice(minutes: int, same: bool, advised: int) -> None:
    one = walk.fitter()
    two = one if same else walk.coordinator()
    booked(at(3), one)
    row = booked(at(3) + timedelta(minutes=minutes), two)
    assert row.state == "visit_booked"
    assert diary().count(ADVICE) == advised


def test_visit_without_a_fitter_is_nobodys_and_in_nobodys_way() -> None:
    for _ in range(2):
        walk.do(walk.ready(), visits.plan_visit, walk.coordinator(), name="propose_visit", starts_at=at(3))
    shown = diary()
    assert (shown.count("Nobody yet"), ADVICE in shown) == (2, False)


def test_diary_is_the_coordinators_own_and_its_reading_is_recorded() -> None:
    row = booked(at(3))
    assert row.reference in diary()
    for who in (FITTER, SUPPORTER, TRIAGE):
        assert "Two weeks</h1>" not in diary(who)


@pytest.mark.parametrize("how", ["return", "recall"])
@pytest.mark.parametrize("walked", [walk.ready, walk.visit_booked, walk.install_booked])
def test_a_returned_workstream_leaves_nothing_booked(how: str, walked: Any) -> None:
    """domain.md: neither in the diary nor in the fitter's day; a proposed time is gone too."""
    row = walked()
    if walked is walk.ready:
        row = walk.do(row, visits.plan_visit, walk.coordinator(), name="propose_visit", starts_at=at(3))
    with acting(referrals.worker()):
        assert row.visits.filter(status__in=["proposed", "booked"]).count() == 1
    assert row.reference in diary()
    if how == "return":
        walk.do(row, acceptance.return_work, walk.coordinator(), kind="security", reason="no_capacity")
    else:
        walk.recalled(row)
    with acting(referrals.worker()):
        assert not row.visits.filter(status__in=["proposed", "booked"]).exists()
        assert row.visits.filter(status="cancelled").count() == 1
    assert row.reference not in diary()


HOURS = (Contact(means="phone", value="07700 900123", safe="yes", hours="Weekdays 9:30am to 2pm"),)


def monday(clock: time) -> datetime:
    """The Monday after next, so that it is in the diary and its day is a weekday."""
    today = timezone.localdate()
    return datetime.combine(today + timedelta(days=7 - today.weekday()), clock, tzinfo=LONDON)


@pytest.mark.parametrize(("clock", "hours", "words"), [
    (time(9), "Weekdays 9:30am to 2pm", "It is outside the safe hours: Weekdays 9:30am to 2pm."),
    (time(14), "Weekdays 9:30am to 2pm", "It is outside the safe hours"),
    (time(10), "Weekdays 9:30am to 2pm", ""),
    (time(10), "When he is at work", "Read the safe hours before you go: When he is at work."),
    (time(3), "", ""),
])  # fmt: skip
def test_time_outside_the_safe_hours_is_advice_before_and_after(clock: time, hours: str, words: str) -> None:
    """S1.11: a visit is seen by whoever stands beside the person."""
    plan = (Contact(means="phone", value="07700 900123", safe="yes", hours=hours),)
    ready = walk.ready(contacts=plan)
    asked = signed_in(COORDINATOR).get(page_of(ready, "book_visit")).content.decode()
    assert (f"Safe hours: {hours}" in asked) == bool(hours)
    row = walk.do(ready, visits.plan_visit, walk.coordinator(), name="book_visit", starts_at=monday(clock))
    assert row.state == "visit_booked"
    for who in (COORDINATOR, FITTER, TRIAGE):
        shown = signed_in(who).get(page_of(row)).content.decode()
        assert ("About the time of the visit" in shown) == bool(words), who
        assert words in shown, who
    assert words in diary()


@pytest.mark.parametrize(("minutes", "district", "advised"), [
    (59, "swale", True), (60, "swale", False), (-59, "swale", True), (119, "dover", True), (120, "dover", False),
])  # fmt: skip
def test_another_visit_too_near_is_advice_on_the_page_of_the_work(minutes: int, district: str, advised: bool) -> None:
    fitter = walk.fitter()
    for seconds in (0, 20):  # of one minute: said once
        booked(at(3, time(12)) + timedelta(minutes=minutes, seconds=seconds), fitter, district=district)
    row = booked(at(3, time(12)), fitter, district="swale")
    shown = signed_in(COORDINATOR).get(page_of(row)).content.decode()
    assert shown.count("The fitter has another visit at") == advised
    assert ("in Dover: think of the way" in shown) == (advised and district == "dover")


def test_advice_says_nothing_without_a_fitter_after_the_visit_or_when_stopped() -> None:
    plan = {"contacts": HOURS}
    row = walk.do(
        walk.ready(**plan), visits.plan_visit, walk.coordinator(), name="propose_visit", starts_at=monday(time(9))
    )
    shown = signed_in(COORDINATOR).get(page_of(row)).content.decode()
    assert ("outside the safe hours" in shown, "another visit" in shown) == (True, False)
    walk.recalled(row)
    for name in ("", "book_visit"):
        stopped = signed_in(COORDINATOR).get(page_of(row, name)).content.decode()
        assert "9:30am" not in stopped
    assert "About the time" not in signed_in(COORDINATOR).get(page_of(walk.assessed(contacts=HOURS))).content.decode()
