"""The CSV: the same figures as the JSON, and nothing that a spreadsheet would calculate."""

import csv
from datetime import UTC, datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

from benchmarks.kent import people
from equality.disclosure.ledger import FrozenLedger
from reports.data import report_data
from reports.opendocument import ods_of
from reports.pdf import page_of
from reports.spreadsheet import HEAD, csv_of
from tests.equality.years import close

LEDGER = close(FrozenLedger(), "2025Q1", people(1_400, [2025], 5))
DATA = report_data("equality", "2025Q1", LEDGER, datetime(2026, 1, 30, tzinfo=UTC))


def test_every_figure_stands_once_as_in_the_json() -> None:
    content = csv_of(DATA)
    assert content.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(StringIO(content.decode("utf-8-sig")))
    assert head == list(HEAD)
    cells = [(table, cell) for table in DATA["tables"] for cell in table["cells"]]
    assert len(rows) == len(cells)
    for row, (table, cell) in zip(rows, cells, strict=True):
        at = dict(zip(head, row, strict=True))
        assert (at["table"], [at["category"], at["category 2"]][: len(cell["at"])]) == (table["id"], cell["at"])
        assert at["people"] == ("" if cell["value"] is None else str(cell["value"]))
        assert at["mark"] == ("[low]" if cell["value"] is None else "")
        assert at["percent"] == ("" if cell.get("percent") is None else str(cell["percent"]))
        assert [at[name] for name in ("report", "period", "version", "released")] == [
            "equality report", "2025Q1", "1", "2026-01-30",
        ]  # fmt: skip


def test_words_never_become_formulas() -> None:
    planted = {**DATA, "tables": [{**DATA["tables"][0], "title": "=HYPERLINK(1)"}]}
    assert b",'=HYPERLINK(1)," in csv_of(planted)


def test_the_day_of_release_is_the_day_in_kent_whatever_the_format() -> None:
    late = {**DATA, "released_at": "2026-06-30T23:30:00+00:00"}
    assert b",2026-07-01\r\n" in csv_of(late)
    with ZipFile(BytesIO(ods_of(late))) as packed:
        assert "1 July 2026" in packed.read("content.xml").decode()
    assert "1 July 2026" in page_of(late)
