"""What the check says of one figure, in words for whoever reads it."""

from dataclasses import dataclass

from equality.disclosure import periods
from equality.disclosure.attack import QUARTER, Known
from equality.disclosure.cubes import Dims
from equality.disclosure.dimensions import DIMENSIONS
from equality.disclosure.ledger import Cell
from equality.disclosure.tables import FROZEN


@dataclass(frozen=True)
class Finding:
    """One figure that must not leave. `rule`: exact, presence, narrow, group, change, republished, inconsistent, too few."""

    rule: str
    period: str
    table: str
    at: tuple[str, ...]
    words: str

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.table, *self.at) if part)
        return f"{periods.words(self.period)}, {where}: {self.words}"


def about(rule: str, year: str, table: Known, cell: Cell, words: str) -> Finding:
    """A finding about one stored cell, or one of a division of the table's."""
    return Finding(rule, period_of(year, table.dims, cell), FROZEN[table.table].title, labels(table.dims, cell), words)


def period_of(year: str, dims: Dims, cell: Cell) -> str:
    return next((f"{year}{code}" for name, code in zip(dims, cell, strict=True) if name == QUARTER), year)


def labels(dims: Dims, cell: Cell) -> tuple[str, ...]:
    return tuple(
        dict(DIMENSIONS[name].categories)[code] for name, code in zip(dims, cell, strict=True) if name != QUARTER
    )
