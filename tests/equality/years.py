"""Closing quarters and years of people who do not exist, without a database."""

from collections.abc import Iterable

from benchmarks.kent import People
from equality.disclosure import solving
from equality.disclosure.ledger import FrozenLedger, Protected
from equality.disclosure.parameters import CODE_VERSION, Parameters

SECRET = b"s" * 32


def close(
    ledger: FrozenLedger, period: str, people: People, *, secret: bytes = SECRET, chosen: Parameters | None = None
) -> FrozenLedger:
    """The ledger with one more quarter or year of these people."""
    chosen = chosen or Parameters()
    solve = solving.protect_year if len(period) == 4 else solving.protect_quarter
    tables, solver = solve(period, ledger, secret, chosen, people.counts)
    return ledger.and_also(Protected(period, tables, chosen.published(), CODE_VERSION, solver))


def close_years(years: Iterable[int], people: People, *, secret: bytes = SECRET) -> FrozenLedger:
    """Every quarter of the years, each year after its fourth."""
    ledger = FrozenLedger()
    for year in years:
        for period in (*(f"{year}Q{quarter}" for quarter in range(1, 5)), str(year)):
            ledger = close(ledger, period, people, secret=secret)
    return ledger
