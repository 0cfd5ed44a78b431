"""The figures of a release as CSV: one figure in a row, so that nobody has to guess what a column means.

Each row also says which report it is from, in which version and when it was released: rows are copied into other files.
"""

from typing import Any, Final

from reports.data import released_on
from reports.grids import LOW
from walls.spreadsheet import csv_bytes

HEAD: Final = (
    "table", "title", "counted", "divided by", "category", "and by", "category 2", "people", "percent", "mark",
    "report", "period", "version", "released",
)  # fmt: skip


def csv_of(data: dict[str, Any]) -> bytes:
    """`mark` is [low] where there is no figure; `released` is a day, 2026-01-30."""
    about = [data["name"], data["period"], str(data["version"]), released_on(data).isoformat()]
    return csv_bytes(HEAD, [_row(table, cell) + about for table in data["tables"] for cell in table["cells"]])


def _row(table: dict[str, Any], cell: dict[str, Any]) -> list[str]:
    places = [(part["label"], at) for part, at in zip(table["dimensions"], cell["at"], strict=True)]
    words = [word for place in (*places, ("", ""))[:2] for word in place]
    percent = cell.get("percent")
    return [
        table["id"], table["title"], table["total_of"], *words,
        "" if cell["value"] is None else str(cell["value"]),
        "" if percent is None else str(percent),
        LOW if cell["value"] is None else "",
    ]  # fmt: skip
