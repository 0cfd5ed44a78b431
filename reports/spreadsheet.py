"""The figures of a release as CSV: one figure in a row, so that nobody has to guess what a column means."""

import csv
from io import StringIO
from typing import Any, Final

from reports.grids import LOW

HEAD: Final = (
    "table", "title", "counted", "divided by", "category", "and by", "category 2", "people", "percent", "mark",
)  # fmt: skip
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet calculate


def csv_of(data: dict[str, Any]) -> bytes:
    """UTF-8 with a byte order mark, as spreadsheets expect. `mark` is [low] where there is no figure."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    for table in data["tables"]:
        for cell in table["cells"]:
            writer.writerow([_plain(value) for value in _row(table, cell)])
    return text.getvalue().encode("utf-8-sig")


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


def _plain(value: str) -> str:
    """Words stay words in a spreadsheet."""
    return f"'{value}" if value.startswith(FORMULA) else value
