"""What stands between figures and the world: rows are checked before they are stored, tables before they are released."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from equality.disclosure import api, periods
from reports.catalogue import REPORTS
from reports.models import Release
from reports.sealing import sha256_of


class NotClean(api.NotPublished):
    """Figures that must not leave. The words name them."""


def check_rows(protected: api.Protected) -> str:
    """Each figure rounded, not below zero, and once: then it may be stored. → SHA-256 of what was checked and found."""
    rows = list(protected.rows())
    base = int(protected.parameters["base"])
    odd = [f"{row.table}, {', '.join(row.cell)}" for row in rows if row.value < 0 or row.value % base]
    odd += [f"{table}, {', '.join(cell)}" for (table, cell), times in _places(rows).items() if times > 1]
    if odd:
        raise NotClean(f"Nothing was stored: these are not rounded figures, once each: {'; '.join(odd)}.")
    return sha256_of({"period": protected.period, "checked": len(rows), "faults": odd})


def check_release(
    report: str, period: str, tables: Sequence[dict[str, Any]], ledger: api.FrozenLedger
) -> dict[str, Any]:
    """Let our own attacker try everything that was ever stored and released, and these tables. → its report, to keep.

    Raises NotClean when a figure must not leave, and when the attacker ran out of time: then nobody knows.
    """
    candidate = api.Release(period, tables, _called(report, period))
    verdict = api.gate(ledger, candidate, _released_before())
    if verdict.findings:
        raise NotClean("Nothing was released: the check found figures that must not leave. " + _listed(verdict))
    if verdict.undecided:
        raise NotClean(
            "Nothing was released: the check could not decide in time. Ask the data protection officer. "
            + _listed(verdict)
        )
    return {**verdict.report, "sha256": verdict.sha256}


def _released_before() -> list[api.Release]:
    rows = Release.objects.order_by("released_at").values_list("report", "period", "data")
    return [api.Release(period, data["tables"], _called(report, period)) for report, period, data in rows]


def _called(report: str, period: str) -> str:
    return f"{REPORTS[report].title}, {periods.words(period)}"


def _listed(verdict: api.Verdict, most: int = 8) -> str:
    """The first of them in words, and how many more there are."""
    more = len(verdict.words) - most
    return " ".join(verdict.words[:most]) + (f" And {more} more." if more > 0 else "")


def _places(rows: Sequence[api.Row]) -> Counter[tuple[str, tuple[str, ...]]]:
    return Counter((row.table, row.cell) for row in rows)
