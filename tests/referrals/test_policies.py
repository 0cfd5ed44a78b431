"""Pure rules, and what people write about safe hours."""

import uuid
from datetime import date, datetime

import pytest

from governance.clocks import LONDON
from referrals import policies
from referrals.choices import Element, Tenure
from referrals.hours import safe_at
from referrals.links import Link, question_for, secret_for
from referrals.states import Outcome
from walls.refusals import Refused

WHOLE = {"level": "high", "tool": "dash", "score": "16", "judgement": "", "marac": "yes"}
TUESDAY = datetime(2026, 3, 3, 10, 30, tzinfo=LONDON)
SATURDAY_NIGHT = datetime(2026, 3, 7, 20, 30, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"level": ""}, "risk_level"),
        ({"level": "huge"}, "risk_level"),
        ({"tool": ""}, "risk_tool"),
        ({"tool": "judgement", "judgement": ""}, "risk_judgement"),
        ({"score": "", "judgement": ""}, "risk_score"),
        ({"score": "25"}, "risk_score"),
        ({"score": "-1"}, "risk_score"),
        ({"score": "٣"}, "risk_score"),
        ({"marac": ""}, "marac"),
    ],
)
def test_risk_that_is_not_whole_names_the_field(change: dict[str, str], field: str) -> None:
    """S1.19; domain.md accept."""
    with pytest.raises(Refused) as refused:
        policies.check_risk(**(WHOLE | change))
    assert refused.value.field == field


@pytest.mark.parametrize(
    "change", [{}, {"score": "", "judgement": "Stalking"}, {"level": "medium", "marac": ""}, {"score": "0"},
               {"tool": "judgement", "score": "", "judgement": "Stalking"}],
)  # fmt: skip
def test_risk_that_is_whole_passes(change: dict[str, str]) -> None:
    policies.check_risk(**(WHOLE | change))


def test_needs_must_be_one_at_least() -> None:
    policies.check_needs(False, True, False)
    with pytest.raises(Refused):
        policies.check_needs(False, False, False)


def test_contact_plan_of_only_unknown_ways_is_refused() -> None:
    """S1.11: unknown means do not use."""
    policies.check_contact_plan({"phone": "no", "email": "yes"})
    with pytest.raises(Refused):
        policies.check_contact_plan({"phone": "unknown", "email": "no"})


def test_eligibility_gives_advice_and_never_refuses() -> None:
    """S1.3."""
    everything = dict.fromkeys(policies.ADVICE, "yes")
    assert policies.eligibility_doubts(everything) == []
    assert len(policies.eligibility_doubts(everything | {"safe_to_stay": "unsure"})) == 1


@pytest.mark.parametrize(
    ("done", "outcome"),
    [
        ([Element.SECURITY, Element.SUPPORT_CHILDREN], Outcome.BOTH_COMPLETED),
        ([Element.SECURITY], Outcome.SECURITY_ONLY),
        ([Element.SUPPORT_ADULTS], Outcome.SUPPORT_ONLY),
        ([], Outcome.ENDED_EARLY),
    ],
)
def test_outcome_is_suggested_from_what_was_completed(done: list[str], outcome: Outcome) -> None:
    assert policies.suggested_outcome(done) == outcome


def test_outcome_of_every_withdrawal() -> None:
    wanted = {"consent": "consent_withdrawn", "moved_out": "moved_out", "not_engaged": "not_engaged",
              "unable_to_contact": "unable_to_contact", "died": "died", "changed_mind": "ended_early"}  # fmt: skip
    assert {reason: policies.outcome_of_withdrawal(reason).value for reason in wanted} == wanted


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (None, "not_stated"), (date(2015, 1, 1), "not_stated"), (date(2008, 3, 4), "16-17"), (date(2008, 3, 3), "18-24"),
        (date(1961, 3, 4), "55-64"), (date(1961, 3, 3), "65+"),
    ],
)  # fmt: skip
def test_age_band_turns_on_the_birthday(born: date | None, band: str) -> None:
    on = date(2026, 3, 3)
    assert policies.age_band(born, on) == band


def test_owner_permission_is_needed_unless_the_person_owns() -> None:
    needed = {tenure for tenure in Tenure if policies.owner_permission_needed(tenure)}
    assert needed == set(Tenure) - {Tenure.OWN, Tenure.MORTGAGE, Tenure.SHARED}
    assert policies.owner_permission_needed("")


@pytest.mark.parametrize(
    ("words", "tuesday", "saturday_night"),
    [
        ("Weekdays 9:30am to 2pm", True, False),
        ("every day between 10am and 9pm.", True, True),
        ("9 to 3", True, False),
        ("weekends 18.00-22.00", False, True),
        ("09:00–10:30", False, False),
        ("evenings", None, None),
        ("when the school bell rings 9 to 3", None, None),
        ("5pm to 9am", None, None),
        ("13 to 25", None, None),
        ("9:75 to 10", None, None),
        ("14pm to 15pm", None, None),
        ("0am to 1am", None, None),
        ("12am to 12pm", True, False),
        ("13:00 to 12:00", None, None),
        ("", None, None),
    ],
)
def test_hours_that_are_not_plain_are_never_taken_as_safe(
    words: str, tuesday: bool | None, saturday_night: bool | None
) -> None:
    assert (safe_at(words, TUESDAY), safe_at(words, SATURDAY_NIGHT)) == (tuesday, saturday_night)


@pytest.mark.parametrize(
    ("point", "ok", "words", "why"),
    [
        (("no", "", "yes", ""), False, "Do not call", "The number is not safe"),
        (("unknown", "", "yes", ""), False, "Do not call", "Nobody knows whether the number is safe"),
        (("yes", "", "yes", ""), True, "Safe to call now", ""),
        (("yes", "", "no", "Bluebell"), True, "Safe to call now", "No voicemail; there is a code word"),
        (("yes", "10 to 11", "yes", ""), True, "Safe to call now", "Safe hours: 10 to 11"),
        (("yes", "weekends 10 to 11", "yes", ""), False, "Do not call now", "Safe hours: weekends 10 to 11"),
        (("yes", "evenings", "unknown", ""), False, "Read before you call", "Safe hours: evenings; no voicemail"),
    ],
)
def test_advice_before_a_call(point: tuple[str, str, str, str], ok: bool, words: str, why: str) -> None:
    """S1.11."""
    advice = policies.call_advice(*point, TUESDAY)
    assert (advice.ok, advice.words, advice.why) == (ok, words, why)


def test_link_opens_its_own_question_only() -> None:
    """security.md: nobody guesses or forges a link; the secret is never stored."""
    question, referral = uuid.uuid4(), uuid.uuid4()
    secret = secret_for(question, referral)
    assert secret == secret_for(question, referral)
    assert len(secret) == 64
    assert question_for(secret) == Link(question, referral)
    for wrong in ("", "x", "é" * 64, secret[:-1], secret + "AAAA", secret_for(question, uuid.uuid4())[:40] + secret[40:],
                  secret.swapcase(), "=" * 64):  # fmt: skip
        assert question_for(wrong) is None
