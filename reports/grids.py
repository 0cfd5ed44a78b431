"""A table of the JSON as rows and columns, the same for pages, PDF and whatever comes."""

from dataclasses import dataclass
from itertools import product
from typing import Any, Final

TOTAL: Final = "Total"
LOW: Final = "[low]"
SHARE: Final = "Share"
NOT_SHOWN: Final = "not shown"


@dataclass(frozen=True)
class Shown:
    """One cell as it is printed. `number`: the figure, None where a mark such as [low] stands instead."""

    text: str
    number: int | None = None

    @property
    def quiet(self) -> bool:
        return self.number is None


@dataclass(frozen=True)
class Row:
    label: str
    cells: tuple[Shown, ...]
    total: bool = False


@dataclass(frozen=True)
class Grid:
    """`caption` says what is counted; `corner` heads the column of row labels."""

    caption: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def wide(self) -> bool:
        return len(self.columns) > 5

    @property
    def long(self) -> bool:
        """More than a page of large print: wrapped labels and many rows."""
        return len(self.rows) > 15 and len(self.columns) > 2


def grid_of(table: dict[str, Any], period_words: str) -> Grid:
    """A table of one dimension has columns for people and share; one of two has a column for each category."""
    values = {tuple(cell["at"]): cell for cell in table["cells"]}
    caption = _caption(table, period_words)
    first = table["dimensions"][0]
    if len(table["dimensions"]) == 1:
        labels = [*first["categories"], TOTAL]
        rows = [Row(at, (_count(values[(at,)]), _percent(values[(at,)])), at == TOTAL) for at in labels]
        return Grid(caption, first["label"], ("People", SHARE), tuple(rows))
    second = table["dimensions"][1]
    across = [*second["categories"], TOTAL]
    rows = [
        Row(down, tuple(_count(values[at]) for at in product([down], across)), down == TOTAL)
        for down in (*first["categories"], TOTAL)
    ]
    return Grid(caption, first["label"], tuple(across), tuple(rows))


def _caption(table: dict[str, Any], period_words: str) -> str:
    title, who = table["title"], table["total_of"]
    return f"{title}, {period_words}" if who in title else f"{title}: {who}, {period_words}"


def _count(cell: dict[str, Any]) -> Shown:
    value = cell["value"]
    return Shown(LOW) if value is None else Shown(f"{value:,}", value)


def _percent(cell: dict[str, Any]) -> Shown:
    if cell["value"] is None:
        return Shown(LOW)
    percent = cell["percent"]
    return Shown(NOT_SHOWN) if percent is None else Shown(f"{percent}%", percent)
