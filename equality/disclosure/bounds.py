"""The least and the greatest value that a count can take, one linear program after another."""

from collections.abc import Mapping
from dataclasses import dataclass

import highspy
import numpy as np

from equality.disclosure.program import Program, solver_for

CLOSE = 1e-6
PRIMAL = 4


@dataclass(frozen=True)
class Range:
    """What is possible for one count when people need not be whole: nothing outside of it is."""

    low: float
    high: float

    @property
    def numbers(self) -> list[int]:
        """The whole numbers in it."""
        return list(range(int(np.ceil(self.low - CLOSE)), int(np.floor(self.high + CLOSE)) + 1))


class Contradiction(Exception):
    """What is known contradicts itself: nothing is possible."""


class Bounds:
    """A solver that keeps its last basis, so that the next question about the same program is quick."""

    def __init__(self, program: Program) -> None:
        self._solver = solver_for(program.model(whole=False))
        # Only the objective changes from question to question, so the last basis stays valid for the primal simplex.
        self._solver.setOptionValue("simplex_strategy", PRIMAL)

    def range(self, column: int) -> Range:
        """Bounds of one column. Contradiction when there are none."""
        return Range(self.least({column: 1.0}), -self.least({column: -1.0}))

    def least(self, factors: Mapping[int, float]) -> float:
        """The least that a sum of columns, each times its factor, can be; minus infinity when there is no least."""
        for column, factor in factors.items():
            self._solver.changeColCost(column, factor)
        self._solver.run()
        status = self._solver.getModelStatus()
        for column in factors:
            self._solver.changeColCost(column, 0.0)
        if status == highspy.HighsModelStatus.kUnbounded:
            return -np.inf
        if status != highspy.HighsModelStatus.kOptimal:
            impossible = status == highspy.HighsModelStatus.kInfeasible
            raise Contradiction("the two contradict each other" if impossible else "no answer was found")
        values = self._solver.getSolution().col_value
        return float(sum(factor * values[column] for column, factor in factors.items()))
