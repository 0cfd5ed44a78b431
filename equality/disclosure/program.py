"""A mixed-integer linear program, put together in blocks and handed to HiGHS."""

from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix

Columns = NDArray[np.int64]
Floats = NDArray[np.float64]

PAST_COST = 50.0
FEASIBLE = 2  # HiGHS: kSolutionStatusFeasible


@dataclass(frozen=True)
class Solution:
    values: Floats
    gap: float
    timed_out: bool


@dataclass
class Program:
    """Minimise cost · x under row limits; columns are numbered as they are added."""

    _cost: list[Floats] = field(default_factory=list)
    _low: list[Floats] = field(default_factory=list)
    _high: list[Floats] = field(default_factory=list)
    _whole: list[Floats] = field(default_factory=list)
    _entries: list[tuple[Columns, Columns, Floats]] = field(default_factory=list)
    _row_low: list[Floats] = field(default_factory=list)
    _row_high: list[Floats] = field(default_factory=list)
    columns: int = 0
    rows: int = 0

    def add(
        self, count: int, low: ArrayLike = 0.0, high: ArrayLike = np.inf, cost: ArrayLike = 0.0, whole: bool = False
    ) -> Columns:
        """New columns with these bounds and costs (one number, or one each). → their numbers."""
        for store, value in ((self._low, low), (self._high, high), (self._cost, cost), (self._whole, float(whole))):
            store.append(np.broadcast_to(np.asarray(value, dtype=np.float64), (count,)))
        first, self.columns = self.columns, self.columns + count
        return np.arange(first, self.columns)

    def limit(self, count: int, *terms: tuple[ArrayLike, Columns, float], low: ArrayLike, high: ArrayLike) -> None:
        """`count` new rows: low ≤ Σ coefficient · x[column] ≤ high. A term: row number of each column, columns, factor."""
        for rows, columns, factor in terms:
            placed = np.asarray(rows, dtype=np.int64) + self.rows
            self._entries.append((placed, columns, np.full(len(columns), factor)))
        self._row_low.append(np.broadcast_to(np.asarray(low, dtype=np.float64), (count,)))
        self._row_high.append(np.broadcast_to(np.asarray(high, dtype=np.float64), (count,)))
        self.rows += count

    def near(
        self, columns: Columns, factor: float, wanted: Floats, *, cost: ArrayLike, at_most: float, past: float = 0.0
    ) -> None:
        """Charge for |factor · x − wanted|, person by person. Beyond `at_most` it may go by `past`, at a high charge."""
        count = len(columns)
        each = np.arange(count)
        off = (each, self.add(count, 0.0, at_most, cost))
        over = (each, self.add(count, 0.0, past, PAST_COST if past else 0.0))
        line = (each, columns, factor)
        self.limit(count, line, (*off, -1.0), (*over, -1.0), low=-np.inf, high=wanted)
        self.limit(count, line, (*off, 1.0), (*over, 1.0), low=wanted, high=np.inf)

    def matrix(self) -> tuple[csr_matrix, Floats, Floats]:
        """Rows of the program with their lower and upper limits."""
        rows, columns, factors = (np.concatenate(part) for part in zip(*self._entries, strict=True))
        shape = (self.rows, self.columns)
        return csr_matrix((factors, (rows, columns)), shape=shape), *map(
            np.concatenate, (self._row_low, self._row_high)
        )

    def bounds(self) -> tuple[Floats, Floats]:
        """Lower and upper bound of each column."""
        return np.concatenate(self._low), np.concatenate(self._high)

    def model(self, *, whole: bool = True) -> highspy.HighsLp:
        """The program as HiGHS takes it. `whole` False: as if every column could be a fraction."""
        matrix, row_low, row_high = self.matrix()
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.columns, self.rows
        lp.col_cost_ = np.concatenate(self._cost)
        lp.col_lower_, lp.col_upper_ = self.bounds()
        lp.row_lower_, lp.row_upper_ = row_low, row_high
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        if whole:
            lp.integrality_ = [kinds[int(kind)] for kind in np.concatenate(self._whole)]
        return lp

    def solve(self, *, gap: float, time_limit: float, node_limit: int) -> Solution | None:
        """None when nothing satisfies every limit (or nothing was found in time)."""
        solver = solver_for(self.model())
        solver.setOptionValue("mip_rel_gap", gap)
        solver.setOptionValue("time_limit", time_limit)
        solver.setOptionValue("mip_max_nodes", node_limit)
        solver.run()
        info = solver.getInfo()
        if info.primal_solution_status != FEASIBLE:
            return None
        values = np.asarray(solver.getSolution().col_value)
        timed_out = solver.getModelStatus() == highspy.HighsModelStatus.kTimeLimit
        return Solution(values, float(info.mip_gap), timed_out)


def solver_for(model: highspy.HighsLp) -> highspy.Highs:
    """HiGHS with the program in it, quiet and repeatable. Without presolve: on programs like these, with many equations
    that say the same, HiGHS 1.12 hangs in it and 1.15 calls some infeasible that have solutions.
    """
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    options: dict[str, bool | int | str] = {"output_flag": False, "threads": 1, "random_seed": 1, "presolve": "off"}
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(model)
    return solver
