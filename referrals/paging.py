"""Keyset paging: a list is one or two segments, each read in the order of one index, never counted and never skipped."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

PAGE = 25

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Segment:
    """Rows in the order of one column, then of id. The condition and the order are those of one index."""

    where: Q
    column: str
    descending: bool = False


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Up to PAGE rows; `after` continues behind the last one, "" when it is the last page."""

    rows: list[Row]
    after: str


def paged(base: QuerySet[Row], segments: Sequence[Segment], after: str = "") -> Page[Row]:
    """One page. `after`: a cursor of an earlier page; one that we cannot read starts from the beginning."""
    start, value, last = _read(segments, after)
    rows: list[Row] = []
    for place, segment in enumerate(segments[start:], start):
        wanted = PAGE + 1 - len(rows)
        found = list(_behind(base, segment, value, last)[:wanted])
        if len(rows) + len(found) > PAGE:
            rows += found[:-1]
            return Page(rows, _cursor(place, segment, rows[-1], rows[-1] in found))
        rows += found
        value = last = None
    return Page(rows, "")


def _behind(
    base: QuerySet[Row], segment: Segment, value: date | datetime | None, last: uuid.UUID | None
) -> QuerySet[Row]:
    sign, side = ("-", "lt") if segment.descending else ("", "gt")
    rows = base.filter(segment.where).order_by(f"{sign}{segment.column}", f"{sign}id")
    if value is None:
        return rows
    column = segment.column
    beyond = Q(**{f"{column}__{side}": value}) | Q(**{column: value, f"id__{side}": last})
    return rows.filter(beyond, **{f"{column}__{side}e": value})  # the second condition is what the index can use


def _cursor(place: int, segment: Segment, row: Any, within: bool) -> str:
    """ "segment~value~id"; only "segment" when its first row comes next."""
    return f"{place}~{getattr(row, segment.column).isoformat()}~{row.pk}" if within else str(place)


def _read(segments: Sequence[Segment], text: str) -> tuple[int, date | datetime | None, uuid.UUID | None]:
    place, _, rest = text.partition("~")
    value, _, last = rest.partition("~")
    if not place.isascii() or not place.isdigit() or int(place) >= len(segments):
        return 0, None, None
    try:
        kind = date if segments[int(place)].column.endswith("_on") else datetime
        return (int(place), kind.fromisoformat(value), uuid.UUID(last)) if rest else (int(place), None, None)
    except ValueError:
        return 0, None, None
