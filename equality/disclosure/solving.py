"""Which problem a quarter or a year is, and its solution. Counts come from a function and are not kept."""

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from equality.disclosure import periods
from equality.disclosure.cubes import Counts, Dims, from_cells, to_cells
from equality.disclosure.ledger import Cells, FrozenLedger, Solver
from equality.disclosure.parameters import Parameters
from equality.disclosure.rounding import Problem, Rounded, Unroundable, round_together
from equality.disclosure.tables import (
    FROZEN_ANNUAL,
    FROZEN_QUARTERLY,
    SUMS,
    WORLDS,
    Population,
    TableSpec,
    guarded,
)

CountOf = Callable[[Iterable[str], str, Dims], Counts]  # (quarters, population, dims) → true counts
POPULATIONS: tuple[Population, ...] = ("entered", "ended")


def protect_quarter(
    period: str, ledger: FrozenLedger, secret: bytes, chosen: Parameters, count: CountOf
) -> tuple[Mapping[str, Cells], Solver]:
    """Round the quarter's tables, near to the year so far as well. → table id → cells, and how it went."""
    problems = [quarter_problem(period, population, ledger, chosen, count) for population in POPULATIONS]
    return _solve(problems, secret, chosen)


def protect_year(
    year: str, ledger: FrozenLedger, secret: bytes, chosen: Parameters, count: CountOf
) -> tuple[Mapping[str, Cells], Solver]:
    """Round the annual tables so that they agree with every frozen quarter."""
    problems = [year_problem(year, population, ledger, chosen, count) for population in POPULATIONS]
    return _solve(problems, secret, chosen)


def quarter_problem(
    period: str, population: Population, ledger: FrozenLedger, chosen: Parameters, count: CountOf
) -> Problem:
    specs = _specs(FROZEN_QUARTERLY, population, chosen)
    before = [quarter for quarter in periods.quarters_of(periods.year_of(period)) if quarter < period]
    so_far = {}
    for spec in specs:
        stored = [cells for quarter in before if (cells := ledger.cells(quarter, spec.id))]
        if stored:
            so_far[spec.id] = count(before, population, spec.dims) - sum(
                from_cells(cells, spec.dims) for cells in stored
            )
    wanted = {spec.id: (spec.dims, count([period], population, spec.dims)) for spec in specs}
    return Problem(f"{period}|{population}", wanted, so_far=so_far, sums=SUMS[population])


def year_problem(
    year: str, population: Population, ledger: FrozenLedger, chosen: Parameters, count: CountOf
) -> Problem:
    quarters = periods.quarters_of(year)
    fixed = []
    for spec in _specs(FROZEN_QUARTERLY, population, chosen):
        stored = [ledger.cells(quarter, spec.id) for quarter in quarters]
        if all(stored):
            parts = [from_cells(cells, spec.dims) for cells in stored if cells]
            fixed.append((("quarter", *spec.dims), np.stack(parts)))
    specs = _specs(FROZEN_ANNUAL, population, chosen)
    wanted = {spec.id: (spec.dims, count(quarters, population, spec.dims)) for spec in specs}
    return Problem(f"{year}|{population}", wanted, fixed=fixed, worlds=WORLDS[population])


def _specs(whitelist: Iterable[TableSpec], population: Population, chosen: Parameters) -> list[TableSpec]:
    return [spec for spec in whitelist if spec.population == population and guarded(spec, chosen.residents)]


def _solve(problems: list[Problem], secret: bytes, chosen: Parameters) -> tuple[Mapping[str, Cells], Solver]:
    tables: dict[str, Cells] = {}
    reports: list[Solver] = []
    for problem in problems:
        rounded = _rounded(problem, secret, chosen)
        tables |= {name: to_cells(values, problem.wanted[name][0]) for name, values in rounded.tables.items()}
        reports.append(rounded.solver)
    return tables, _together(reports)


def _rounded(problem: Problem, secret: bytes, chosen: Parameters) -> Rounded:
    try:
        return round_together(problem, secret, chosen)
    except Unroundable:
        return Rounded({}, Solver(0.0, 0, 0, 0.0, 0, 0, "margins", tuple(sorted(problem.wanted))))


def _together(reports: list[Solver]) -> Solver:
    return Solver(
        seconds=round(sum(report.seconds for report in reports), 3),
        cells=sum(report.cells for report in reports),
        constraints=sum(report.constraints for report in reports),
        gap=max(report.gap for report in reports),
        salt=max(report.salt for report in reports),
        moved=sum(report.moved for report in reports),
        eased=max((report.eased for report in reports), key=len),
        dropped=tuple(name for report in reports for name in report.dropped),
    )
