"""The least and the greatest value that each column of a program can take, one linear program after another."""

from dataclasses import dataclass

import highspy
import numpy as np

from equality.disclosure.program import Program, solver_for

CLOSE = 1e-6
PRIMAL = 4


@dataclass(frozen=True)
class Range:
    """What is possible for one count. `whole`: both ends are reached by tables of whole numbers."""

    low: float
    high: float
    whole: bool

    @property
    def candidates(self) -> int:
        """How many whole numbers are possible at most."""
        return int(np.floor(self.high + CLOSE)) - int(np.ceil(self.low - CLOSE)) + 1


class Contradiction(Exception):
    """What is known contradicts itself: nothing is possible."""


class Bounds:
    """A solver that keeps its last basis, so that the next question about the same program is quick."""

    def __init__(self, program: Program) -> None:
        self._solver = solver_for(program)
        # Only the objective changes from question to question, so the last basis stays valid for the primal simplex.
        self._solver.setOptionValue("simplex_strategy", PRIMAL)

    def range(self, column: int, *watched: int) -> Range:
        """Bounds of one column; `watched` columns are looked at for whole numbers. Contradiction when there are none."""
        low, low_whole = self._best(column, 1.0, watched)
        high, high_whole = self._best(column, -1.0, watched)
        return Range(low, high, low_whole and high_whole)

    def _best(self, column: int, cost: float, watched: tuple[int, ...]) -> tuple[float, bool]:
        self._solver.changeColCost(column, cost)
        self._solver.run()
        status = self._solver.getModelStatus()
        self._solver.changeColCost(column, 0.0)
        if status == highspy.HighsModelStatus.kUnbounded:
            return -np.inf if cost > 0 else np.inf, True
        if status != highspy.HighsModelStatus.kOptimal:
            impossible = status == highspy.HighsModelStatus.kInfeasible
            raise Contradiction("the two contradict each other" if impossible else "no answer was found")
        values = np.asarray(self._solver.getSolution().col_value)
        at = values[list(watched)]
        return float(values[column]), bool((np.abs(at - np.rint(at)) < CLOSE).all())
