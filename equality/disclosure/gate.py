"""The gate: before a release our own attacker takes everything stored, the candidate, and what was given elsewhere.

A release passes when it says nothing but sums of stored values, when the stored values can all be true of one list of
people (then each may be off by 5 either way, whatever is linked with it), and when no exact figure given elsewhere
narrows any of them too far (`probing.py`). What cannot be decided is for a named person; a violation is refused with
its cells.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from json import dumps
from typing import Any

import numpy as np

from equality.disclosure import periods, publish
from equality.disclosure.attack import Attack, ExactFigure, Known, disagreements, known, told_twice
from equality.disclosure.bounds import Contradiction
from equality.disclosure.cubes import cell_codes
from equality.disclosure.finding import Finding, about, labels, period_of
from equality.disclosure.ledger import Cell, FrozenLedger
from equality.disclosure.parameters import Parameters
from equality.disclosure.probing import Probe
from equality.disclosure.refusals import NotPublished
from equality.disclosure.tables import FROZEN, Population
from equality.disclosure.worlds import possible_world

POPULATIONS: tuple[Population, ...] = ("entered", "ended")


@dataclass(frozen=True)
class Release:
    """Tables as they are to be (or were) given out: the JSON of the contract. `report`: what people call it."""

    period: str
    tables: Sequence[dict[str, Any]]
    report: str = "this report"


@dataclass(frozen=True)
class Verdict:
    """`findings` refuse the release; `undecided` needs a named person. `checked`: figures looked at."""

    findings: tuple[Finding, ...]
    undecided: tuple[str, ...]
    checked: int
    seconds: float

    @property
    def clean(self) -> bool:
        return not self.findings and not self.undecided

    @property
    def words(self) -> list[str]:
        return [*map(str, self.findings), *self.undecided]

    @property
    def report(self) -> dict[str, Any]:
        """What is kept of it; the same for the same release whenever it is made."""
        return {"checked": self.checked, "findings": list(map(str, self.findings)), "undecided": list(self.undecided)}

    @property
    def sha256(self) -> str:
        return sha256(dumps(self.report, sort_keys=True).encode()).hexdigest()


def judge(
    ledger: FrozenLedger,
    candidate: Release,
    released: Sequence[Release],
    elsewhere: Sequence[ExactFigure],
    chosen: Parameters,
) -> Verdict:
    """See api.gate."""
    began, checked = time.perf_counter(), 0
    findings: list[Finding] = []
    undecided: list[str] = []
    for release in (*released, candidate):
        checked += sum(len(table["cells"]) for table in release.tables)
        findings += _against_the_ledger(release, release is candidate, ledger, chosen)
    for year in sorted(
        {periods.year_of(period) for period in (candidate.period, *(figure.period for figure in elsewhere))}
    ):
        for population in POPULATIONS:
            given = [figure for figure in elsewhere if (figure.population, figure.period[:4]) == (population, year)]
            found, open_questions = _year(year, population, ledger, given, chosen)
            findings += found
            undecided += open_questions
    return Verdict(tuple(findings), tuple(undecided), checked, round(time.perf_counter() - began, 3))


def _against_the_ledger(release: Release, new: bool, ledger: FrozenLedger, chosen: Parameters) -> Iterator[Finding]:
    """Every figure must be the stored one: then it is rounded, adds up, and repeats what was said before. What is out
    already is held against the ledger only, not against thresholds that may have been stricter since."""
    limits = chosen if new else replace(chosen, least_quarter=0, least_year=0, people_per_cell=0, group_share=np.inf)
    try:
        sheets = publish.sheets(release.period, ledger, limits)
        allowed = [publish.as_json(sheet, chosen) for sheet in sheets if not sheet.why]
    except (NotPublished, ValueError) as why:
        yield Finding("too few", release.period, release.report, (), str(why))
        return
    stored = {table["id"]: {tuple(cell["at"]): cell for cell in table["cells"]} for table in allowed}
    for table in release.tables:
        if table["id"] not in stored:
            yield Finding(
                "group", release.period, table["title"], (), "This table may not be published for the period."
            )
            continue
        wholes = stored[table["id"]]
        for cell in table["cells"]:
            at = tuple(cell["at"])
            if (words := _fault(cell, wholes.get(at), wholes, chosen)) is not None:
                rule = "inconsistent" if new else "republished"
                yield Finding(rule, release.period, table["title"], at, words)
                if not new and _apart(cell, wholes.get(at), chosen) >= 2 * chosen.tolerance:
                    yield Finding("change", release.period, table["title"], at, _CHANGED)


_CHANGED = "With what was released before, it says that records have changed, or else what the true number is."


def _apart(cell: dict[str, Any], stored: dict[str, Any] | None, chosen: Parameters) -> int:
    """How far two published figures are apart at least; [low] is anything up to the greatest value that prints so."""
    if stored is None:
        return 0
    less, more = sorted(chosen.low if one["value"] is None else int(one["value"]) for one in (cell, stored))
    return more - less


def _fault(
    cell: dict[str, Any], stored: dict[str, Any] | None, table: dict[Cell, dict[str, Any]], chosen: Parameters
) -> str | None:
    if stored is None:
        return "The ledger has no such figure."
    value = cell["value"]
    if value is not None and (value % chosen.base or value <= chosen.low):
        return "It is not a rounded figure."
    if (value, cell["kind"]) != (stored["value"], stored["kind"]):
        return "It is not the figure that is stored, or not the sum of stored figures."
    if cell.get("percent") is not None:
        whole = table[tuple(publish.TOTAL for _ in cell["at"])]["value"]
        if cell["percent"] != publish.whole_percent(value, whole, chosen):
            return "The percentage is not worked out from stored figures."
    return None


def _year(
    year: str, population: Population, ledger: FrozenLedger, given: list[ExactFigure], chosen: Parameters
) -> tuple[list[Finding], list[str]]:
    """What everything stored about the year gives away, alone and together with exact figures."""
    tables = known(year, population, ledger)
    findings = [*_odd(year, tables, chosen), *_disagreeing(year, tables)]
    if findings:
        return findings, []
    world = possible_world(year, population, ledger, chosen)
    undecided = [] if world else [f"{year}: no list of people that fits all tables was found in time."]
    if given:
        found, open_questions = _attacked(year, population, ledger, given, chosen)
        findings += found
        undecided += open_questions
    return findings, undecided


def _odd(year: str, tables: list[Known], chosen: Parameters) -> Iterator[Finding]:
    for table in tables:
        for cell, value in zip(cell_codes(table.dims), table.values.ravel(), strict=True):
            if value < 0 or value % chosen.base:
                yield about("inconsistent", year, table, cell, "It is not a rounded figure.")


def _disagreeing(year: str, tables: list[Known]) -> Iterator[Finding]:
    for one, other, shared, cell in disagreements(tables):
        words = f"It is another sum than in “{FROZEN[other.table].title}”."
        period = period_of(year, shared, cell)
        yield Finding("inconsistent", period, FROZEN[one.table].title, labels(shared, cell), words)


def _attacked(
    year: str, population: Population, ledger: FrozenLedger, given: list[ExactFigure], chosen: Parameters
) -> tuple[list[Finding], list[str]]:
    """What the exact figures do to everything stored about the year: (broken, not decided)."""
    sources = " and ".join(sorted({_source(figure) for figure in given}))
    twice = [f"{periods.words(figure.period)}: {_source(figure)} {_TWICE}" for figure in told_twice(given)]
    try:
        findings, undecided = Probe(Attack(year, population, ledger, chosen, given), sources).results()
    except (Contradiction, ValueError) as fault:
        return [], [*twice, f"{year}: {sources} cannot be checked against what is stored ({fault})."]
    return findings, twice + undecided


_TWICE = "gave a figure that had been given before with another number; the difference is somebody who came or left."


def _source(figure: ExactFigure) -> str:
    return figure.source or "what was given elsewhere"
