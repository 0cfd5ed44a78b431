"""The PDF: accessible, self-contained, and nothing in it that is not in the JSON."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import page
import pikepdf
import pytest
from pypdf import PdfReader

from benchmarks.kent import people
from equality.disclosure.ledger import FrozenLedger
from reports import pdf
from reports.chapters import chapters
from reports.data import report_data
from reports.tagging import mended
from tests.equality.years import close, close_years
from tests.reports.figures import NUMBER, body_of, untold

pytestmark = pytest.mark.xdist_group("pdf")  # all in one process, so that they share their reports

RELEASED = datetime(2026, 1, 30, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def year() -> tuple[dict[str, Any], bytes]:
    """The largest report there is, and its PDF."""
    data = report_data("equality", "2025", close_years([2025], people(2_400, [2025], 3)), RELEASED)
    return data, pdf.drawn(data)


@pytest.fixture(scope="module")
def quarter() -> tuple[dict[str, Any], bytes]:
    ledger = close(FrozenLedger(), "2025Q1", people(1_400, [2025], 5))
    data = report_data("equality", "2025Q1", ledger, RELEASED)
    return data, pdf.drawn(data)


@pytest.fixture(scope="module")
def large(quarter: tuple[dict[str, Any], bytes]) -> tuple[dict[str, Any], bytes]:
    """S4.2: large print."""
    return quarter[0], pdf.drawn(quarter[0], large=True)


@pytest.fixture(params=["quarter", "year", "large"])
def report(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


def elements(document: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Dictionary, tuple[str, ...]]]:
    """Every structure element in reading order, with the kinds it stands in. Written apart from reports.tagging."""

    def below(held: Any, path: tuple[str, ...]) -> Iterator[tuple[pikepdf.Dictionary, tuple[str, ...]]]:
        for kid in held if isinstance(held, pikepdf.Array) else [held]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield kid, path
                yield from below(kid.get("/K", pikepdf.Array()), (*path, str(kid.S)))

    yield from below(document.Root.StructTreeRoot.K, ())


def attribute(element: pikepdf.Dictionary, name: str) -> str:
    held = element.get("/A", pikepdf.Array())
    for one in held if isinstance(held, pikepdf.Array) else [held]:
        if name in one:
            return str(one[name])
    return ""


def text_of(content: bytes) -> str:
    return "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(content)).pages)


def sizes(content: bytes) -> dict[float, int]:
    """How many letters there are of each size, in points on the page."""
    letters: dict[float, int] = {}

    def measure(text: str, outer: list[float], matrix: list[float], font: Any, size: float) -> None:
        if font is not None and text.strip():
            points = round(abs(size * matrix[3] * outer[3]), 1)
            letters[points] = letters.get(points, 0) + len(text.strip())

    for sheet in PdfReader(BytesIO(content)).pages:
        sheet.extract_text(visitor_text=measure)
    return letters


def check_accessible(content: bytes) -> None:
    """Valid PDF/UA-1, and every heading cell says what it heads."""
    found = page.validate_pdf_bytes(content, profile="ua1")
    assert found.rules.total >= 100
    assert [(failure.rule_id, failure.message) for failure in found.failures] == []
    assert found.is_compliant
    with pikepdf.open(BytesIO(content)) as document:
        headings = [(element, path) for element, path in elements(document) if element.S == pikepdf.Name.TH]
        assert len(headings) > 50
        for element, path in headings:
            assert attribute(element, "/Scope") == ("/Column" if "/THead" in path else "/Row")


def test_it_is_valid_pdf_ua_and_every_heading_cell_says_what_it_heads(report: tuple[dict[str, Any], bytes]) -> None:
    """The other reports, and the year in large print: test_formats.py."""
    check_accessible(report[1])


def test_every_table_has_a_caption(report: tuple[dict[str, Any], bytes]) -> None:
    data, content = report
    with pikepdf.open(BytesIO(content)) as document:
        found = list(elements(document))
        tables = [element for element, _ in found if element.S == pikepdf.Name.Table]
        assert len(tables) >= len(data["tables"])
        captions = [path for element, path in found if element.S == pikepdf.Name.Caption]
        assert len(captions) == len(data["tables"]) + (2 if data["withheld"] else 1)
        assert all(path[-1] == "/Table" for path in captions)


def test_every_chart_has_words_that_say_one_thing(report: tuple[dict[str, Any], bytes]) -> None:
    data, content = report
    with pikepdf.open(BytesIO(content)) as document:
        spoken = [str(element.Alt) for element, _ in elements(document) if element.S == pikepdf.Name.Figure]
    said = [finding["text"] for finding in data["findings"]]
    assert len(spoken) == len(said) > 8
    for text in said:
        assert any(text in words for words in spoken)


def test_headings_follow_one_another_and_bookmarks_lead_to_them(report: tuple[dict[str, Any], bytes]) -> None:
    data, content = report
    with pikepdf.open(BytesIO(content)) as document:
        levels = [
            int(str(element.S)[2]) for element, _ in elements(document) if re.fullmatch("/H[1-6]", str(element.S))
        ]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
        with document.open_outline() as outline:
            top = outline.root[0]
            assert top.title == "Equality report"
            assert {"Contents", "Who was referred", "What the words mean"} <= {item.title for item in top.children}
        assert str(document.Root.Lang) == "en-GB"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        with document.open_metadata() as metadata:
            assert metadata["dc:title"] == f"SAFER equality report, {data['period_words']}"
            assert metadata["pdfuaid:part"] == "1"


def page_of(element: Any) -> tuple[int, int]:
    """Which page an element of the structure stands on."""
    where: tuple[int, int] = element.Pg.objgen
    return where


def test_running_headers_and_footers_are_artifacts_and_nothing_else_is_lost(
    report: tuple[dict[str, Any], bytes],
) -> None:
    _, content = report
    with pikepdf.open(BytesIO(content)) as document:
        named: dict[tuple[int, int], set[int]] = {}
        for element, _ in elements(document):
            kids = element.get("/K", pikepdf.Array())
            each: list[Any] = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
            for kid in each:
                if isinstance(kid, int):
                    named.setdefault(page_of(element), set()).add(kid)
                elif isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid:
                    named.setdefault(page_of(kid if "/Pg" in kid else element), set()).add(int(kid.MCID))
        for sheet in document.pages:
            marks = [one for one in pikepdf.parse_content_stream(sheet) if str(one.operator) in ("BDC", "BMC")]
            tagged = {
                int(one.operands[1].MCID)
                for one in marks
                if str(one.operands[0]) != "/Artifact" and len(one.operands) > 1
            }
            assert tagged == named.get(sheet.obj.objgen, set())
            assert any(str(one.operands[0]) == "/Artifact" for one in marks)


def test_pages_are_numbered_and_the_contents_tell_where_each_chapter_is(report: tuple[dict[str, Any], bytes]) -> None:
    _, content = report
    sheets = [sheet.extract_text() for sheet in PdfReader(BytesIO(content)).pages]
    for number, text in enumerate(sheets, 1):
        assert f"Page {number} of {len(sheets)}" in text
    for title in ("How referrals ended", "How the figures are protected", "What the words mean"):
        line = next(line for line in "\n".join(sheets[:5]).splitlines() if line.startswith(title) and ". ." in line)
        told = int(re.findall(r"\d+", line)[-1])
        assert title in sheets[told - 1]


def test_fonts_are_ours_and_embedded(report: tuple[dict[str, Any], bytes]) -> None:
    pdf.check_fonts(report[1])
    with pikepdf.open(BytesIO(report[1])) as document:
        names = {
            str(one.FontName) for one in document.objects if isinstance(one, pikepdf.Dictionary) and "/FontName" in one
        }
    assert names
    assert all("Atkinson" in name for name in names)


def test_a_missing_font_stops_the_work() -> None:
    with pytest.raises(pdf.WrongFont):
        pdf.check_fonts(mended(pdf.rendered("<html lang=en><title>x</title><p style='font-family:serif'>Words</p>")))


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/a.png",
        "https://example.org/a.png",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "font:x",
    ],
)
def test_nothing_outside_is_ever_fetched(address: str) -> None:
    """Promise: PDFs fetch nothing; and it does not pass in silence."""
    for html in (
        f'<p><img src="{address}" alt="x"></p>',
        f'<link rel="stylesheet" href="{address}">',
        f"<style>p {{ background: url({address}) }}</style><p>x</p>",
        f'<a rel="attachment" href="{address}">x</a>',
        f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{address}" width="9" height="9"/></svg>',
    ):
        with pytest.raises(pdf.NothingOutside):
            pdf.rendered(html)


def test_every_printed_number_is_in_the_json(report: tuple[dict[str, Any], bytes]) -> None:
    """And no figure of a suppressed cell is anywhere. The other reports: test_formats.py."""
    data, content = report
    assert untold(body_of([sheet.extract_text() for sheet in PdfReader(BytesIO(content)).pages]), data) == set()


def test_every_figure_of_the_json_is_printed(report: tuple[dict[str, Any], bytes]) -> None:
    data, content = report
    printed = NUMBER.findall(text_of(content))
    for table in data["tables"]:
        for cell in table["cells"]:
            if cell["value"] is not None:
                assert f"{cell['value']:,}" in printed
    low = sum(cell["value"] is None for table in data["tables"] for cell in table["cells"])
    assert text_of(content).count("[low]") >= low


@pytest.mark.parametrize("which", ["quarter", "year", "large"])
def test_no_table_is_cut_by_the_end_of_a_page(which: str, request: pytest.FixtureRequest) -> None:
    """A table that goes on overleaf becomes a second one, without a caption."""
    with pikepdf.open(BytesIO(request.getfixturevalue(which)[1])) as document:
        kinds = [element.S for element, _ in elements(document)]
        assert kinds.count(pikepdf.Name.Table) == kinds.count(pikepdf.Name.Caption) > 15


def test_in_large_print_only_a_table_that_is_longer_than_a_page_goes_on_overleaf(
    year: tuple[dict[str, Any], bytes],
) -> None:
    """And repeats its head there; no heading or caption is left behind alone."""
    data = year[0]
    long = sum(part.grid.long or part.tall for read in chapters(data) for part in read.parts)
    content = pdf.drawn(data, large=True)
    with pikepdf.open(BytesIO(content)) as document:
        kinds = [element.S for element, _ in elements(document)]
    assert kinds.count(pikepdf.Name.Table) - kinds.count(pikepdf.Name.Caption) == long == 4
    assert kinds.count(pikepdf.Name.THead) == kinds.count(pikepdf.Name.Table)
    words = [sheet.extract_text().split() for sheet in PdfReader(BytesIO(content)).pages]
    assert min(map(len, words)) > 30  # no heading stands alone, also before a page that lies across
    assert min(sizes(content)) >= 13  # a chart that would have to shrink is left to its table


def test_large_print_is_large(large: tuple[dict[str, Any], bytes]) -> None:
    """S4.2: sentences and most tables are 18 point; labels of charts (13 in the drawing) are 15 on the page."""
    letters = sizes(large[1])
    assert min(letters) >= 13
    assert letters[18.0] > sum(letters.values()) / 2


def test_hostile_words_stay_words() -> None:
    ledger = close(FrozenLedger(), "2025Q1", people(1_400, [2025], 5))
    data = report_data("equality", "2025Q1", ledger, RELEASED)
    data["period_words"] = "<img src=http://127.0.0.1/x onerror=alert(1)>"
    assert "<img src" in text_of(pdf.drawn(data))
