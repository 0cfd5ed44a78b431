"""The public door of disclosure control: what `reports` may call. Nothing that is returned here holds a true count.

The order of things, in a worker:

    ledger = FrozenLedger.from_rows(rows read from the release ledger)
    for period in due(ledger, today):                # quarters in order, the year after its fourth quarter
        protected = protect(period, ledger, today)   # counts facts, solves, forgets the counts
        ...store protected.rows(), .parameters, .code_version, .solver in one transaction...
        ledger = ledger.and_also(protected)
        settle(period)                               # after the rows are stored: destroys joins that are used up

    tables = published_tables("2026Q2", ledger)      # pure: sums of stored values, the JSON of the contract
    verdict = gate(ledger, Release("2026Q2", tables), released, elsewhere)
    if not verdict.clean: ...show verdict.words, release nothing...
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import takewhile
from typing import Any

from django.conf import settings

from equality import closing
from equality.disclosure import counting, periods, publish, solving
from equality.disclosure import gate as gates
from equality.disclosure import statement as words
from equality.disclosure.attack import ExactFigure
from equality.disclosure.finding import Finding
from equality.disclosure.gate import Release, Verdict
from equality.disclosure.ledger import FrozenLedger, Protected, Row, Solver
from equality.disclosure.parameters import CODE_VERSION, Parameters
from equality.disclosure.refusals import (
    AlreadyFrozen,
    EarlierOpen,
    NotFrozen,
    NotPublished,
    StillOpen,
    TooFew,
)
from equality.disclosure.tables import Population

__all__ = [
    "AlreadyFrozen",
    "EarlierOpen",
    "ExactFigure",
    "Finding",
    "FrozenLedger",
    "NotFrozen",
    "NotPublished",
    "Population",
    "Protected",
    "Release",
    "Row",
    "Solver",
    "StillOpen",
    "TooFew",
    "Verdict",
    "closes_on",
    "due",
    "gate",
    "method_statement",
    "parameters",
    "protect",
    "published_tables",
    "settle",
    "whole_percent",
    "withheld",
]


def parameters() -> Parameters:
    """The numbers in force: the defaults with settings.DISCLOSURE over them."""
    return Parameters.of(getattr(settings, "DISCLOSURE", {}))


def closes_on(period: str) -> date:
    """The day on which the period can be frozen: late records have come in by then."""
    return periods.last_day(period) + timedelta(days=parameters().close_days)


def due(ledger: FrozenLedger, today: date) -> list[str]:
    """Periods that have closed and are not frozen yet, in the order in which they must be frozen. [] when none."""
    closed = takewhile(lambda period: closes_on(period) <= today, _course())
    return [period for period in closed if not ledger.has(period)]


def protect(period: str, ledger: FrozenLedger, today: date) -> Protected:
    """Count the facts of a quarter or year and round them once, together, with everything already frozen.

    Marks the quarter's facts as counted in it, so later arrivals count in the next open quarter. The same facts, ledger
    and secret give the same result. Raises StillOpen, AlreadyFrozen, EarlierOpen or NotFrozen (a year whose quarters
    are not all frozen), ValueError for a half-year (the sum of its quarters). Never raises TooFew: a small quarter is
    frozen too, so that the year can be their sum.
    """
    _check_next(period, ledger, today)
    chosen = parameters()
    if periods.is_year(period):
        tables, solver = solving.protect_year(period, ledger, settings.ROUNDING_SECRET, chosen, counting.counts)
    else:
        closing.claim(period)
        tables, solver = solving.protect_quarter(period, ledger, settings.ROUNDING_SECRET, chosen, counting.counts)
    return Protected(period, tables, chosen.published(), CODE_VERSION, solver)


def settle(period: str) -> None:
    """Once the period's rows are stored: destroy the link to the answers of every referral whose ending is counted."""
    closing.sever(periods.quarters_of(period))


def published_tables(period: str, ledger: FrozenLedger) -> list[dict[str, Any]]:
    """Every table that may be printed for a quarter `2026Q2`, half-year `2026H1` or year `2026`, from stored values.

    Each is a dict of the JSON contract: {"id", "title", "dimensions": [{"name", "label", "categories": [label, …]}],
    "total_of": "people who…", "cells": [{"at": [label or "Total", …], "value": int | None, "kind": "rounded" |
    "suppressed"}]}. Margins are cells whose `at` has "Total". "suppressed" with value None prints as [low] (0 to 10
    people). Tables that are not allowed for so few people are left out: see `withheld`.
    Raises TooFew, NotFrozen, ValueError (not a period).
    """
    chosen = parameters()
    printed = publish.sheets(period, ledger, chosen)
    return [publish.as_json(sheet, chosen) for sheet in printed if sheet.values is not None]


def withheld(period: str, ledger: FrozenLedger) -> list[dict[str, str]]:
    """Tables of the whitelist that are not printed for the period: {"id", "title", "why"} with `why` in plain words."""
    found = publish.sheets(period, ledger, parameters())
    return [{"id": sheet.spec.id, "title": sheet.spec.title, "why": sheet.why} for sheet in found if sheet.why]


def whole_percent(part: int | None, whole: int | None) -> int | None:
    """A whole percentage of two stored values, None ("not shown") when suppressed or the whole is under 100."""
    return publish.whole_percent(part, whole, parameters())


def method_statement(period: str) -> list[str]:
    """What every report prints about its figures: a list of plain sentences (specification point 14)."""
    return words.method_statement(period, parameters())


def gate(
    ledger: FrozenLedger,
    candidate: Release,
    released: Sequence[Release] = (),
    elsewhere: Sequence[ExactFigure] = (),
) -> Verdict:
    """Our own attacker, before a release: the whole ledger, the candidate, what was released and what was given away.

    `verdict.clean` → release it. `verdict.undecided` → a named person decides, and that is recorded. `verdict.findings`
    → refuse; `verdict.words` names the cells. `verdict.report` and `.sha256` are to be kept. Takes 2 to 60 seconds for
    a year of 2,000 people, less than 1 for a quarter.
    """
    return gates.judge(ledger, candidate, released, elsewhere, parameters())


def _course() -> Iterator[str]:
    """All periods that are ever frozen, in order, from the first quarter of the year of the first fact."""
    first = counting.first_quarter()
    quarter = f"{periods.year_of(first)}Q1" if first else ""
    while quarter and int(quarter[:4]) < date.max.year:
        yield quarter
        if quarter.endswith("Q4"):
            yield periods.year_of(quarter)
        quarter = periods.next_quarter(quarter)


def _check_next(period: str, ledger: FrozenLedger, today: date) -> None:
    if not (periods.is_quarter(period) or periods.is_year(period)):
        raise ValueError(f"{period!r} is not frozen by itself: it is the sum of its quarters")
    if ledger.has(period):
        raise AlreadyFrozen(period)
    if closes_on(period) > today:
        raise StillOpen(period, closes_on(period))
    for earlier in _course():
        if earlier == period:
            return
        if not ledger.has(earlier):
            raise NotFrozen(period, earlier) if periods.is_year(period) else EarlierOpen(period, earlier)
