"""Frozen additive controlled rounding: all tables of one population and period, rounded once, together.

Every leaf becomes a multiple of the base within the tolerance of its count; tables that share a division agree on it;
one-way margins and the total stay within the tolerance, for this period and for the year so far. Protection does not
depend on how good the rounding is: any solution will do. Source: Handbook on Statistical Disclosure Control, 5.5.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Literal

import numpy as np

from equality.disclosure.cubes import Counts, Dims, cell_codes, fold, fold_index, folds, meeting, shape
from equality.disclosure.draws import target, uniform
from equality.disclosure.ledger import Solver
from equality.disclosure.parameters import Parameters
from equality.disclosure.program import Columns, Floats, Program, Solution

LEAF_COST, KEPT_ZERO_COST, MARGIN_COST, SUM_COST = 1.0, 4.0, 0.35, 0.2
YEAR_COST = 0.15  # so that the year does not drift, person by person

# How far the limits on the year so far were eased: not; for leaves; for margins too. The period's own limits never are.
Eased = Literal["", "leaves", "margins"]


class Unroundable(Exception):
    """No rounding satisfies every limit, not even of one table alone."""


@dataclass(frozen=True)
class Problem:
    """What is to be rounded together.

    `label`: key of the draws, `2026Q2|entered`. `wanted`: table id → (dims, true counts). `fixed`: frozen values over
    their dims, which everything must agree with. `so_far`: table id → true counts minus stored values of the year's
    earlier quarters. `sums`: coarser divisions that will be printed too. `worlds`: divisions over which one list of
    people must exist that fits all tables at once.
    """

    label: str
    wanted: Mapping[str, tuple[Dims, Counts]]
    fixed: Sequence[tuple[Dims, Counts]] = ()
    so_far: Mapping[str, Counts] = field(default_factory=dict)
    sums: Sequence[Dims] = ()
    worlds: Sequence[Dims] = ()


@dataclass(frozen=True)
class Rounded:
    """table id → stored values in the shape of the counts, and how the solving went."""

    tables: Mapping[str, Counts]
    solver: Solver


def round_together(problem: Problem, secret: bytes, chosen: Parameters) -> Rounded:
    """Round; when that cannot be done, with other draws, then eased limits on the year, then without a table or more."""
    began = time.perf_counter()
    for salt, eased, left in _ladder(problem):
        model = _Model(left, secret, salt, eased, chosen)
        solution = model.solve()
        if solution is not None:
            tables = model.stored(solution)
            dropped = tuple(sorted(problem.wanted.keys() - left.wanted.keys()))
            return Rounded(tables, model.report(solution, tables, time.perf_counter() - began, dropped))
    raise Unroundable(problem.label)


def _ladder(problem: Problem) -> Iterator[tuple[int, Eased, Problem]]:
    yield 0, "", problem
    yield 1, "", problem
    if problem.so_far:
        yield 0, "leaves", problem
        yield 0, "margins", problem
    for without in range(1, len(problem.wanted)):
        for gone in combinations(reversed(list(problem.wanted)), without):
            left = {name: wanted for name, wanted in problem.wanted.items() if name not in gone}
            yield 0, "margins", replace(problem, wanted=left)


def leaf_bounds(counts: Counts, chosen: Parameters) -> tuple[Counts, Counts]:
    """The least and the greatest multiple of the base (in bases, not below 0) within the tolerance of each count."""
    low = np.maximum(0, -((chosen.tolerance - counts) // chosen.base))
    return low, (counts + chosen.tolerance) // chosen.base


class _Model:
    """The program of one problem: leaf columns, shared margins, and what the margins must stay near to."""

    def __init__(self, problem: Problem, secret: bytes, salt: int, eased: Eased, chosen: Parameters) -> None:
        self.problem, self.secret, self.salt, self.eased, self.chosen = problem, secret, salt, eased, chosen
        self.program = Program()
        self.margins: dict[Dims, Columns] = {}
        self.targets = {name: self._targets(name) for name in problem.wanted}
        self.leaves = {name: self._leaves(name) for name in problem.wanted}
        self.worlds = [(dims, self.program.add(int(np.prod(shape(dims))))) for dims in problem.worlds]
        for dims in self._divisions():
            self._tie(dims)
        for dims in sorted(self._near_divisions(), key=lambda dims: (len(dims), dims)):
            self._stay_near(dims)

    def _targets(self, name: str) -> Counts:
        dims, counts = self.problem.wanted[name]
        parts = (self.problem.label, name)
        salt = (str(self.salt),) if self.salt else ()
        goals = [
            target(
                int(count),
                uniform(self.secret, *parts, *cell, *salt),
                base=self.chosen.base,
                zero_up=self.chosen.zero_up,
            )
            for cell, count in zip(cell_codes(dims), counts.ravel(), strict=True)
        ]
        return np.array(goals, dtype=np.int64)

    def _leaves(self, name: str) -> Columns:
        counts, goals = self.problem.wanted[name][1].ravel(), self.targets[name]
        owed = self._owed(name)
        low, high = leaf_bounds(counts, self.chosen)
        if owed is not None and not self.eased:
            year_low, year_high = leaf_bounds(counts + owed, self.chosen)
            low, high = np.maximum(low, year_low), np.minimum(high, year_high)
        columns = self.program.add(counts.size, low, high, whole=True)
        cost = np.where((counts == 0) & (goals == 1), KEPT_ZERO_COST, LEAF_COST)
        self.program.near(columns, 1.0, goals.astype(np.float64), cost=cost, at_most=np.inf)
        if owed is not None:
            year = (counts + owed).astype(np.float64)
            past = self._past if self.eased else 0.0
            self._near_year(columns, year, cost=YEAR_COST, limit=self.chosen.tolerance, past=past)
        return columns

    def _owed(self, name: str, dims: Dims | None = None) -> Counts | None:
        """What the year's stored values lack so far, flat, for a table or a division of it. At most the tolerance: a
        record that left since may have pushed it further, and is no reason to push back."""
        if name not in self.problem.so_far:
            return None
        owed, limit = self.problem.so_far[name], self.chosen.tolerance
        if dims is not None:
            owed = fold(owed, self.problem.wanted[name][0], dims)
        return np.clip(owed.ravel(), -limit, limit)

    @property
    def _past(self) -> float:
        """How far an eased limit on the year may be passed: sums are said to be within the tolerance for sums."""
        return float(self.chosen.sum_tolerance - self.chosen.tolerance)

    def _near_year(self, columns: Columns, year: Floats, *, cost: float, limit: float, past: float) -> None:
        self.program.near(columns, float(self.chosen.base), year, cost=cost, at_most=limit, past=past)

    def _divisions(self) -> list[Dims]:
        """Every division on which two of the tables meet, and every margin that is printed."""
        everything = [dims for dims, _ in self.problem.wanted.values()]
        everything += [dims for dims, _ in self.problem.fixed] + list(self.problem.worlds)
        met = {meeting(one, other) for place, one in enumerate(everything) for other in everything[place + 1 :]}
        return sorted(met | self._near_divisions() | {()}, key=lambda dims: (len(dims), dims))

    def _near_divisions(self) -> set[Dims]:
        dims_of = [dims for dims, _ in self.problem.wanted.values()]
        return {(), *((name,) for dims in dims_of for name in dims), *self.problem.sums}

    def _tie(self, dims: Dims) -> None:
        """One column a cell of the division; every table that folds into it adds up to it."""
        low, high = self._frozen_bounds(dims)
        size = int(np.prod(shape(dims)))
        columns = self.program.add(size, low, high, whole=not self.worlds)
        self.margins[dims] = columns
        each = np.arange(size)
        members = [(self.problem.wanted[name][0], leaves) for name, leaves in self.leaves.items()]
        for fine, leaves in members + self.worlds:
            if folds(fine, dims):
                terms = (fold_index(fine, dims), leaves, 1.0), (each, columns, -1.0)
                self.program.limit(size, *terms, low=0.0, high=0.0)

    def _frozen_bounds(self, dims: Dims) -> tuple[Floats, Floats]:
        for fine, values in self.problem.fixed:
            if folds(fine, dims):
                stored = (fold(values, fine, dims).ravel() // self.chosen.base).astype(np.float64)
                return stored, stored
        size = int(np.prod(shape(dims)))
        return np.zeros(size), np.full(size, np.inf)

    def _stay_near(self, dims: Dims) -> None:
        if any(folds(fine, dims) for fine, _ in self.problem.fixed):
            return
        limit, cost = self.chosen.tolerance, MARGIN_COST
        if dims in self.problem.sums:
            limit, cost = self.chosen.sum_tolerance, SUM_COST
        name = next(name for name, (fine, _) in self.problem.wanted.items() if folds(fine, dims))
        fine, counts = self.problem.wanted[name]
        true = fold(counts, fine, dims).ravel().astype(np.float64)
        base = float(self.chosen.base)
        self.program.near(self.margins[dims], base, true, cost=cost, at_most=limit)
        owed = self._owed(name, dims)
        if owed is not None:
            past = self._past if self.eased == "margins" and limit == self.chosen.tolerance else 0.0
            self._near_year(self.margins[dims], true + owed, cost=cost, limit=limit, past=past)

    def solve(self) -> Solution | None:
        return self.program.solve(
            gap=self.chosen.gap, time_limit=self.chosen.time_limit, node_limit=self.chosen.node_limit
        )

    def stored(self, solution: Solution) -> dict[str, Counts]:
        return {
            name: self.chosen.base
            * np.rint(solution.values[leaves]).astype(np.int64).reshape(self.problem.wanted[name][1].shape)
            for name, leaves in self.leaves.items()
        }

    def report(
        self, solution: Solution, tables: Mapping[str, Counts], seconds: float, dropped: tuple[str, ...]
    ) -> Solver:
        moved = sum(int((tables[name].ravel() != self.chosen.base * self.targets[name]).sum()) for name in tables)
        cells = sum(table.size for table in tables.values())
        return Solver(
            round(seconds, 3), cells, self.program.rows, round(solution.gap, 4), self.salt, moved, self.eased, dropped
        )
