"""Lists of whole people that fit all that is known: what each of them says is possible, whatever anybody claims.

A linear program can only say what is impossible. That a count may be 0, or one of three numbers, is shown by a list of
people in which it is so; that it may not, by an integer program that has no solution.
"""

import time
from collections.abc import Callable
from copy import deepcopy

import highspy
import numpy as np
from numpy.typing import NDArray

from equality.disclosure.bounds import Contradiction
from equality.disclosure.program import FEASIBLE, Columns, Floats, Program, solver_for

GAP = 0.3  # an integer program may stop here: which of the lists that are near it finds does not matter


class Witnesses:
    """Solutions in whole numbers; `lists` has one row for each, and a column for each watched column of the program.

    `complete`: whether whole people can be found for what the program leaves in fractions; it gets all values.
    """

    def __init__(
        self,
        program: Program,
        watched: Columns,
        *,
        until: float,
        node_limit: int,
        complete: Callable[[Floats], bool] = lambda values: True,
    ) -> None:
        self._complete = complete
        self._model, self._until, self._nodes = program.model(), until, node_limit
        self._aims = _Aims(program, watched)
        self._watched = watched
        self._place = {int(column): place for place, column in enumerate(watched)}
        self.lists: NDArray[np.int64] = np.zeros((0, len(watched)), dtype=np.int64)

    def of(self, column: int) -> NDArray[np.int64]:
        """The number that a watched column has in each list."""
        numbers: NDArray[np.int64] = self.lists[:, self._place[column]]
        return numbers

    def shown(self, column: int) -> set[int]:
        """The numbers that a watched column has in some list."""
        return set(map(int, self.of(column)))

    def any(self) -> bool | None:
        """A first list. False: there is none at all; None: none was found in time."""
        return self._solve(solver_for(self._model), 1, np.inf)

    def aim(self, wanted: Floats, weights: Floats, most_seconds: float) -> bool | None:
        """One more list, as near to these numbers of the watched columns as is found quickly."""
        return self._solve(solver_for(self._aims.model(wanted, weights)), self._nodes, most_seconds)

    def can_be(self, column: int, number: int) -> bool | None:
        """Whether some list has this number there; None when that was not found out in time."""
        if number in self.shown(column):
            return True
        solver = solver_for(self._model)
        solver.changeColBounds(column, float(number), float(number))
        return self._solve(solver, self._nodes, np.inf)

    def _solve(self, solver: highspy.Highs, nodes: int, most_seconds: float) -> bool | None:
        left = min(self._until - time.perf_counter(), most_seconds)
        if left <= 0:
            return None
        for name, value in (("mip_rel_gap", GAP), ("time_limit", left), ("mip_max_nodes", nodes)):
            solver.setOptionValue(name, value)
        solver.run()
        if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return False
        if solver.getInfo().primal_solution_status != FEASIBLE:
            return None
        values = np.rint(np.asarray(solver.getSolution().col_value))
        if not self._complete(values):
            return None
        self.lists = np.vstack([self.lists, values[self._watched].astype(np.int64)])
        return True


class _Aims:
    """The same program with a charge for being away from wanted numbers, which change from question to question."""

    def __init__(self, program: Program, watched: Columns) -> None:
        wider, self._count = deepcopy(program), len(watched)
        self._row, self._column = wider.rows, wider.columns
        wider.near(watched, 1.0, np.zeros(self._count), cost=1.0, at_most=np.inf)
        self._model = wider.model()
        self._costs = np.zeros(wider.columns)
        self._low, self._high = np.array(self._model.row_lower_), np.array(self._model.row_upper_)

    def model(self, wanted: Floats, weights: Floats) -> highspy.HighsLp:
        self._costs[self._column : self._column + self._count] = weights
        self._high[self._row : self._row + self._count] = wanted
        self._low[self._row + self._count : self._row + 2 * self._count] = wanted
        self._model.col_cost_ = self._costs
        self._model.row_lower_, self._model.row_upper_ = self._low, self._high
        return self._model


def first_list(witnesses: Witnesses) -> None:
    """Raises Contradiction when no list of people fits."""
    if witnesses.any() is False:
        raise Contradiction("the two contradict each other")
