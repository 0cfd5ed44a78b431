"""PDF, CSV, ODS and the page say the figures of the JSON, each of them, and no other; for every report there is."""

import csv
import re
from collections import Counter
from datetime import UTC, datetime
from html import unescape
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from django.test import Client
from pypdf import PdfReader

from benchmarks.kent import people
from reports import pdf
from reports.catalogue import REPORTS
from reports.data import report_data
from reports.models import Release
from reports.opendocument import ABOUT, ods_of, sheet_names, sheet_titles
from reports.sealing import sha256_of
from reports.spreadsheet import csv_of
from tests.equality.years import close_years
from tests.people import as_role
from tests.reports.figures import NUMBER, body_of, untold
from tests.reports.pages import get
from tests.reports.test_pdf import check_accessible

pytestmark = pytest.mark.xdist_group("formats")  # all in one process, so that they share their reports

ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TABLE, OFFICE, TEXT = ODF % "table", ODF % "office", ODF % "text"
LEDGER = close_years([2025], people(2_400, [2025], 3))


@pytest.fixture(scope="module", params=sorted(REPORTS))
def data(request: pytest.FixtureRequest) -> dict[str, Any]:
    return report_data(request.param, "2025", LEDGER, datetime(2026, 1, 30, tzinfo=UTC))


def figures(data: dict[str, Any]) -> dict[str, Counter[int]]:
    """table → its counts and percentages, each as often as it stands there."""
    return {
        table["id"]: Counter(
            cell[name] for cell in table["cells"] for name in ("value", "percent") if cell.get(name) is not None
        )
        for table in data["tables"]
    }


def sheets(content: bytes) -> dict[str, list[list[tuple[str, str]]]]:
    """name of a sheet → its rows of (type, what it holds), read without the library that wrote it."""
    with ZipFile(BytesIO(content)) as packed:
        root = ElementTree.fromstring(packed.read("content.xml"))  # noqa: S314 - of our own making
    return {
        table.attrib[f"{TABLE}name"]: [[held(cell) for cell in row] for row in table.iter(f"{TABLE}table-row")]
        for table in root.iter(f"{TABLE}table")
    }


def held(cell: ElementTree.Element) -> tuple[str, str]:
    kind = cell.attrib[f"{OFFICE}value-type"]
    words = "".join(cell.itertext())
    return kind, cell.attrib[f"{OFFICE}value"] if kind == "float" else words


def test_every_figure_of_the_csv_is_the_one_of_the_json(data: dict[str, Any]) -> None:
    found: dict[str, Counter[int]] = {table["id"]: Counter() for table in data["tables"]}
    text = csv_of(data).decode("utf-8-sig")
    for row in csv.DictReader(StringIO(text)):
        found[row["table"]].update(int(row[name]) for name in ("people", "percent") if row[name])
        assert (row["version"], row["released"]) == ("1", "2026-01-30")
    assert found == figures(data)
    assert untold("\n".join(word for row in csv.reader(StringIO(text)) for word in row), data) == set()


def test_every_figure_of_the_ods_is_the_one_of_the_json_in_the_same_place(data: dict[str, Any]) -> None:
    about, *found = sheets(ods_of(data)).items()
    assert about[0] == ABOUT
    assert [name for name, _ in found] == sheet_names(data)
    cells_of_all = [words for rows in (about[1], *dict(found).values()) for row in rows for _, words in row]
    listed = [words for words in cells_of_all if words in sheet_titles(data)]
    assert [title.partition(" ")[2] for title in listed] == [table["title"] for table in data["tables"]]
    assert untold("\n".join(words for words in cells_of_all if words not in listed), data) == set()
    for (name, (_, _, heads, *rows)), table in zip(found, data["tables"], strict=True):
        cells = {tuple(cell["at"]): cell for cell in table["cells"]}
        assert len(rows) == len(table["dimensions"][0]["categories"]) + 1, name
        for (_, label), *values in rows:
            for place, (kind, value) in enumerate(values):
                one = len(table["dimensions"]) == 1
                cell = cells[(label,) if one else (label, heads[place + 1][1])]
                wanted = cell["percent"] if one and place else cell["value"]
                assert (kind, value) == (("string", value) if wanted is None else ("float", str(wanted)))
                assert wanted is not None or value in {"[low]", "not shown"}


def test_the_ods_is_accessible(data: dict[str, Any]) -> None:
    """Title and language of the file, a title for each table, headings of rows and columns marked, nothing merged."""
    with ZipFile(BytesIO(ods_of(data))) as packed:
        meta, content, styles = (packed.read(f"{name}.xml").decode() for name in ("meta", "content", "styles"))
    assert f"<dc:title>SAFER {data['name']}, 2025</dc:title>" in meta
    assert "<dc:language>en-GB</dc:language>" in meta
    assert 'fo:language="en" fo:country="GB"' in styles
    root = ElementTree.fromstring(content)  # noqa: S314 - of our own making
    names = [table.attrib[f"{TABLE}name"] for table in root.iter(f"{TABLE}table")]
    assert len(set(names)) == len(data["tables"]) + 1
    assert all(len(name) <= 31 for name in names)  # more is cut by some programs
    for table in list(root.iter(f"{TABLE}table"))[1:]:
        assert table.findtext(f"{TABLE}title")
        assert len(table.findall(f"{TABLE}table-header-rows/{TABLE}table-row")) == 1
        assert len(table.findall(f"{TABLE}table-header-columns/{TABLE}table-column")) == 1
        kinds = [child.tag.partition("}table-")[2] or "title" for child in table]
        columns = kinds.count("column")
        assert kinds[: 2 + columns] == ["title", "header-columns", *["column"] * columns]  # in this order, on the left
        assert {len(row) for row in list(table.iter(f"{TABLE}table-row"))[2:]} == {columns + 1}
    assert "spanned" not in content
    assert content.count("<table:database-range ") == len(data["tables"])


def test_words_that_look_like_formulas_stay_words(data: dict[str, Any]) -> None:
    first, *rest = data["tables"]
    hostile = '=HYPERLINK("http://127.0.0.1";"x")'
    content = ods_of({**data, "period_words": "=1+1", "tables": [{**first, "title": hostile}, *rest]})
    rows = list(sheets(content).values())[1]
    assert rows[0][0][0] == "string"
    assert rows[0][0][1].startswith(hostile)
    with ZipFile(BytesIO(content)) as packed:
        text = packed.read("content.xml").decode()
    assert "table:formula" not in text
    assert "of:=" not in text


@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
def test_every_figure_of_the_json_is_in_the_pdf_as_often_and_no_other(data: dict[str, Any], large: bool) -> None:
    content = pdf.drawn(data, large=large)
    check_accessible(content)
    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    assert min(len(words.split()) for words in pages) > 45  # no heading stands alone on a page
    printed = Counter(NUMBER.findall("\n".join(pages)))
    for number, times in sum(figures(data).values(), Counter()).items():
        assert printed[f"{number:,}"] >= times
    assert untold(body_of(pages), data) == set()


@pytest.mark.django_db(databases=["default", "equality", "reports"])
def test_every_number_of_the_page_is_in_the_json(client: Client, data: dict[str, Any]) -> None:
    """Apart from when it was released, sizes and hashes of files."""
    kept = Release.objects.create(report=data["report"], period="2025", data=data, sha256=sha256_of(data), gate={})
    as_role(client, "commissioner")
    main = get(client, f"/reports/{kept.pk}/").partition("<main")[2].partition("</main>")[0]
    without = re.sub(r"<code.*?</code>|<time.*?</time>|SHA-256|\([\d.]+ [KM]?B\)", "", main)
    words = unescape(re.sub(r"<[^>]*>", " ", without))
    assert len(NUMBER.findall(words)) > 200
    assert untold(words, data) == set()
