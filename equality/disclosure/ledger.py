"""What was frozen: leaf cells of frozen tables, by period. Rounded values only; the release ledger stores its rows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Self

Cell = tuple[str, ...]
Cells = Mapping[Cell, int]


@dataclass(frozen=True)
class Row:
    """One stored value: a multiple of the base. Unique on (period, table, cell). `cell`: category codes, one a dim."""

    period: str
    table: str
    cell: Cell
    value: int


@dataclass(frozen=True)
class Solver:
    """How the rounding went. `gap`: how far from the best rounding at most, as a share."""

    seconds: float
    cells: int
    constraints: int
    gap: float
    salt: int
    moved: int  # cells stored away from their keyed target
    eased: str = ""  # limits on the year so far that were eased: "", "leaves", "margins" (and leaves)
    dropped: tuple[str, ...] = ()  # tables left out because no rounding within the limits was found


@dataclass(frozen=True)
class Protected:
    """The protected tables of one period, ready to be stored. Holds no true count.

    `tables`: table id → cell → stored value. `parameters`: what a report may say about the method.
    """

    period: str
    tables: Mapping[str, Cells]
    parameters: Mapping[str, Any]
    code_version: str
    solver: Solver

    def rows(self) -> Iterator[Row]:
        for table, cells in self.tables.items():
            for cell, value in cells.items():
                yield Row(self.period, table, cell, value)


@dataclass(frozen=True)
class FrozenLedger:
    """Everything frozen so far: (period, table id) → cells. Build it with `from_rows`; grow it with `and_also`."""

    tables: Mapping[tuple[str, str], Cells] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def from_rows(cls, rows: Iterable[Row]) -> Self:
        """ValueError when two rows claim one cell."""
        tables: dict[tuple[str, str], dict[Cell, int]] = {}
        for row in rows:
            cells = tables.setdefault((row.period, row.table), {})
            if row.cell in cells:
                raise ValueError(f"{row.period} {row.table} {row.cell} is stored twice")
            cells[row.cell] = row.value
        return cls(MappingProxyType(tables))

    def and_also(self, protected: Protected) -> Self:
        """A ledger with one more period. ValueError when the period is already frozen."""
        if self.has(protected.period):
            raise ValueError(f"{protected.period} is already frozen")
        more = {(protected.period, table): cells for table, cells in protected.tables.items()}
        return type(self)(MappingProxyType({**self.tables, **more}))

    def has(self, period: str) -> bool:
        return any(frozen == period for frozen, _ in self.tables)

    def periods(self) -> tuple[str, ...]:
        return tuple(sorted({period for period, _ in self.tables}))

    def cells(self, period: str, table: str) -> Cells | None:
        return self.tables.get((period, table))
