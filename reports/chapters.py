"""The data of a release as something to read: chapters with parts, each a heading, a sentence, a chart and a table."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from django.utils.safestring import SafeString

from reports.catalogue import CHAPTERS, Chapter, chapter_of, place_of
from reports.charts import Bar, bars, drawing, height
from reports.grids import TOTAL, Grid, grid_of

Data = dict[str, Any]
TALL: Final = 355  # what fits under a chapter's heading at the full width of a page of large print


@dataclass(frozen=True)
class Part:
    """One table. `finding` and `bars` are empty when the table speaks for itself."""

    id: str
    title: str
    who: str
    grid: Grid
    finding: str = ""
    bars: tuple[Bar, ...] = ()

    @cached_property
    def chart(self) -> SafeString:
        """For paper."""
        return drawing(self.id, self.finding, self.who, self.bars)

    @property
    def tall(self) -> bool:
        """Whether the drawing is too high for a page of large print, unless its words shrink."""
        return height(self.bars) > TALL

    @property
    def across(self) -> bool:
        return self.grid.wide and not self.bars


@dataclass(frozen=True)
class Read:
    """One chapter with its parts."""

    chapter: Chapter
    parts: tuple[Part, ...]

    @property
    def across(self) -> bool:
        """Whether it begins with a table that lies across the page in large print: its heading goes with it."""
        return self.parts[0].across


@dataclass(frozen=True)
class Figure:
    """A number that is shown large."""

    value: str
    words: str


def chapters(data: Data) -> list[Read]:
    """In reading order; a chapter without tables is left out."""
    said = {finding["table"]: finding for finding in data["findings"]}
    found: dict[str, list[Part]] = {}
    for table in sorted(data["tables"], key=place_of):
        found.setdefault(chapter_of(table).id, []).append(_part(table, said.get(table["id"]), data["period_words"]))
    return [Read(chapter, tuple(found[chapter.id])) for chapter in CHAPTERS if chapter.id in found]


def headlines(data: Data) -> list[str]:
    """The sentences of the first page."""
    return [finding["text"] for finding in data["findings"] if finding["headline"]]


def figures(data: Data) -> list[Figure]:
    """The totals of the populations, large."""
    totals = {table["total_of"]: cell["value"] for table in data["tables"] for cell in table["cells"] if _whole(cell)}
    return [Figure(f"{value:,}", who) for who, value in totals.items() if value is not None]


def _whole(cell: dict[str, Any]) -> bool:
    return set(cell["at"]) == {TOTAL}


def _part(table: dict[str, Any], finding: dict[str, Any] | None, period_words: str) -> Part:
    bare = Part(table["id"].replace(".", "-"), table["title"], table["total_of"], grid_of(table, period_words))
    if finding is None:
        return bare
    return replace(bare, finding=finding["text"], bars=bars(table, finding["highlight"]))
