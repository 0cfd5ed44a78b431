"""Our own attacker: everything ever stored about one population and year, as one system of linear constraints.

The attacker knows every stored value, that the true count is within the tolerance of it, that the year so far is too,
and that tables come from one list of people. Exact figures that were given elsewhere are added as equations.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from equality.disclosure import periods
from equality.disclosure.cubes import Counts, Dims, cell_codes, fold, fold_index, folds, from_cells, meeting, shape
from equality.disclosure.dimensions import DIMENSIONS
from equality.disclosure.ledger import Cell, FrozenLedger
from equality.disclosure.parameters import Parameters
from equality.disclosure.program import Columns, Program
from equality.disclosure.tables import FROZEN, WORLDS, Population

QUARTER = "quarter"


@dataclass(frozen=True)
class ExactFigure:
    """A true count that somebody was given outside the reports (an FOI answer, a board paper).

    `period`: a quarter or a year. `where`: dimension name → category code; empty for everybody. `source`: where it stands, and who has it.
    """

    period: str
    population: Population
    where: Mapping[str, str]
    value: int
    source: str = ""


@dataclass(frozen=True)
class Known:
    """Stored values over dims; the first dim of a quarterly table is the quarter. `frozen`: which quarters are there."""

    table: str
    dims: Dims
    values: Counts
    frozen: Counts  # 1 where stored, 0 where the quarter is still open


def known(year: str, population: Population, ledger: FrozenLedger) -> list[Known]:
    """Everything stored about a population in a year."""
    found = []
    for spec in FROZEN.values():
        if spec.population != population:
            continue
        if spec.period_kind == "year":
            if cells := ledger.cells(year, spec.id):
                values = from_cells(cells, spec.dims)
                found.append(Known(spec.id, spec.dims, values, np.ones_like(values)))
            continue
        quarters = [ledger.cells(quarter, spec.id) for quarter in periods.quarters_of(year)]
        if any(quarters):
            parts = [from_cells(cells, spec.dims) if cells else np.zeros(shape(spec.dims), int) for cells in quarters]
            there = [np.full(shape(spec.dims), int(bool(cells))) for cells in quarters]
            found.append(Known(spec.id, (QUARTER, *spec.dims), np.stack(parts), np.stack(there)))
    return found


@dataclass
class Attack:
    """Columns are true counts: of every stored cell, of every division on which tables meet, of the people behind."""

    year: str
    population: Population
    ledger: FrozenLedger
    chosen: Parameters
    exact: Sequence[ExactFigure] = ()
    program: Program = field(default_factory=Program)
    settled: Columns = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # columns of the core, once built

    @cached_property
    def tables(self) -> list[Known]:
        return known(self.year, self.population, self.ledger)

    def build(self) -> dict[str, Columns]:
        """→ table id → columns of its cells. Call it once."""
        columns = {table.table: self._cells(table) for table in self.tables}
        worlds = [(dims, self.program.add(int(np.prod(shape(dims))))) for dims in self.worlds]
        members = [(table.dims, columns[table.table]) for table in self.tables] + worlds
        for dims in self._divisions([dims for dims, _ in members]):
            self._tie(dims, members)
        for told in _by_cell(self.exact):
            self._give(told, members)
        return columns

    @cached_property
    def worlds(self) -> tuple[Dims, ...]:
        """Divisions of the people of the whole year that must fit all tables at once."""
        annual = any(QUARTER not in table.dims for table in self.tables)
        return tuple(dims[1:] for dims in WORLDS[self.population]) if annual else ()

    @property
    def core(self) -> Dims:
        """What all those divisions have in common. Its people are whole; the divisions are then small problems."""
        return (
            tuple(name for name in self.worlds[0] if all(name in dims for dims in self.worlds)) if self.worlds else ()
        )

    def _cells(self, table: Known) -> Columns:
        low, high = self._around(table.values, table.frozen, self.chosen.tolerance)
        return self.program.add(table.values.size, low, high, whole=True)

    def _around(self, values: Counts, there: Counts, tolerance: int) -> tuple[Counts, Counts]:
        low = np.where(there.ravel() > 0, np.maximum(values.ravel() - tolerance, 0), 0)
        return low, np.where(there.ravel() > 0, values.ravel() + float(tolerance), np.inf)

    def _divisions(self, members: list[Dims]) -> list[Dims]:
        met = {meeting(one, other) for place, one in enumerate(members) for other in members[place + 1 :]}
        single = {(name,) for dims in members for name in dims}
        each = {
            tuple(sorted((QUARTER, name))) for dims in members if QUARTER in dims for name in dims if name != QUARTER
        }
        return sorted(met | single | each | {()}, key=lambda dims: (len(dims), dims))

    def _tie(self, dims: Dims, members: list[tuple[Dims, Columns]]) -> None:
        low, high = self._claimed(dims)
        size = int(np.prod(shape(dims)))
        columns = self.program.add(size, low, high, whole=bool(dims) and dims == self.core)
        if dims == self.core:
            self.settled = columns
        each = np.arange(size)
        for fine, parts in members:
            if folds(fine, dims):
                terms = (fold_index(fine, dims), parts, 1.0), (each, columns, -1.0)
                self.program.limit(size, *terms, low=0.0, high=0.0)
        if QUARTER in dims and len(dims) <= 2:
            for source in [table for table in self.tables if folds(table.dims, dims)][:1]:
                self._year_so_far(source, dims, columns)

    def _claimed(self, dims: Dims) -> tuple[Counts, Counts]:
        """What is claimed of a margin: within the tolerance, when it has at most one dimension besides the quarter."""
        size = int(np.prod(shape(dims)))
        source = next((table for table in self.tables if folds(table.dims, dims)), None)
        if source is None or len(set(dims) - {QUARTER}) > 1:
            return np.zeros(size, dtype=np.int64), np.full(size, np.inf)
        there = fold(source.frozen, source.dims, dims)
        whole = fold(np.ones_like(source.frozen), source.dims, dims)
        values = fold(source.values, source.dims, dims)
        return self._around(values, (there == whole).astype(np.int64), self.chosen.tolerance)

    def _year_so_far(self, source: Known, dims: Dims, columns: Columns) -> None:
        axis = dims.index(QUARTER)
        values = np.moveaxis(fold(source.values, source.dims, dims), axis, 0)
        placed = np.moveaxis(columns.reshape(shape(dims)), axis, 0)
        frozen = np.moveaxis(source.frozen, source.dims.index(QUARTER), 0).reshape(4, -1)[:, 0]
        for upto in range(2, int(frozen.sum()) + 1 if frozen.cumprod().sum() == frozen.sum() else 2):
            stored = values[:upto].sum(axis=0).ravel()
            rows = np.tile(np.arange(stored.size), upto)
            term = (rows, placed[:upto].reshape(-1), 1.0)
            low, high = np.maximum(stored - self.chosen.tolerance, 0), stored + self.chosen.tolerance
            self.program.limit(stored.size, term, low=low, high=high)

    def _give(self, told: Sequence[ExactFigure], members: Iterable[tuple[Dims, Columns]]) -> None:
        """An equation, when some table holds the dimensions of the figure; ValueError when none does. Where the same cell
        was given twice, the truth is one of the two or lies between."""
        figure, values = told[0], [one.value for one in told]
        quarter = {QUARTER: figure.period[4:]} if periods.is_quarter(figure.period) else {}
        where = {**figure.where, **quarter}
        dims = tuple(sorted(where))
        for fine, columns in members:
            if folds(fine, dims):
                cell = cell_codes(dims).index(tuple(where[name] for name in dims))
                inside = columns[fold_index(fine, dims) == cell]
                term = (np.zeros(len(inside), dtype=np.int64), inside, 1.0)
                self.program.limit(1, term, low=min(values), high=max(values))
                return
        raise ValueError(f"no table has {', '.join(DIMENSIONS[name].label for name in figure.where)} together")


def _by_cell(figures: Iterable[ExactFigure]) -> list[list[ExactFigure]]:
    """Those about the same cell of the same period together."""
    found: dict[tuple[object, ...], list[ExactFigure]] = {}
    for figure in figures:
        found.setdefault((figure.period, frozenset(figure.where.items())), []).append(figure)
    return list(found.values())


def told_twice(figures: Iterable[ExactFigure]) -> list[ExactFigure]:
    """The last of those that were given before with another number: the difference is somebody who came or left."""
    return [told[-1] for told in _by_cell(figures) if len({one.value for one in told}) > 1]


def disagreements(tables: list[Known]) -> Iterator[tuple[Known, Known, Dims, Cell]]:
    """Cells of shared divisions on which two stored tables have different sums: there must be none."""
    for place, one in enumerate(tables):
        for other in tables[place + 1 :]:
            shared = meeting(one.dims, other.dims)
            differ = np.ones(shape(shared), dtype=bool)
            for table in (one, other):
                whole = fold(np.ones_like(table.frozen), table.dims, shared)
                differ &= fold(table.frozen, table.dims, shared) == whole
            differ &= fold(one.values, one.dims, shared) != fold(other.values, other.dims, shared)
            for cell, wrong in zip(cell_codes(shared), differ.ravel(), strict=True):
                if wrong:
                    yield one, other, shared, cell
