"""The figures of a release as an OpenDocument spreadsheet: a sheet for each table, its headings marked as such.

Every cell is a word or a number. There is no formula, and a word that looks like one is stored as a word, so that no
spreadsheet calculates it.
"""

from datetime import datetime
from io import BytesIO
from textwrap import shorten
from typing import Any, Final

from odfdo import Cell, Document, Element, Row, Style, Table

from reports.data import released_on
from reports.grids import SHARE, Grid, Shown, grid_of

ABOUT: Final = "About"
NOT_IN_NAMES: Final = str.maketrans(dict.fromkeys("[]*?:/\\'", " "))
_FIRST, _REST, _WORDS = "wide", "narrow", "words"
_BOLD: Final = {"fo:font-weight": "bold"}
_WRAPPED: Final = {"fo:wrap-option": "wrap"}
_TOP: Final = 3  # the row of the headings: the title stands above, and where it comes from


def ods_of(data: dict[str, Any]) -> bytes:
    """The spreadsheet of a release's data (reports.data)."""
    document = _empty(data)
    body = document.body
    names = sheet_names(data)
    body.append(_about(data))
    ranges = Element.from_tag("table:database-ranges")
    for table, name in zip(data["tables"], names, strict=True):
        grid = grid_of(table, data["period_words"])
        body.append(_sheet(name, grid, data))
        ranges.append(_marked(name, grid))
    body.append(ranges)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def sheet_titles(data: dict[str, Any]) -> list[str]:
    """The number and the whole title of each table."""
    return [f"{number} {table['title']}" for number, table in enumerate(data["tables"], 1)]


def sheet_names(data: dict[str, Any]) -> list[str]:
    """A name for the sheet of each table: its number, so that none is there twice, and as much of its title as fits."""
    return [shorten(title.translate(NOT_IN_NAMES), 31, placeholder="") for title in sheet_titles(data)]


def _empty(data: dict[str, Any]) -> Document:
    document = Document("spreadsheet")
    document.del_part("Thumbnails/thumbnail.png")
    document.body.clear()
    document.set_language("en-GB")
    released = datetime.fromisoformat(data["released_at"])
    meta = document.meta
    meta.title, meta.language, meta.creator = f"SAFER {data['name']}, {data['period_words']}", "en-GB", "SAFER"
    meta.subject = "Anonymised figures about people referred to SAFER"
    meta.creation_date = meta.date = released
    for style in _styles():
        document.insert_style(style, automatic=True)
    return document


def _styles() -> list[Style]:
    cells = {
        "head": {"table-cell": {"fo:border-bottom": "1pt solid #3b1c63", **_WRAPPED}, "text": _BOLD},
        "strong": {"text": _BOLD},
        "text": {"table-cell": _WRAPPED},
        "mark": {"paragraph": {"fo:text-align": "end"}},
    }
    made = []
    for name, areas in cells.items():
        made.append(Style("table-cell", name=name))
        for area, properties in areas.items():
            made[-1].set_properties(properties, area=area)
    widths = {_FIRST: "8cm", _REST: "3.6cm", _WORDS: "17cm"}
    return made + [Style("table-column", name=name, width=width) for name, width in widths.items()]


def _about(data: dict[str, Any]) -> Table:
    """What the file is, which sheets it has, and how its figures are to be read."""
    title = f"SAFER {data['name']}, {data['period_words']}"
    table = _table(ABOUT, title, [_WORDS])
    for style, lines in (
        ("strong", [title]),
        ("text", [_issued(data), "Each sheet has one table; the first row of a table heads its columns."]),
        ("strong", ["How the figures are protected, and how to read them"]),
        ("text", data["statement"]),
        ("strong", ["Sheets"]),
        ("text", ["The name of a sheet may be cut short. Its number is the one of this list."]),
        ("text", sheet_titles(data)),
        *([("strong", ["Tables that are not shown"])] if data["withheld"] else []),
        ("text", [f"{one['title']}: {one['why']}" for one in data["withheld"]]),
    ):  # fmt: skip
        for line in lines:
            _put(table, _row([_word(line, style)]))
    return table


def _issued(data: dict[str, Any]) -> str:
    released = released_on(data)
    return f"Version {data['version']}, released by Kent County Council on {released.day} {released:%B %Y}."


def _sheet(name: str, grid: Grid, data: dict[str, Any]) -> Table:
    table = _table(name, grid.caption, [_FIRST, *[_REST] * len(grid.columns)])
    _put(table, _row([_word(grid.caption, "strong")]))
    _put(table, _row([_word(f"SAFER {data['name']}. How to read the figures: see the sheet {ABOUT}.", "")]))
    heads = Element.from_tag("table:table-header-rows")
    heads.append(_row([_word(words, "head") for words in (grid.corner, *map(_head, grid.columns))]))
    _put(table, heads)
    for row in grid.rows:
        label = _word(row.label, "strong" if row.total else "text")
        _put(table, _row([label, *(_figure(cell, row.total) for cell in row.cells)]))
    return table


def _table(name: str, title: str, widths: list[str]) -> Table:
    """An empty sheet. Its first column heads the rows, for readers by ear and on every printed page."""
    table = Table(name)
    told = Element.from_tag("table:title")
    told.text = title
    _put(table, told)
    heads = Element.from_tag("table:table-header-columns")
    heads.append(_column(widths[0]))
    _put(table, heads)
    for width in widths[1:]:
        _put(table, _column(width))
    return table


def _put(table: Table, part: Element) -> None:
    """At the end. A table's own append would put columns before everything else, out of their order."""
    Element.append(table, part)


def _column(style: str) -> Element:
    column = Element.from_tag("table:table-column")
    column.set_attribute("table:style-name", style)
    return column


def _row(cells: list[Cell]) -> Row:
    row = Row()
    for cell in cells:
        row.append(cell)
    return row


def _word(words: str, style: str) -> Cell:
    return Cell(words, text=words, cell_type="string", style=style or None)


def _figure(cell: Shown, total: bool) -> Cell:
    if cell.number is None:
        return _word(cell.text, "mark")
    return Cell(cell.number, text=str(cell.number), cell_type="float", style="strong" if total else None)


def _head(column: str) -> str:
    return f"{column}, %" if column == SHARE else column


def _marked(name: str, grid: Grid) -> Element:
    """Says to programs which cells of a sheet are its table, and that its first row has headings."""
    marked = Element.from_tag("table:database-range")
    last = f"{_letter(len(grid.columns))}{_TOP + len(grid.rows)}"
    marked.set_attribute("table:name", f"table_{name.split()[0]}")
    marked.set_attribute("table:target-range-address", f"'{name}'.A{_TOP}:'{name}'.{last}")
    return marked


def _letter(column: int) -> str:
    """The name of a column, of the first 26."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column]
