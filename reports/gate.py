"""What is checked before figures are stored and before they are released. A refusal says which figures, in words."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from equality.disclosure import api
from reports.sealing import sha256_of

TOTAL: Final = "Total"


class NotClean(api.NotPublished):
    """A check found figures that must not be published."""


@dataclass(frozen=True)
class Verdict:
    """`faults`: plain words, one for each kind of figure that must not leave; none means that all is well."""

    about: str
    checked: int
    faults: tuple[str, ...]

    @property
    def clean(self) -> bool:
        return not self.faults

    @property
    def report(self) -> dict[str, Any]:
        return {"about": self.about, "checked": self.checked, "faults": list(self.faults)}

    @property
    def sha256(self) -> str:
        return sha256_of(self.report)

    def insist(self) -> None:
        """Raise NotClean unless clean."""
        if self.faults:
            raise NotClean("The check before release found a fault. Nothing was released. " + " ".join(self.faults))


def of_rows(protected: api.Protected) -> Verdict:
    """Rounded, once each, and not below zero: what may be stored."""
    rows = list(protected.rows())
    base = int(protected.parameters["base"])
    twice = [place for place, times in Counter((row.table, row.cell) for row in rows).items() if times > 1]
    odd = [row for row in rows if row.value < 0 or row.value % base]
    faults = [f"{table}: {' and '.join(cell)} stands twice." for table, cell in twice]
    faults += [f"{row.table}: {' and '.join(row.cell)} is not a multiple of {base}." for row in odd]
    return Verdict(f"rows of {protected.period}", len(rows), tuple(faults))


def of_tables(period: str, tables: Iterable[dict[str, Any]], base: int) -> Verdict:
    """What may be released: every figure rounded or suppressed, every total its sum, one total for one population."""
    faults: list[str] = []
    totals: dict[str, set[int | None]] = {}
    checked = 0
    for table in tables:
        cells = {tuple(cell["at"]): cell for cell in table["cells"]}
        checked += len(cells)
        faults += [f"“{table['title']}”: {words}" for words in (*_kinds(cells, base), *_sums(table, cells, base))]
        grand = cells[(TOTAL,) * len(table["dimensions"])]["value"]
        totals.setdefault(table["total_of"], set()).add(grand)
    faults += [f"Tables of {who} have different totals." for who, found in totals.items() if len(found) > 1]
    return Verdict(f"tables of {period}", checked, tuple(faults))


Cells = dict[tuple[str, ...], dict[str, Any]]


def _kinds(cells: Cells, base: int) -> Iterator[str]:
    for at, cell in cells.items():
        value, kind = cell["value"], cell["kind"]
        if kind not in ("rounded", "suppressed") or (value is None) != (kind == "suppressed"):
            yield f"{_words(at)} is not protected."
        elif value is not None and (value <= base or value % base):
            yield f"{_words(at)} is not a rounded figure."


def _sums(table: dict[str, Any], cells: Cells, base: int) -> Iterator[str]:
    """A total lies within what its parts can add up to: a suppressed part is 0 or one base, nothing else."""
    ways = [dimension["categories"] for dimension in table["dimensions"]]
    for axis, categories in enumerate(ways):
        for rest in product(*([*way, TOTAL] for place, way in enumerate(ways) if place != axis)):
            parts = [cells[(*rest[:axis], category, *rest[axis:])]["value"] for category in categories]
            at = (*rest[:axis], TOTAL, *rest[axis:])
            low = sum(part for part in parts if part is not None)
            high = low + base * parts.count(None)
            total = cells[at]["value"]
            if not (low <= total <= high if total is not None else low == 0):
                yield f"{_words(at)} is not the sum of its parts."


def _words(at: tuple[str, ...]) -> str:
    return ", ".join(at)
