"""Bar charts as SVG: one thing each, said in the title. They read in grey: lightness and words carry it, not hue.

The same drawing serves pages (where classes follow the colour scheme) and PDF (where the attributes count). Nothing is
inline style, so the page's content policy holds.
"""

import re
from textwrap import wrap
from typing import Any, Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reports.grids import LOW, TOTAL

WIDTH: Final = 440
LABEL: Final = 158  # width of the labels, left of the bars
ROOM: Final = 46  # for the figure, right of the longest bar
LINE: Final = 16
DARK, MID, LINE_COLOUR, TEXT = "#4f2d8a", "#8f7bb0", "#6b6375", "#1d1a22"
FONT: Final = "Atkinson Hyperlegible, Verdana, sans-serif"


def bars(table: dict[str, Any], title: str, highlight: list[str]) -> SafeString:
    """A horizontal bar for each category of a table of one dimension. `highlight`: the ones the title is about."""
    cells = [cell for cell in table["cells"] if cell["at"] != [TOTAL]]
    most = max((cell["value"] or 0 for cell in cells), default=0) or 1
    drawn, top = [], 4
    for cell in cells:
        lines = wrap(cell["at"][0], 24) or [""]
        height = 9 + LINE * len(lines)
        drawn.append((_bar(cell, lines, top, height, most, cell["at"][0] in highlight),))
        top += height
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" '
        'aria-labelledby="{2}-t {2}-d"><title id="{2}-t">{3}</title><desc id="{2}-d">{4}</desc>'
        '<path d="M{5} 2V{6}" class="chart-line" stroke="{7}"></path>'
        '<g class="chart-text" font-family="{8}" font-size="13" fill="{9}">{10}</g></svg>',
        WIDTH, top + 4, re.sub(r"[^a-z0-9]+", "-", table["id"]), title, spoken(table), LABEL, top, LINE_COLOUR, FONT, TEXT,
        format_html_join("", "{}", drawn),
    )  # fmt: skip


def spoken(table: dict[str, Any]) -> str:
    """The chart for those who hear it: each bar with its figure."""
    cells = [cell for cell in table["cells"] if cell["at"] != [TOTAL]]
    said = [f"{cell['at'][0]} {LOW if cell['value'] is None else format(cell['value'], ',')}" for cell in cells]
    return f"Bar chart of {table['total_of']}. {'; '.join(said)}."


def _bar(cell: dict[str, Any], lines: list[str], top: int, height: int, most: int, marked: bool) -> SafeString:
    middle = top + height / 2
    first = middle - LINE * (len(lines) - 1) / 2 + 5
    words = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="end">{}</text>',
        ((LABEL - 10, round(first + LINE * place, 1), line) for place, line in enumerate(lines)),
    )
    length = round((WIDTH - LABEL - ROOM) * (cell["value"] or 0) / most, 1)
    return format_html("{}{}{}", words, _body(length, middle, marked), _figure(cell, length, middle, marked))


def _body(length: float, middle: float, marked: bool) -> str | SafeString:
    if not length:
        return ""
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="16" class="{}" fill="{}"></rect>',
        LABEL, round(middle - 8, 1), length, "chart-1" if marked else "chart-4", DARK if marked else MID,
    )  # fmt: skip


def _figure(cell: dict[str, Any], length: float, middle: float, marked: bool) -> SafeString:
    value = LOW if cell["value"] is None else f"{cell['value']:,}"
    weight = SafeString(' font-weight="700"') if marked else ""
    return format_html(
        '<text x="{}" y="{}"{}>{}</text>', round(LABEL + length + 8, 1), round(middle + 5, 1), weight, value
    )
