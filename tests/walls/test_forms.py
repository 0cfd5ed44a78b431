"""Form fields: nothing typed is altered, every refusal says what to do (walls/forms.py, walls/moments.py)."""

from decimal import Decimal
from typing import Any

import pytest
from django.forms import Field
from hypothesis import given
from hypothesis import strategies as st

from walls.forms import (
    Choice,
    Choices,
    Confirm,
    Email,
    LongText,
    PageForm,
    Phone,
    Pick,
    Postcode,
    Pounds,
    Text,
    Whole,
    YesNo,
    YesNoUnknown,
)
from walls.moments import ClockTime, DateBoxes

NAMES = [
    "Zoë Łukasiewicz‑O’Brien",
    "مريم",
    "עדה\u200f",
    "👩🏽\u200d⚕️",
    "e\u0301 is not é",
    " spaced ",
    "Ａ",
    "a\u0323\u0307",
    "O'Neil; DROP",
]
AB = [("a", "A"), ("b", "B"), ("none", "None")]


def form_of(**fields: Field) -> type[PageForm]:
    return type("Asked", (PageForm,), fields)


def errors_of(field: Field, data: dict[str, Any]) -> list[str]:
    return [str(words) for words in form_of(one=field)(data)["one"].errors]


def value_of(field: Field, data: dict[str, Any]) -> Any:
    form = form_of(one=field)(data)
    assert form.is_valid(), form.errors
    return form.cleaned_data["one"]


@pytest.mark.parametrize("kind", [Text, LongText])
@pytest.mark.parametrize("name", NAMES)
def test_names_come_back_byte_for_byte(kind: type[Text], name: str) -> None:
    assert value_of(kind(label="Name"), {"one": name}).encode() == name.encode()


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=100))
def test_any_text_is_kept_or_counts_as_empty(text: str) -> None:
    assert value_of(Text(label="Name", required=False), {"one": text}) == (text if text.strip() else "")


@pytest.mark.parametrize("kind", [Text, LongText, Email, Phone, Postcode, Whole, Pounds, ClockTime, Pick])
def test_nul_is_refused_in_words(kind: type[Any]) -> None:
    assert errors_of(kind(label="Name"), {"one": "a\0b"})


@pytest.mark.parametrize("part", ["day", "month", "year"])
def test_nul_in_a_date_is_refused_in_words(part: str) -> None:
    typed = {"one_day": "1", "one_month": "2", "one_year": "1984"} | {f"one_{part}": "\0"}
    assert errors_of(DateBoxes(label="Date of birth"), typed)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (Text(label="Full name"), "Enter full name"),
        (Text(label="Full name", called="the person's name"), "Enter the person's name"),
        (Text(label="What is your name?"), "Enter an answer"),
        (Choice(label="Tenure", choices=AB), "Select tenure"),
        (Choices(label="Help", choices=AB), "Select help"),
        (Pick(label="District", choices=AB), "Select district"),
        (YesNo(label="Interpreter"), "Select interpreter"),
        (YesNoUnknown(label="Voicemail"), "Select voicemail"),
        (Confirm(label="Agreed", missing="Tick to agree"), "Tick to agree"),
        (DateBoxes(label="Date of birth"), "Enter date of birth"),
        (ClockTime(label="Time"), "Enter time"),
        (Whole(label="Children"), "Enter children"),
    ],
)
@pytest.mark.parametrize("data", [{}, {"one": ""}])
def test_an_empty_answer_is_asked_for_in_its_own_words(field: Field, words: str, data: dict[str, str]) -> None:
    assert errors_of(field, data) == [words]


def test_blank_of_spaces_counts_as_empty() -> None:
    assert errors_of(Text(label="Name"), {"one": " \u00a0 "}) == ["Enter name"]


def test_too_long_says_how_long_it_may_be() -> None:
    assert errors_of(Text(label="Name", max_length=5), {"one": "x" * 6}) == ["Name must be 5 characters or fewer"]


def test_a_line_break_counts_once_and_stays_as_sent() -> None:
    field = LongText(label="Story", max_length=5)
    assert value_of(field, {"one": "ab\r\ncd"}) == "ab\r\ncd"
    assert errors_of(field, {"one": "ab\r\ncde"})


@pytest.mark.parametrize("number", ["01632 960001", "+44 (0)7700 900.982", "01632-960 001 ext 12", "999 9999"])
def test_phone_numbers_that_people_write_are_kept(number: str) -> None:
    assert value_of(Phone(label="Phone"), {"one": number}) == number


@pytest.mark.parametrize("number", ["call me", "12345", "1" * 16, "07700 900982; rm"])
def test_what_cannot_be_dialled_is_refused(number: str) -> None:
    assert errors_of(Phone(label="Phone"), {"one": number}) == ["Phone must be a phone number, like 01632 960 001"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [("ct119xx", "CT11 9XX"), (" CT5 1AG ", "CT5 1AG"), ("m.e141xq", "ME14 1XQ"), ("w1a1aa", "W1A 1AA")],
)
def test_postcode_is_understood_in_any_spacing(typed: str, code: str) -> None:
    assert value_of(Postcode(label="Postcode"), {"one": typed}) == code


@pytest.mark.parametrize("typed", ["CT11", "12345", "CT11 9X", "ＣＴ１１９ＸＸ"])
def test_half_a_postcode_is_refused(typed: str) -> None:
    assert errors_of(Postcode(label="Postcode"), {"one": typed})[0].startswith("Postcode must be a full UK postcode")


def test_optional_phone_and_postcode_may_stay_empty() -> None:
    assert value_of(Phone(label="Phone", required=False), {}) == ""
    assert value_of(Postcode(label="Postcode", required=False), {}) == ""


def test_email_says_what_one_looks_like() -> None:
    assert errors_of(Email(label="Email"), {"one": "nobody"}) == ["Email must look like name@example.org"]


def test_a_choice_that_was_not_offered_is_refused() -> None:
    assert errors_of(Choice(label="Tenure", choices=AB), {"one": "c"}) == ["Select tenure from the list"]
    assert errors_of(Choices(label="Help", choices=AB), {"one": ["a", "c"]}) == ["Select help from the list"]


def test_none_of_these_stands_alone() -> None:
    field = Choices(label="Help", choices=AB, alone="none")
    assert errors_of(field, {"one": ["a", "none"]}) == ["Select help, or select “None”, not both"]
    assert value_of(field, {"one": ["none"]}) == ["none"]
    assert value_of(field, {"one": ["a", "b"]}) == ["a", "b"]


@pytest.mark.parametrize(("typed", "value"), [("yes", True), ("no", False)])
def test_yes_and_no_are_true_and_false_both_ways(typed: str, value: bool) -> None:
    assert value_of(YesNo(label="Interpreter"), {"one": typed}) is value
    shown = str(form_of(one=YesNo(label="Interpreter"))(initial={"one": value})["one"])
    assert f'value="{typed}"' in shown.split("checked")[0].rpartition("<input")[2]


def test_yes_or_no_left_open_is_none() -> None:
    assert value_of(YesNo(label="Interpreter", required=False), {}) is None


@pytest.mark.parametrize("answer", ["yes", "no", "unknown"])
def test_unknown_is_an_answer_of_its_own(answer: str) -> None:
    assert value_of(YesNoUnknown(label="Voicemail"), {"one": answer}) == answer


@pytest.mark.parametrize(("typed", "pounds"), [("£1,250.50", "1250.50"), ("80", "80"), (" .5 ", "0.5"), ("0", "0")])
def test_pounds_are_understood_as_people_write_them(typed: str, pounds: str) -> None:
    assert value_of(Pounds(label="Cost"), {"one": typed}) == Decimal(pounds)


@pytest.mark.parametrize("typed", ["free", "1.234", ".", "1e3", "NaN", "Infinity", "-1", "９"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    assert errors_of(Pounds(label="Cost"), {"one": typed})


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("many", "Children must be a whole number, like 3"),
        ("-1", "Children must be 0 or more"),
        ("21", "Children must be 20 or fewer"),
        ("1" * 5000, "Children must be a whole number, like 3"),
    ],
)
def test_whole_numbers_outside_their_limits_are_refused(typed: str, words: str) -> None:
    assert errors_of(Whole(label="Children", min_value=0, max_value=20), {"one": typed}) == [words]
