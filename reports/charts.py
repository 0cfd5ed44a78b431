"""Bar charts: one thing each, said in the title. They read in grey: lightness and words carry it, not hue.

On pages a chart is a list with a bar behind each figure (reports/bars.html), so that its words are as large as all others
and wrap on a phone; on paper it is a drawing. Nothing is inline style, so the page's content policy holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Bar:
    """One category. figure: as it is printed. share: its length, per cent of the longest. marked: the title is about it."""

    label: str
    figure: str
    share: float
    marked: bool


def bars(table: dict[str, Any], highlight: list[str]) -> tuple[Bar, ...]:
    """A bar for each category of a table of one dimension. `highlight`: the ones the title is about."""
    cells = [cell for cell in table["cells"] if cell["at"] != [TOTAL]]
    most = max((cell["value"] or 0 for cell in cells), default=0) or 1
    return tuple(
        Bar(
            label=cell["at"][0],
            figure=LOW if cell["value"] is None else f"{cell['value']:,}",
            share=round(100 * (cell["value"] or 0) / most, 1),
            marked=cell["at"][0] in highlight,
        )
        for cell in cells
    )


def drawing(name: str, title: str, who: str, shown: Sequence[Bar]) -> SafeString:
    """The bars as SVG, for paper. name: begins its ids. who: is counted."""
    drawn, top = [], 4
    for bar in shown:
        lines, high = _lines(bar), _height(bar)
        drawn.append((_row(bar, lines, top, high),))
        top += high
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" '
        'aria-labelledby="{2}-t {2}-d"><title id="{2}-t">{3}</title><desc id="{2}-d">{4}</desc>'
        '<path d="M{5} 2V{6}" stroke="{7}"></path><g font-family="{8}" font-size="13" fill="{9}">{10}</g></svg>',
        WIDTH, top + 4, name, title, spoken(who, shown), LABEL, top, LINE_COLOUR, FONT, TEXT,
        format_html_join("", "{}", drawn),
    )  # fmt: skip


def height(shown: Sequence[Bar]) -> int:
    """How high the drawing is; its words are 13 high."""
    return 8 + sum(map(_height, shown))


def _height(bar: Bar) -> int:
    return 9 + LINE * len(_lines(bar))


def _lines(bar: Bar) -> list[str]:
    return wrap(bar.label, 24) or [""]


def spoken(who: str, shown: Sequence[Bar]) -> str:
    """The drawing for those who hear it: each bar with its figure."""
    return f"Bar chart of {who}. {'; '.join(f'{bar.label} {bar.figure}' for bar in shown)}."


def _row(bar: Bar, lines: list[str], top: int, height: int) -> SafeString:
    middle = top + height / 2
    first = middle - LINE * (len(lines) - 1) / 2 + 5
    words = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="end">{}</text>',
        ((LABEL - 10, round(first + LINE * place, 1), line) for place, line in enumerate(lines)),
    )
    length = round((WIDTH - LABEL - ROOM) * bar.share / 100, 1)
    return format_html("{}{}{}", words, _body(bar, length, middle), _figure(bar, length, middle))


def _body(bar: Bar, length: float, middle: float) -> str | SafeString:
    if not length:
        return ""
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="16" fill="{}"></rect>',
        LABEL, round(middle - 8, 1), length, DARK if bar.marked else MID,
    )  # fmt: skip


def _figure(bar: Bar, length: float, middle: float) -> SafeString:
    weight = SafeString(' font-weight="700"') if bar.marked else ""
    return format_html(
        '<text x="{}" y="{}"{}>{}</text>', round(LABEL + length + 8, 1), round(middle + 5, 1), weight, bar.figure
    )
