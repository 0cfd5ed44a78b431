"""Whether one list of whole people fits everything that is stored: the reason why linking releases gains nothing.

Where there is such a list, every stored count can be anything from 5 below to 5 above: five people more or fewer of one
kind leave every claim true, whatever is linked with it. Quarterly tables of a population form a tree, which always has
such a list when its tables agree; the annual ones close rings, so there it is looked for. Divisions that go together
(tables.WORLDS) all share a core; once the core is settled in whole people, each division is a small problem by itself.
"""

from collections.abc import Sequence
from itertools import chain

import numpy as np

from equality.disclosure.attack import QUARTER, Known, disagreements, known
from equality.disclosure.cubes import Dims, fold, fold_index, folds, shape
from equality.disclosure.cubes import meeting as shared_by
from equality.disclosure.ledger import FrozenLedger
from equality.disclosure.parameters import Parameters
from equality.disclosure.program import Columns, Floats, Program
from equality.disclosure.tables import WORLDS, Population

LUCK = 4


def possible_world(year: str, population: Population, ledger: FrozenLedger, chosen: Parameters) -> bool | None:
    """Whether some list of whole people has exactly the stored tables of a year. None when not decided in time."""
    tables = known(year, population, ledger)
    if any(disagreements(tables)):
        return False
    annual = any(QUARTER not in table.dims for table in tables)
    worlds = WORLDS[population] if annual else ()
    if not worlds:
        return True
    core = tuple(name for name in worlds[0] if all(name in dims for dims in worlds))
    cores = chain(
        [_smooth_core(tables, core, chosen)],
        (_careful_core(tables, core, worlds, luck, chosen) for luck in range(LUCK)),
    )
    return any(found is not None and completed(tables, core, found, worlds, chosen) for found in cores) or None


def _smooth_core(tables: list[Known], core: Dims, chosen: Parameters) -> Floats | None:
    """Whole people over the core, as near as can be to what they were if its dimensions had nothing to do with each
    other. Quick, and right for large crowds."""
    program = Program()
    columns = program.add(int(np.prod(shape(core))), whole=True)
    _fit(program, core, columns, tables)
    program.near(columns, 1.0, _independent(tables, core), cost=1.0, at_most=np.inf)
    return _values(program, columns, chosen)


def _careful_core(
    tables: list[Known], core: Dims, worlds: Sequence[Dims], luck: int, chosen: Parameters
) -> Floats | None:
    """Whole people over the core for which every division can be completed, if not always by whole people."""
    chance, program = np.random.default_rng(luck), Program()
    columns = program.add(int(np.prod(shape(core))), whole=True)
    for dims in worlds:
        size = int(np.prod(shape(dims)))
        people = program.add(size, cost=chance.random(size))  # towards a corner, where numbers are whole more often
        _fit(program, dims, people, tables)
        terms = (fold_index(dims, core), people, 1.0), (np.arange(len(columns)), columns, -1.0)
        program.limit(len(columns), *terms, low=0.0, high=0.0)
    return _values(program, columns, chosen)


def completed(tables: Sequence[Known], core: Dims, settled: Floats, worlds: Sequence[Dims], chosen: Parameters) -> bool:
    """Whether every division can be filled with whole people that have this core."""
    chance = np.random.default_rng(0)
    for dims in worlds:
        size, program = int(np.prod(shape(dims))), Program()
        people = program.add(size, cost=chance.random(size), whole=True)
        _fit(program, dims, people, tables)
        program.limit(len(settled), (fold_index(dims, core), people, 1.0), low=settled, high=settled)
        if _values(program, people, chosen) is None:
            return False
    return True


def _fit(program: Program, dims: Dims, columns: Columns, tables: Sequence[Known]) -> None:
    """The columns add up to every stored table, as far as the table and `dims` have something in common."""
    for table in tables:
        shared = shared_by(dims, table.dims)
        stored = fold(table.values, table.dims, shared).ravel()
        there = fold(table.frozen, table.dims, shared) == fold(np.ones_like(table.frozen), table.dims, shared)
        high = np.where(there.ravel(), stored, np.inf)
        low = np.where(there.ravel(), stored, 0)
        program.limit(stored.size, (fold_index(dims, shared), columns, 1.0), low=low, high=high)


def _independent(tables: list[Known], core: Dims) -> Floats:
    """Each quarter's people, divided by every other dimension of the core as if they had nothing to do with another."""
    whole = _margin(tables, (QUARTER,))
    expected = whole.reshape(-1, *[1] * (len(core) - 1))
    for axis, name in enumerate(core):
        if name != QUARTER:
            share = _margin(tables, (QUARTER, name)) / np.maximum(whole, 1)[:, None]
            expected = expected * np.expand_dims(share, tuple(place for place in range(1, len(core)) if place != axis))
    return expected.ravel()


def _margin(tables: list[Known], dims: Dims) -> Floats:
    table = next(table for table in tables if folds(table.dims, dims))
    return fold(table.values, table.dims, dims).astype(np.float64)


def _values(program: Program, columns: Columns, chosen: Parameters) -> Floats | None:
    solution = program.solve(gap=1.0, time_limit=chosen.time_limit, node_limit=chosen.node_limit)
    return None if solution is None else np.rint(solution.values[columns])
