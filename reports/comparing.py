"""Two releases of one report side by side, from what was released only; and words that take no small difference for a
change.

A published count may be off by 5, a sum of several by 10. Two counts differ only when nothing that they can be is the
same.
"""

from dataclasses import dataclass
from typing import Any

from equality.disclosure import periods
from reports.grids import LOW, TOTAL

Data = dict[str, Any]
SAME = "No clear difference"


@dataclass(frozen=True)
class Line:
    """One group of people in both periods."""

    label: str
    first: str
    second: str
    words: str
    total: bool


@dataclass(frozen=True)
class Side:
    """One table of both periods; `corner` heads the column of groups."""

    title: str
    corner: str
    lines: tuple[Line, ...]


def side_by_side(first: Data, second: Data) -> list[Side]:
    """Every table of one dimension that both have with the same groups, in the order of the first."""
    others = {table["id"]: table for table in second["tables"]}
    pairs = [(table, others[table["id"]]) for table in first["tables"] if table["id"] in others]
    return [
        _side(one, other, _slack(first, one), _slack(second, other))
        for one, other in pairs
        if len(one["dimensions"]) == 1 and one["dimensions"] == other["dimensions"]
    ]


def _slack(data: Data, table: dict[str, Any]) -> int:
    """How far a count may be off: sums of several published counts further."""
    sums = not periods.is_quarter(data["period"]) or table["dimensions"][0]["name"] in {"area", "help"}
    return int(data["parameters"]["sum_tolerance" if sums else "tolerance"])


def _side(one: dict[str, Any], other: dict[str, Any], slack: int, others_slack: int) -> Side:
    values = [{cell["at"][0]: cell["value"] for cell in table["cells"]} for table in (one, other)]
    labels = [*one["dimensions"][0]["categories"], TOTAL]
    lines = [_line(label, values[0][label], values[1][label], slack, others_slack) for label in labels]
    return Side(one["title"], one["dimensions"][0]["label"], tuple(lines))


def _line(label: str, first: int | None, second: int | None, slack: int, others_slack: int) -> Line:
    low, high = _range(first, slack)
    low_then, high_then = _range(second, others_slack)
    words = "Higher in the second" if low_then > high else "Lower in the second" if high_then < low else SAME
    return Line(label, _shown(first), _shown(second), words, label == TOTAL)


def _range(value: int | None, slack: int) -> tuple[int, int]:
    """All that a count can be; [low] stands for a published 0 or 5."""
    return (0, 5 + slack) if value is None else (max(0, value - slack), value + slack)


def _shown(value: int | None) -> str:
    return LOW if value is None else f"{value:,}"
