"""The public door of disclosure control: what `reports` may call. Nothing that is returned here holds a true count.

The order of things, in a worker:

    ledger = FrozenLedger.from_rows(rows read from the release ledger)
    for period in due(ledger, today):                # quarters in order, the year after its fourth quarter
        protected = protect(period, ledger, today)   # counts facts, solves, forgets the counts
        ...store protected.rows(), .parameters, .code_version, .solver in one transaction...
        ledger = ledger.and_also(protected)

    tables = published_tables("2026Q2", ledger)      # pure: sums of stored values, the JSON of the contract
    verdict = gate(ledger, Release("2026Q2", tables), released, elsewhere)
    if not verdict.clean: ...show verdict.words, release nothing...
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from equality.disclosure.ledger import FrozenLedger, Protected
from equality.disclosure.parameters import Parameters


def parameters() -> Parameters:
    """The numbers in force: the defaults with settings.DISCLOSURE over them."""
    raise NotImplementedError


def due(ledger: FrozenLedger, today: date) -> list[str]:
    """Periods that have closed and are not frozen yet, in the order in which they must be frozen. [] when none."""
    raise NotImplementedError


def protect(period: str, ledger: FrozenLedger, today: date) -> Protected:
    """Count the facts of a quarter or year and round them once, together, with everything already frozen.

    Marks the quarter's facts as counted in it, so later arrivals count in the next open quarter. The same facts, ledger
    and secret give the same result. Raises StillOpen, AlreadyFrozen, EarlierOpen or NotFrozen (a year whose quarters
    are not all frozen). Never raises TooFew: a small quarter is frozen too, so that the year can be their sum.
    """
    raise NotImplementedError


def published_tables(period: str, ledger: FrozenLedger) -> list[dict[str, Any]]:
    """Every table that may be printed for a quarter `2026Q2`, half-year `2026H1` or year `2026`, from stored values.

    Each is a dict of the JSON contract: {"id", "title", "dimensions": [{"name", "label", "categories": [label, …]}],
    "total_of": "people who…", "cells": [{"at": [label or "Total", …], "value": int | None, "kind": "rounded" |
    "suppressed"}]}. Margins are cells whose `at` has "Total". "suppressed" with value None prints as [low] (0 to 10
    people). Tables that are not allowed for so few people are left out: see `withheld`.
    Raises TooFew, NotFrozen, ValueError (not a period).
    """
    raise NotImplementedError


def withheld(period: str, ledger: FrozenLedger) -> list[dict[str, str]]:
    """Tables of the whitelist that are not printed for the period: {"id", "title", "why"} with `why` in plain words."""
    raise NotImplementedError


def whole_percent(part: int | None, whole: int | None) -> int | None:
    """A whole percentage of two stored values, None ("not shown") when suppressed or the whole is under 100."""
    raise NotImplementedError


def method_statement(period: str) -> list[str]:
    """What every report prints about its figures: a list of plain sentences (specification point 14)."""
    raise NotImplementedError


def gate(ledger: FrozenLedger, candidate: Any, released: Sequence[Any] = (), elsewhere: Sequence[Any] = ()) -> Any:
    """Our own attacker. See equality/disclosure/gate.py for Release, ExactFigure and Verdict."""
    raise NotImplementedError
