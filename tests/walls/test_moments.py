"""Dates in three boxes and times of day: what people write is understood, and each mistake has its own words."""

import datetime
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.walls.test_forms import errors_of, form_of, value_of
from walls.moments import ClockTime, DateBoxes

TODAY = datetime.date(2026, 3, 3)


def typed(day: str = "", month: str = "", year: str = "") -> dict[str, str]:
    return {"one_day": day, "one_month": month, "one_year": year}


def wrong_boxes(data: dict[str, str]) -> list[str]:
    shown = str(form_of(one=DateBoxes(label="Date of birth"))(data)["one"])
    return [found[1] for found in re.finditer(r'name="one_(\w+)"[^>]*aria-invalid', shown)]


@pytest.fixture
def today(time_machine: Any) -> None:
    time_machine.move_to(datetime.datetime(2026, 3, 3, 12, tzinfo=datetime.UTC), tick=False)


@pytest.mark.parametrize("month", ["3", "03", "March", "march", "Mar", "mar."])
def test_month_is_understood_as_number_or_name(month: str) -> None:
    assert value_of(DateBoxes(label="Born"), typed(" 7 ", month, "1984")) == datetime.date(1984, 3, 7)


@pytest.mark.parametrize(
    ("data", "words", "boxes"),
    [
        (typed("", "3", "1984"), "Date of birth must include a day", ["day"]),
        (typed("7", "", ""), "Date of birth must include a month and a year", ["month", "year"]),
        (typed("7", "13", "1984"), "Date of birth: the month must be 1 to 12, or a name like March", ["month"]),
        (typed("7", "Marz", "1984"), "Date of birth: the month must be 1 to 12, or a name like March", ["month"]),
        (typed("7", "3", "84"), "Date of birth: the year must have 4 numbers, like 1984", ["year"]),
        (typed("7", "3", "１９８４"), "Date of birth: the year must have 4 numbers, like 1984", ["year"]),
        (typed("7", "3", "0000"), "Date of birth must be a real date", ["day", "month", "year"]),
        (typed("31", "2", "1984"), "Date of birth must be a real date", ["day", "month", "year"]),
        (typed("40", "2", "1984"), "Date of birth must be a real date", ["day"]),
        (typed(), "Enter date of birth", ["day", "month", "year"]),
    ],
)
def test_each_mistake_in_a_date_has_its_words_and_marks_its_boxes(
    data: dict[str, str], words: str, boxes: list[str]
) -> None:
    assert errors_of(DateBoxes(label="Date of birth"), data) == [words]
    assert wrong_boxes(data) == boxes


def test_a_leap_day_is_a_real_date() -> None:
    assert value_of(DateBoxes(label="Born"), typed("29", "2", "2024")) == datetime.date(2024, 2, 29)


def test_what_was_typed_stays_in_the_boxes() -> None:
    shown = str(form_of(one=DateBoxes(label="Born"))(typed("31", "Febr<", "1984"))["one"])
    assert 'value="Febr&lt;"' in shown
    assert 'value="31"' in shown


@pytest.mark.parametrize("initial", [TODAY, "2026-03-03", ["3", "3", "2026"]])
def test_a_date_that_we_hold_fills_the_boxes(initial: object) -> None:
    shown = str(form_of(one=DateBoxes(label="Born"))(initial={"one": initial})["one"])
    assert re.findall(r'value="(\d*)"', shown) == ["3", "3", "2026"]


@pytest.mark.parametrize(
    ("limits", "day", "words"),
    [
        ({"past": True}, "4", "Visit must be today or in the past"),
        ({"future": True}, "2", "Visit must be today or later"),
        ({"latest": datetime.date(2026, 3, 1)}, "2", "Visit must be 1 March 2026 or before"),
        ({"earliest": datetime.date(2026, 3, 5)}, "4", "Visit must be 5 March 2026 or after"),
        ({"future": True, "earliest": datetime.date(2026, 3, 5)}, "4", "Visit must be 5 March 2026 or after"),
    ],
)
@pytest.mark.usefixtures("today")
def test_a_date_outside_its_limits_is_told_the_limit(limits: dict[str, Any], day: str, words: str) -> None:
    assert errors_of(DateBoxes(label="Visit", **limits), typed(day, "3", "2026")) == [words]


@pytest.mark.usefixtures("today")
def test_the_limits_themselves_are_allowed() -> None:
    for limits in ({"past": True}, {"future": True}, {"earliest": TODAY}, {"latest": TODAY}):
        assert value_of(DateBoxes(label="Visit", **limits), typed("3", "3", "2026")) == TODAY


def test_optional_date_may_stay_empty() -> None:
    assert value_of(DateBoxes(label="Born", required=False), typed()) is None
    assert value_of(DateBoxes(label="Born", required=False), {}) is None


@pytest.mark.parametrize(("day", "changed"), [("3", False), ("4", True), ("x", True), ("", True)])
def test_a_changed_date_is_noticed(day: str, changed: bool) -> None:
    form = form_of(one=DateBoxes(label="Born"))(typed(day, "3", "2026"), initial={"one": TODAY})
    assert form.has_changed() is changed


@given(st.text(max_size=6), st.text(max_size=6), st.text(max_size=6))
def test_whatever_is_typed_in_the_boxes_is_a_date_or_words(day: str, month: str, year: str) -> None:
    form = form_of(one=DateBoxes(label="Born"))(typed(day, month, year))
    assert form.is_valid() is isinstance(form.cleaned_data.get("one"), datetime.date)


@pytest.mark.parametrize(
    ("words", "hour", "minute"),
    [
        ("2:30pm", 14, 30),
        ("14:30", 14, 30),
        ("1430", 14, 30),
        ("2pm", 14, 0),
        ("12am", 0, 0),
        ("12:05 PM", 12, 5),
        ("9.15am", 9, 15),
        ("00:00", 0, 0),
    ],
)
def test_times_are_understood_as_people_write_them(words: str, hour: int, minute: int) -> None:
    assert value_of(ClockTime(label="Time"), {"one": words}) == datetime.time(hour, minute)


@pytest.mark.parametrize("words", ["9", "25:00", "13pm", "0am", "noon", "12:60", "１４:３０"])
def test_what_is_no_time_or_could_be_two_is_refused(words: str) -> None:
    assert errors_of(ClockTime(label="Time"), {"one": words}) == ["Time must be a time, like 2:30pm or 14:30"]


def test_a_time_that_we_hold_is_shown_and_an_optional_one_may_stay_empty() -> None:
    assert 'value="09:05"' in str(form_of(one=ClockTime(label="Time"))(initial={"one": datetime.time(9, 5)})["one"])
    assert value_of(ClockTime(label="Time", required=False), {"one": " "}) is None
