"""Exact figures given elsewhere: what lists of whole people show, linear programs exclude, integer programs settle (13)."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np
import pytest

from benchmarks.kent import people
from equality.disclosure import api, gate
from equality.disclosure.attack import Attack, ExactFigure, Known
from equality.disclosure.bounds import Bounds, Contradiction
from equality.disclosure.cubes import shape
from equality.disclosure.gate import Release
from equality.disclosure.ledger import FrozenLedger
from equality.disclosure.parameters import Parameters
from equality.disclosure.probing import Probe
from equality.disclosure.program import Columns, Program
from equality.disclosure.witnesses import Witnesses
from tests.equality.years import close

CHOSEN = Parameters()
LEDGER = close(FrozenLedger(), "2026Q1", people(600, [2026], seed=5))
FIRST = Release("2026Q1", api.published_tables("2026Q1", LEDGER))


def odd_ring(program: Program, columns: Columns) -> None:
    """Of the first four: any two of the first three and the fourth make 1. Halves would do; of whole people only one way."""
    for pair in combinations(columns[:3], 2):
        together = np.array([*pair, columns[3]])
        program.limit(1, (np.zeros(3, dtype=np.int64), together, 1.0), low=1.0, high=1.0)


def few_others(program: Program, columns: Columns) -> None:
    """All of the first row but its first cell are five people at most together."""
    others = columns[1:6]
    program.limit(1, (np.zeros(5, dtype=np.int64), others, 1.0), low=0.0, high=5.0)


@dataclass
class Planned(Attack):
    """What an attacker knows of one annual table, written by hand."""

    table: str = "entered.ethnicity"
    dims: tuple[str, ...] = ("ethnicity",)
    values: dict[int, int] = field(default_factory=dict)  # place → stored; 20 elsewhere
    rule: Callable[[Program, Columns], None] = odd_ring

    @property
    def stored(self) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        flat = np.full(int(np.prod(shape(self.dims))), 20)
        for place, value in self.values.items():
            flat[place] = value
        return flat.reshape(shape(self.dims))

    @property
    def tables(self) -> list[Known]:
        return [Known(self.table, self.dims, self.stored, np.ones_like(self.stored))]

    def build(self) -> dict[str, Columns]:
        columns = self._cells(self.tables[0])
        self.rule(self.program, columns)
        return {self.table: columns}


def plan(**more: object) -> Planned:
    return Planned("2026", "ended", FrozenLedger(), CHOSEN, (), **more)  # type: ignore[arg-type]


def test_what_only_whole_people_exclude_is_found_between_safe_and_violated() -> None:
    """To a linear program the fourth count may be 0 to 1. It is 1, because there is no half person."""
    attack = plan(values=dict.fromkeys(range(4), 5))
    columns = attack.build()[attack.table]
    assert Bounds(attack.program).range(int(columns[3])).numbers == [0, 1]
    probe = Probe(plan(values=dict.fromkeys(range(4), 5)), "a board paper")
    findings, undecided = probe.results()
    found = {finding.at[0]: finding.rule for finding in findings}
    assert found["Roma"] == "exact"
    assert len(found) == 4
    assert "can be worked out together with a board paper" in findings[-1].words
    assert undecided == []


def test_every_number_that_is_called_possible_stands_in_a_list_of_whole_people() -> None:
    attack = plan(values=dict.fromkeys(range(4), 5))
    columns = attack.build()[attack.table]
    found = Witnesses(attack.program, columns, until=np.inf, node_limit=CHOSEN.node_limit)
    assert found.can_be(int(columns[3]), 1) is True
    assert found.can_be(int(columns[3]), 0) is False
    assert found.can_be(int(columns[5]), 17) is True
    assert len(found.lists) == 2
    assert (found.lists[:, :4] == [0, 0, 0, 1]).all()
    assert set(found.of(int(columns[5]))) >= {17}


def test_no_list_at_all_is_a_contradiction() -> None:
    def impossible(program: Program, columns: Columns) -> None:
        program.limit(1, (np.zeros(2, dtype=np.int64), columns[:2], 1.0), low=500.0, high=500.0)

    with pytest.raises(Contradiction):
        Probe(plan(rule=impossible), "").results()


def test_a_row_in_which_nearly_everybody_must_have_one_answer_is_refused() -> None:
    """Point 12, with what was given elsewhere: the stored figures alone leave it open."""
    values = {0: 55, **dict.fromkeys(range(1, 6), 0)}
    attack = plan(table="ended.gender-by-outcome", dims=("gender", "outcome"), values=values, rule=few_others)
    findings, undecided = Probe(attack, "the minutes").results()
    assert [(finding.rule, finding.at) for finding in findings] == [
        ("group", ("Women", "Security and support completed"))
    ]
    assert undecided == []


def test_without_time_everything_that_lists_have_not_shown_is_for_a_person() -> None:
    given = ExactFigure("2026Q1", "ended", {}, 120, "the council's minutes")
    verdict = gate.judge(LEDGER, FIRST, [], [given], replace(CHOSEN, time_limit=0.0))
    assert not verdict.findings
    assert any("there was no time to try everything" in words for words in verdict.undecided)


def test_a_figure_that_was_given_twice_with_other_numbers_is_for_a_person() -> None:
    """Whoever has both sees that somebody came or left. The numbers are not said again."""
    where = {"outcome": "both_completed"}
    given = [ExactFigure("2026Q1", "ended", where, value, "the minutes") for value in (41, 42)]
    verdict = gate.judge(LEDGER, FIRST, [], given, CHOSEN)
    assert "January to March 2026: the minutes gave a figure that had been given before" in verdict.undecided[0]
    assert "41" not in str(verdict.report) and "42" not in str(verdict.report)
