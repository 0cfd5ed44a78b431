"""An attacker who has every released JSON and nothing of ours: written from the method statement alone.

Every published number is within 5 of the truth, every sum of a longer period or an area within 10, [low] is 0 to 10;
rows and columns add up; the same group has the same true number wherever it is printed; quarters add up to years.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

TOTAL = "Total"
Group = tuple[str, str, frozenset[tuple[str, str]]]  # period, whom, {(dimension label or name, category)}


@dataclass
class Attacker:
    """Add releases with `read`; ask with `possible`."""

    column: dict[Group, int] = field(default_factory=dict)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    sums: set[tuple[int, tuple[int, ...]]] = field(default_factory=set)

    def read(self, period: str, tables: list[dict[str, Any]]) -> None:
        for table in tables:
            names = [dimension["name"] for dimension in table["dimensions"]]
            slack = 10 if {"area", "help"} & set(names) or "H" in period else 5
            for cell in table["cells"]:
                here = self._of(period, table["total_of"], names, cell["at"])
                value = cell["value"]
                self._claim(here, 0 if value is None else value - slack, 10 if value is None else value + slack)
                for place, label in enumerate(cell["at"]):
                    if label == TOTAL:
                        options = table["dimensions"][place]["categories"]
                        parts = [[*cell["at"][:place], one, *cell["at"][place + 1 :]] for one in options]
                        self.sums.add((here, tuple(self._of(period, table["total_of"], names, at) for at in parts)))

    def join_quarters(self, year: str) -> None:
        """A group's year is the sum of its four quarters, where all five are printed."""
        for (period, whom, group), here in list(self.column.items()):
            quarters = [self.column.get((f"{year}Q{number}", whom, group)) for number in range(1, 5)]
            if period == year and None not in quarters:
                self.sums.add((here, tuple(quarter for quarter in quarters if quarter is not None)))

    def possible(self, here: int) -> tuple[float, float]:
        """The least and the greatest true number of one group."""
        whole, parts = self._matrix()
        ends = []
        for sign in (1.0, -1.0):
            cost = np.zeros(len(self.low))
            cost[here] = sign
            found = linprog(cost, A_eq=parts, b_eq=whole, bounds=list(zip(self.low, self.high, strict=True)))
            assert found.success, found.message
            ends.append(float(found.x[here]))
        return ends[0], ends[1]

    def _matrix(self) -> tuple[Any, Any]:
        rows, columns, factors = [], [], []
        for row, (here, parts) in enumerate(sorted(self.sums)):
            rows += [row] * (len(parts) + 1)
            columns += [here, *parts]
            factors += [-1.0, *[1.0] * len(parts)]
        shape = (len(self.sums), len(self.low))
        return np.zeros(len(self.sums)), csr_matrix((factors, (rows, columns)), shape=shape)

    def _of(self, period: str, whom: str, names: list[str], at: list[str]) -> int:
        group = (period, whom, frozenset(pair for pair in zip(names, at, strict=True) if pair[1] != TOTAL))
        if group not in self.column:
            self.column[group] = len(self.low)
            self.low.append(0.0)
            self.high.append(np.inf)
        return self.column[group]

    def _claim(self, here: int, low: float, high: float) -> None:
        self.low[here] = max(self.low[here], low)
        self.high[here] = min(self.high[here], high)
