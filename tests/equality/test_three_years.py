"""Years of releases, each let out by the gate before the next is made; then one fault at a time. `--long`: three years
at 2,000 people, otherwise a small one.

The same ledger with each planted fault is refused by name (point 13), and an attacker who was written from the method
statement alone finds nothing in small and skewed crowds.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from benchmarks.kent import People, people
from equality.disclosure import api, periods
from equality.disclosure.gate import Release
from equality.disclosure.ledger import FrozenLedger
from tests.equality.faults import altered, changed
from tests.equality.test_attack import releases, truth
from tests.equality.years import close, close_years


@pytest.fixture
def years(request: pytest.FixtureRequest) -> tuple[int, ...]:
    return (2026, 2027, 2028) if request.config.getoption("--long") else (2026,)


@pytest.fixture(autouse=True)
def _patience(request: pytest.FixtureRequest, settings: Any) -> None:
    """The long form is about what is found, not how fast: P10 says that (`bin/bench disclosure`)."""
    if request.config.getoption("--long"):
        settings.DISCLOSURE = {**settings.DISCLOSURE, "time_limit": 1_200.0}


@cache
def crowd_of(years: tuple[int, ...]) -> People:
    return people(2_000 * len(years) if len(years) > 1 else 700, years, seed=21)


@cache
def ledger_of(years: tuple[int, ...]) -> FrozenLedger:
    return close_years(years, crowd_of(years))


@cache
def everything(years: tuple[int, ...]) -> tuple[Release, ...]:
    """Every report of every period that can be asked for, in the order of their closing."""
    ledger = ledger_of(years)
    frozen = [period for year in years for period in (*periods.quarters_of(str(year)), str(year))]
    return tuple(Release(period, api.published_tables(period, ledger), f"the report of {period}") for period in frozen)


def test_every_report_of_every_quarter_passes_the_gate_with_all_before_it(years: tuple[int, ...]) -> None:
    """Shows: years of 2,000 people, every quarter closed, every report released, the gate clean."""
    released: list[Release] = []
    for candidate in everything(years):
        verdict = api.gate(ledger_of(years), candidate, released)
        assert verdict.clean, verdict.words
        released.append(candidate)
    assert len(released) == 5 * len(years)


def heavier(cells: dict[tuple[str, ...], dict[str, Any]]) -> None:
    cells[("Total",)]["value"] += 5


def raw_percentage(cells: dict[tuple[str, ...], dict[str, Any]]) -> None:
    cells[("Women",)]["percent"] = 89.73


@pytest.mark.parametrize(
    ("fault", "rule", "named", "said"),
    [
        (heavier, "inconsistent", ("Total",), "not the sum of stored figures"),
        (raw_percentage, "inconsistent", ("Women",), "The percentage is not worked out from stored figures"),
    ],
)
def test_a_fault_in_the_last_report_is_refused_by_name(
    years: tuple[int, ...], fault: Callable[..., None], rule: str, named: tuple[str, ...], said: str
) -> None:
    *released, last = everything(years)
    verdict = api.gate(ledger_of(years), altered(last, "entered.gender", fault), released)
    assert [(found.rule, found.at) for found in verdict.findings] == [(rule, named)]
    assert said in verdict.words[0]
    assert verdict.words[0].startswith(f"{last.period}, Gender, ")


def test_one_quarter_that_is_rounded_again_is_refused_by_name(years: tuple[int, ...]) -> None:
    """Everything of the quarter was said before; the ledger now has other figures for it."""
    *released, last = everything(years)
    quarter = f"{years[-1]}Q1"
    before = FrozenLedger(
        {key: cells for key, cells in ledger_of(years).tables.items() if key[0] < quarter and key[0] != str(years[-1])}
    )
    again = close(before, quarter, crowd_of(years), secret=b"other" * 7).tables
    mixed = FrozenLedger(
        {**ledger_of(years).tables, **{key: cells for key, cells in again.items() if key[0] == quarter}}
    )
    verdict = api.gate(mixed, last, released)
    assert "republished" in {found.rule for found in verdict.findings}
    assert quarter in {found.period for found in verdict.findings}


def test_a_margin_that_was_rounded_by_itself_is_refused_by_name(years: tuple[int, ...]) -> None:
    def shift(cells: dict[Any, int]) -> None:
        cells["white", "female"] += 5

    quarter = f"{years[-1]}Q3"
    wrong = changed(ledger_of(years), quarter, "entered.ethnicity_broad-by-gender", shift)
    last = str(years[-1])
    verdict = api.gate(wrong, Release(last, api.published_tables(last, wrong)))
    assert {found.rule for found in verdict.findings} == {"inconsistent"}
    assert any(found.period == quarter and "White" in found.at for found in verdict.findings)


@examples(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(number=st.integers(20, 5_000), seed=st.integers(0, 10_000), skew=st.sampled_from([1.0, 1.5, 2.5]))
def test_an_attacker_of_others_making_finds_nothing_in_small_and_skewed_crowds(
    number: int, seed: int, skew: float
) -> None:
    """No count of 1 to 4 found, no presence proved, three numbers possible for each; all periods linked."""
    crowd = people(number, [2026], seed, skew=skew)
    attacker = releases(close_years([2026], crowd))
    true = truth(attacker, crowd)
    small = sorted(here for here, count in true.items() if count <= 4)
    chance = np.random.default_rng(seed)
    for here in chance.choice(small, min(6, len(small)), replace=False) if small else []:
        low, high = attacker.possible(int(here))
        assert low <= 1e-6, "presence was proved"
        assert np.floor(high + 1e-6) + 1 >= 3
        assert high >= true[int(here)] - 1e-6
