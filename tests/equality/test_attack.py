"""Everything ever released, in the hands of an attacker who was not written by us (tests/equality/attacker.py)."""

import numpy as np
import pytest

from benchmarks.kent import People, people
from equality.disclosure import api
from equality.disclosure.dimensions import DIMENSIONS
from equality.disclosure.ledger import FrozenLedger
from tests.equality.attacker import Attacker
from tests.equality.years import close_years

QUARTERS = [f"2026Q{number}" for number in range(1, 5)]


def releases(ledger: FrozenLedger) -> Attacker:
    attacker = Attacker()
    for period in (*QUARTERS, "2026H1", "2026H2", "2026"):
        try:
            attacker.read(period, api.published_tables(period, ledger))
        except api.TooFew:
            continue
    attacker.join_quarters("2026")
    return attacker


def truth(attacker: Attacker, crowd: People) -> dict[int, int]:
    """The true number of every group that the attacker may ask for, in quarters and the year."""
    found = {}
    for (period, whom, group), here in attacker.column.items():
        names = tuple(sorted(name for name, _ in group))
        quarters = QUARTERS if period == "2026" else [period]
        if "H" not in period:
            counts = crowd.counts(quarters, "entered" if "were referred" in whom else "ended", names)
            labels = dict(group)
            at = tuple(DIMENSIONS[name].labels.index(labels[name]) for name in names)
            found[here] = int(counts[at])
    return found


@pytest.mark.parametrize(("number", "seed"), [(700, 11), (2_000, 12)])
def test_nothing_released_can_be_unpicked(number: int, seed: int) -> None:
    """S1.32: no count of 1 to 4 is found, no presence proved, at least three numbers stay possible for each."""
    crowd = people(number, [2026], seed)
    attacker = releases(close_years([2026], crowd))
    true = truth(attacker, crowd)
    small = [here for here, count in true.items() if count <= 4]
    chance = np.random.default_rng(seed)
    asked = [int(here) for here in chance.choice(small, min(40, len(small)), replace=False)]
    asked += [int(here) for here in chance.choice(sorted(true), 20, replace=False)]
    for here in asked:
        low, high = attacker.possible(here)
        assert low <= true[here] + 1e-6 and high >= true[here] - 1e-6, "the attacker's rules would not be ours"
        assert np.floor(high + 1e-6) - np.ceil(low - 1e-6) + 1 >= 3
        if true[here] <= 4:
            assert low < 1e-6, "presence was proved"


def test_re_rounding_after_an_erasure_would_be_noticed() -> None:
    """Why values are frozen: without that, the attacker sees which figures moved. (For one person in three here none moves.)"""
    crowd = people(700, [2026], seed=13)
    place = int(np.flatnonzero(crowd.quarters["entered"] == "2026Q1")[1])
    ledger, again = close_years([2026], crowd), close_years([2026], crowd.without(place))
    assert ledger.tables != again.tables
    verdict = api.gate(again, api.Release("2026Q2", api.published_tables("2026Q2", again)), [
        api.Release("2026Q1", api.published_tables("2026Q1", ledger)),
    ])  # fmt: skip
    assert {found.rule for found in verdict.findings} <= {"republished", "change"}
    assert "republished" in {found.rule for found in verdict.findings}
