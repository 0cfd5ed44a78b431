"""Planting faults in what is stored and in what is about to be released."""

import copy
from collections.abc import Callable
from typing import Any

from equality.disclosure.gate import Release
from equality.disclosure.ledger import FrozenLedger, Row


def changed(ledger: FrozenLedger, period: str, table: str, change: Callable[[dict[Any, int]], None]) -> FrozenLedger:
    """The ledger with one table of one period changed by hand."""
    rows = []
    for (frozen, name), cells in ledger.tables.items():
        mine = dict(cells)
        if (frozen, name) == (period, table):
            change(mine)
        rows += [Row(frozen, name, cell, value) for cell, value in mine.items()]
    return FrozenLedger.from_rows(rows)


def altered(release: Release, table: str, change: Callable[[dict[tuple[str, ...], dict[str, Any]]], None]) -> Release:
    """The release with the cells of one table changed by hand."""
    tables = copy.deepcopy(list(release.tables))
    change({tuple(cell["at"]): cell for cell in next(t for t in tables if t["id"] == table)["cells"]})
    return Release(release.period, tables)
