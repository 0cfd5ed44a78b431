"""What stands between figures and the world: rows are checked before they are stored, tables before they are released."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from equality.disclosure import api, periods
from reports.catalogue import REPORTS
from reports.models import Given, OpenQuestion, Release
from reports.sealing import sha256_of

POPULATIONS: Final[dict[str, api.Population]] = {"entered": "entered", "ended": "ended"}


class NotClean(api.NotPublished):
    """Figures that must not leave. The words name them."""


class NotDecided(api.NotPublished):
    """The check found no fault and could not rule one out: a named person decides. `sha256`: about exactly what."""

    def __init__(self, verdict: api.Verdict, sha256: str) -> None:
        super().__init__("The check could not decide by itself. " + _listed(verdict))
        self.report, self.sha256 = verdict.report, sha256


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

    The attacker also knows every exact figure of the register. Raises NotClean when a figure must not leave, NotDecided
    when that is for a person to say and no person has.
    """
    candidate = api.Release(period, tables, _called(report, period))
    verdict = api.gate(ledger, candidate, _released_before(), _given_elsewhere(ledger))
    if verdict.findings:
        raise NotClean("Nothing was released: the check found figures that must not leave. " + _listed(verdict))
    found = {**verdict.report, "sha256": verdict.sha256}
    return found if verdict.clean else {**found, "decision": _decided(report, period, tables, verdict)}


def _decided(report: str, period: str, tables: Sequence[dict[str, Any]], verdict: api.Verdict) -> dict[str, str]:
    """Who let it out, when and why."""
    about = sha256_of({"gate": verdict.report, "tables": tables})
    question = OpenQuestion.objects.filter(report=report, period=period, sha256=about, agreed=True).first()
    if question is None or question.decided_at is None:
        raise NotDecided(verdict, about)
    return {
        "by": str(question.decided_by), "name": question.decided_name, "at": question.decided_at.isoformat(),
        "reason": question.reason, "about": about,
    }  # fmt: skip


def _given_elsewhere(ledger: api.FrozenLedger) -> list[api.ExactFigure]:
    """The register, as far as it speaks of years of which something is stored."""
    years = {period[:4] for period in ledger.periods()}
    return [
        api.ExactFigure(row.period, POPULATIONS[row.population], row.where, row.value, _source(row))
        for row in Given.objects.filter(struck_at=None).order_by("entered_at", "id")
        if row.period[:4] in years
    ]


def _source(row: Given) -> str:
    return f"“{row.what}” ({row.to_whom}, {row.given_on:%-d %B %Y})"


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
