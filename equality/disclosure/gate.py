"""The gate: before a release our own attacker takes everything stored, the candidate, and what was given elsewhere.

A release passes when it says nothing but sums of stored values, when the stored values can all be true of one list of
people (then each may be off by 5 either way, whatever is linked with it), and when no exact figure given elsewhere
narrows any of them too far. What cannot be decided is for a named person; a violation is refused with its cells.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from json import dumps
from typing import Any

import numpy as np

from equality.disclosure import periods, publish
from equality.disclosure.attack import QUARTER, Attack, ExactFigure, Known, disagreements, known
from equality.disclosure.bounds import CLOSE, Bounds, Contradiction, Range
from equality.disclosure.cubes import Dims, cell_codes
from equality.disclosure.dimensions import DIMENSIONS
from equality.disclosure.ledger import Cell, FrozenLedger
from equality.disclosure.parameters import Parameters
from equality.disclosure.refusals import NotPublished
from equality.disclosure.tables import FROZEN, Population
from equality.disclosure.worlds import possible_world

POPULATIONS: tuple[Population, ...] = ("entered", "ended")
FEWEST = 3  # a count with fewer possible values than this is as good as known
SMALL = 4


@dataclass(frozen=True)
class Release:
    """Tables as they are to be (or were) given out: the JSON of the contract. `report`: what people call it."""

    period: str
    tables: Sequence[dict[str, Any]]
    report: str = "this report"


@dataclass(frozen=True)
class Finding:
    """One figure that must not leave. `rule`: exact, presence, narrow, group, republished, inconsistent, too few."""

    rule: str
    period: str
    table: str
    at: tuple[str, ...]
    words: str

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.table, *self.at) if part)
        return f"{periods.words(self.period)}, {where}: {self.words}"


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
                yield _finding("inconsistent", year, table, cell, "It is not a rounded figure.")


def _disagreeing(year: str, tables: list[Known]) -> Iterator[Finding]:
    for one, other, shared, cell in disagreements(tables):
        words = f"It is another sum than in “{FROZEN[other.table].title}”."
        yield Finding(
            "inconsistent", _period(year, shared, cell), FROZEN[one.table].title, _labels(shared, cell), words
        )


def _attacked(
    year: str, population: Population, ledger: FrozenLedger, given: list[ExactFigure], chosen: Parameters
) -> tuple[list[Finding], list[str]]:
    """Bounds of every stored cell when the exact figures are known too: quickly, then with people for what is touched."""
    findings: list[Finding] = []
    open_questions: list[str] = []
    sources = " and ".join(sorted({figure.source or "what was given elsewhere" for figure in given}))
    until = time.perf_counter() + chosen.time_limit
    try:
        quick = _Attacker(Attack(year, population, ledger, chosen, given, people=False))
        touched = [(table, place) for table, place in quick.cells() if not quick.full(table, place)]
        thorough = _Attacker(Attack(year, population, ledger, chosen, given))
        for table, place in touched:
            at_once = quick.rule(table, place)
            rule = at_once or (thorough.rule(table, place) if time.perf_counter() < until else "?")
            cell = cell_codes(table.dims)[place]
            if rule == "?":
                open_questions.append(str(_finding(rule, year, table, cell, "There was no time to try everything.")))
            elif rule:
                findings.append(_finding(rule, year, table, cell, f"{_WORDS[rule]} together with {sources}."))
    except (Contradiction, ValueError) as fault:
        open_questions.append(f"{year}: {sources} cannot be checked against what is stored ({fault}).")
    return findings, open_questions


_WORDS = {
    "exact": "The true number, from 1 to 4 people, can be worked out",
    "presence": "That there is somebody can be worked out",
    "narrow": f"All but {FEWEST - 1} numbers can be ruled out",
}


class _Attacker:
    def __init__(self, attack: Attack) -> None:
        self.attack = attack
        self.columns = attack.build()
        self.bounds = Bounds(attack.program)
        self._seen: dict[tuple[str, int], Range] = {}

    def cells(self) -> Iterator[tuple[Known, int]]:
        for table in self.attack.tables:
            for place in np.flatnonzero(table.frozen.ravel()):
                yield table, int(place)

    def range(self, table: Known, place: int) -> Range:
        key = (table.table, place)
        if key not in self._seen:
            column = int(self.columns[table.table][place])
            self._seen[key] = self.bounds.range(column, column)
        return self._seen[key]

    def full(self, table: Known, place: int) -> bool:
        """Whether everything that the tolerance allows is still possible."""
        stored, tolerance, seen = (
            int(table.values.ravel()[place]),
            self.attack.chosen.tolerance,
            self.range(table, place),
        )
        return seen.low <= max(0, stored - tolerance) + CLOSE and seen.high >= stored + tolerance - CLOSE

    def rule(self, table: Known, place: int) -> str:
        """The rule that the cell breaks, '' when none."""
        seen, stored = self.range(table, place), int(table.values.ravel()[place])
        if seen.candidates == 1 and 1 <= round(seen.low) <= SMALL:
            return "exact"
        if stored <= self.attack.chosen.low and seen.low > CLOSE:
            return "presence"
        return "narrow" if seen.candidates < FEWEST else ""


def _finding(rule: str, year: str, table: Known, cell: Cell, words: str) -> Finding:
    period = _period(year, table.dims, cell)
    return Finding(rule, period, FROZEN[table.table].title, _labels(table.dims, cell), words)


def _period(year: str, dims: Dims, cell: Cell) -> str:
    return next((f"{year}{code}" for name, code in zip(dims, cell, strict=True) if name == QUARTER), year)


def _labels(dims: Dims, cell: Cell) -> tuple[str, ...]:
    return tuple(
        dict(DIMENSIONS[name].categories)[code] for name, code in zip(dims, cell, strict=True) if name != QUARTER
    )
