"""Frozen additive controlled rounding: what must hold of every solution."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.kent import People, people
from equality.disclosure import periods
from equality.disclosure.cubes import Counts, fold, folds, from_cells, meeting
from equality.disclosure.ledger import FrozenLedger
from equality.disclosure.parameters import Parameters
from equality.disclosure.rounding import Problem, leaf_bounds, round_together
from equality.disclosure.tables import FROZEN, SUMS, TableSpec
from tests.equality.years import SECRET, close, close_years

CHOSEN = Parameters()
KENT = people(2_000, [2026], seed=1)


def stored(ledger: FrozenLedger, period: str) -> dict[TableSpec, Counts]:
    return {
        FROZEN[table]: from_cells(cells, FROZEN[table].dims)
        for (frozen, table), cells in ledger.tables.items()
        if frozen == period
    }


def check_invariants(ledger: FrozenLedger, crowd: People) -> None:
    """Multiples of 5, nothing negative, every count and margin within 5, tables that share a division agree on it."""
    for period in ledger.periods():
        tables = stored(ledger, period)
        for spec, values in tables.items():
            assert (values % CHOSEN.base == 0).all() and (values >= 0).all()
            true = crowd.counts(periods.quarters_of(period), spec.population, spec.dims)
            assert np.abs(values - true).max() <= CHOSEN.tolerance, (period, spec.id)
            check_margins(ledger, period, spec, values, crowd)
            for other, others in tables.items():
                if other.population == spec.population:
                    shared = meeting(spec.dims, other.dims)
                    assert (fold(values, spec.dims, shared) == fold(others, other.dims, shared)).all()


def check_margins(ledger: FrozenLedger, period: str, spec: TableSpec, values: Counts, crowd: People) -> None:
    quarters = periods.quarters_of(period)
    if periods.is_quarter(period):
        for dims in ((), *((name,) for name in spec.dims)):
            true = crowd.counts(quarters, spec.population, dims)
            assert np.abs(fold(values, spec.dims, dims) - true).max() <= CHOSEN.tolerance, (period, spec.id, dims)
        for dims in SUMS[spec.population]:
            if folds(spec.dims, dims):
                true = crowd.counts(quarters, spec.population, dims)
                assert np.abs(fold(values, spec.dims, dims) - true).max() <= CHOSEN.sum_tolerance


def check_years_add_up(ledger: FrozenLedger, crowd: People) -> None:
    """Annual tables agree with the sums of the frozen quarters; the year's margins stay within the tolerance."""
    for year in (period for period in ledger.periods() if periods.is_year(period)):
        quarters = periods.quarters_of(year)
        for spec in (spec for spec in FROZEN.values() if spec.period_kind == "quarter"):
            year_of = sum(stored(ledger, quarter)[spec] for quarter in quarters)
            for dims in ((), *((name,) for name in spec.dims)):
                true = crowd.counts(quarters, spec.population, dims)
                assert np.abs(fold(year_of, spec.dims, dims) - true).max() <= CHOSEN.tolerance  # type: ignore[arg-type]
            for annual, values in stored(ledger, year).items():
                if annual.population == spec.population:
                    shared = meeting(spec.dims, annual.dims)
                    assert (fold(year_of, spec.dims, shared) == fold(values, annual.dims, shared)).all()  # type: ignore[arg-type]


def test_every_invariant_holds_for_a_year_of_2000_people() -> None:
    """S1.32: nobody is identifiable; method points 5 and 6."""
    ledger = close_years([2026], KENT)
    check_invariants(ledger, KENT)
    check_years_add_up(ledger, KENT)
    assert {table for _, table in ledger.tables} == set(FROZEN)


def test_three_years_follow_one_another_without_drifting() -> None:
    crowd = people(6_000, [2026, 2027, 2028], seed=2)
    ledger = close_years([2026, 2027, 2028], crowd)
    check_invariants(ledger, crowd)
    check_years_add_up(ledger, crowd)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(number=st.integers(20, 1_500), seed=st.integers(0, 10_000), skew=st.sampled_from([1.0, 1.5, 2.5]))
def test_quarters_hold_for_small_and_skewed_crowds(number: int, seed: int, skew: float) -> None:
    crowd = people(number, [2026], seed, skew=skew)
    ledger = FrozenLedger()
    for quarter in periods.quarters_of("2026"):
        ledger = close(ledger, quarter, crowd)
    check_invariants(ledger, crowd)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(number=st.integers(20, 5_000), seed=st.integers(0, 10_000), skew=st.sampled_from([1.0, 2.0]))
def test_years_hold_for_small_and_skewed_crowds(number: int, seed: int, skew: float) -> None:
    crowd = people(number, [2026], seed, skew=skew)
    check_invariants(close_years([2026], crowd), crowd)


def test_the_same_facts_and_secret_give_the_same_figures() -> None:
    few = people(300, [2026], seed=1)
    assert close_years([2026], few) == close_years([2026], few)


def test_another_secret_gives_other_figures() -> None:
    one, other = (close(FrozenLedger(), "2026Q1", KENT, secret=secret) for secret in (SECRET, b"t" * 32))
    assert one != other


def test_an_erasure_after_the_close_changes_nothing_that_is_stored() -> None:
    """Point 9: what was frozen stays; the next quarter still keeps every invariant."""
    ledger = close(FrozenLedger(), "2026Q1", KENT)
    gone = KENT.without(int(np.flatnonzero(KENT.quarters["entered"] == "2026Q1")[0]))
    later = close(ledger, "2026Q2", gone)
    assert all(later.tables[key] == cells for key, cells in ledger.tables.items())
    spec = FROZEN["entered.ethnicity_broad-by-gender"]
    values = stored(later, "2026Q2")[spec]
    assert np.abs(values - gone.counts(["2026Q2"], "entered", spec.dims)).max() <= CHOSEN.tolerance


def test_a_zero_is_sometimes_stored_as_five() -> None:
    """Point 10: a stored 0 and a stored 5 are not told apart, because either may be nobody."""
    nobody = people(0, [2026], seed=0)
    values = np.concatenate(
        [table.ravel() for table in stored(close(FrozenLedger(), "2026Q1", nobody), "2026Q1").values()]
    )
    assert set(np.unique(values)) <= {0, 5}
    crowd_zeros = [
        values.ravel()[KENT.counts(["2026Q1"], spec.population, spec.dims).ravel() == 0]
        for spec, values in stored(close(FrozenLedger(), "2026Q1", KENT), "2026Q1").items()
    ]
    assert 0.01 < (np.concatenate(crowd_zeros) == 5).mean() < 0.25


@pytest.mark.parametrize(
    ("count", "lowest", "highest"), [(0, 0, 5), (1, 0, 5), (4, 0, 5), (5, 0, 10), (7, 5, 10), (10, 5, 15)]
)
def test_a_count_may_only_become_a_multiple_nearby(count: int, lowest: int, highest: int) -> None:
    low, high = leaf_bounds(np.array([count]), CHOSEN)
    assert (low[0] * 5, high[0] * 5) == (lowest, highest)


def test_the_handbooks_example_keeps_a_cell_uncertain_whatever_it_adds_up_to() -> None:
    """SDC Handbook §5.5, base 5: a count printed as a may be [a-4, a+4] and a 0 [0, 4] under zero-restricted rounding;
    ours moves by up to 5, so those intervals are inside what a reader must think possible."""
    counts = np.array([[20, 50, 10], [8, 19, 22], [17, 32, 12]]).T
    problem = Problem("handbook", {"t": (("gender", "disability"), counts)})
    values = round_together(problem, SECRET, CHOSEN).tables["t"]
    assert (values % 5 == 0).all()
    for axis in (0, 1, None):
        assert np.abs(values.sum(axis=axis) - counts.sum(axis=axis)).max() <= 5
    lowest, highest = np.maximum(values - 5, 0), values + 5
    assert (lowest <= np.maximum(values - 4, 0)).all() and (highest >= values + 4).all()
