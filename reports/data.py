"""The data of a report: the JSON of the contract. Every number that is printed anywhere is in it, and nothing else.

Shape: {"report", "version", "title", "name", "period", "period_words", "method", "statement": [sentence], "parameters", "released_at",
"tables": [{"id", "title", "dimensions", "total_of", "cells": [{"at", "value", "kind", "percent"?}]}],
"withheld": [{"id", "title", "why"}], "findings": [{"table", "text", "highlight", "headline"}]}.
"percent": whole per cent of the table's total; only in tables of one dimension; None is "not shown".
"""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from equality.disclosure import api, periods
from equality.disclosure.parameters import CODE_VERSION
from reports.catalogue import REPORTS
from reports.findings import findings

TOTAL = "Total"
VERSION = 1  # a released report is never made again: whatever is said later stands beside it, as an erratum
CLOCKS = {
    "first_contact": "the first look at a referral",
    "triage": "the decision of triage",
    "provider_acceptance": "taking the work on",
    "visit": "the visit to the home",
    "installation": "fitting the measures",
}
Table = dict[str, Any]


def report_data(report: str, period: str, ledger: api.FrozenLedger, released_at: datetime) -> dict[str, Any]:
    """Raises TooFew, NotFrozen (both NotPublished), ValueError (not a period), KeyError (no such report)."""
    kind = REPORTS[report]
    printed = [table for table in api.published_tables(period, ledger) if kind.has(table["id"])]
    tables = [_with_percent(table) for table in _told_apart(printed)]
    withheld = [table for table in api.withheld(period, ledger) if kind.has(table["id"])]
    return {
        "report": report,
        "version": VERSION,
        "title": kind.title,
        "name": kind.name,
        "period": period,
        "period_words": periods.words(period),
        "method": CODE_VERSION,
        "statement": [*api.method_statement(period), *(_clocks() if report == "service" else [])],
        "parameters": api.parameters().published(),
        "released_at": released_at.isoformat(timespec="seconds"),
        "tables": tables,
        "withheld": withheld,
        "findings": findings(tables),
    }


def released_on(data: dict[str, Any]) -> date:
    """The day in Kent on which it was released, the same in every format."""
    return timezone.localdate(datetime.fromisoformat(data["released_at"]))


def _clocks() -> list[str]:
    """What in time means, with the limits of the scheme's settings."""
    limits = ", ".join(f"{words} {settings.CLOCK_DAYS[name]}" for name, words in CLOCKS.items())
    text = f"""
In time means within so many working days in England: {limits}. A clock stands still while the referral is on hold, the
 referrer is asked for something, or the owner of the home for permission.
A referral that ended before triage had decided counts as in time unless its clock had run out. The visit and the fitting
 are counted for people who had measures fitted. Where several providers worked for somebody, it counts as late when one
 of them was late.
"""
    return text.replace("\n ", " ").strip().split("\n")


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
