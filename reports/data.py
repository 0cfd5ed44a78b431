"""The data of a report: the JSON of the contract. Every number that is printed anywhere is in it, and nothing else.

Shape: {"report", "title", "name", "period", "period_words", "method", "statement": [sentence], "parameters", "released_at",
"tables": [{"id", "title", "dimensions", "total_of", "cells": [{"at", "value", "kind", "percent"?}]}],
"withheld": [{"id", "title", "why"}], "findings": [{"table", "text", "highlight", "headline"}]}.
"percent": whole per cent of the table's total; only in tables of one dimension; None is "not shown".
"""

from datetime import datetime
from typing import Any

from equality.disclosure import api, periods
from equality.disclosure.parameters import CODE_VERSION
from reports.catalogue import REPORTS
from reports.findings import findings

TOTAL = "Total"
Table = dict[str, Any]


def report_data(report: str, period: str, ledger: api.FrozenLedger, released_at: datetime) -> dict[str, Any]:
    """Raises TooFew, NotFrozen (both NotPublished), ValueError (not a period), KeyError (no such report)."""
    kind = REPORTS[report]
    printed = [table for table in api.published_tables(period, ledger) if kind.has(table["id"])]
    tables = [_with_percent(table) for table in _told_apart(printed)]
    withheld = [table for table in api.withheld(period, ledger) if kind.has(table["id"])]
    return {
        "report": report,
        "title": kind.title,
        "name": kind.name,
        "period": period,
        "period_words": periods.words(period),
        "method": CODE_VERSION,
        "statement": api.method_statement(period),
        "parameters": api.parameters().published(),
        "released_at": released_at.isoformat(timespec="seconds"),
        "tables": tables,
        "withheld": withheld,
        "findings": findings(tables),
    }


def _told_apart(tables: list[Table]) -> list[Table]:
    """Tables of the year may have the title of a coarser one: the later, finer one says so."""
    seen: set[tuple[str, ...]] = set()
    named = []
    for table in tables:
        kind = (table["title"], table["total_of"])
        named.append({**table, "title": f"{table['title']}, in detail"} if kind in seen else table)
        seen.add(kind)
    return named


def _with_percent(table: Table) -> Table:
    if len(table["dimensions"]) > 1:
        return table
    whole = next(cell["value"] for cell in table["cells"] if cell["at"] == [TOTAL])
    return {**table, "cells": [{**cell, "percent": api.whole_percent(cell["value"], whole)} for cell in table["cells"]]}
