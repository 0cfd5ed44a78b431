"""P10: disclosure control of the largest report, in seconds and memory, from true counts to stored values and the gate.

Prints one JSON line for each step, and one with the verdict. Peak memory is that of this process.
"""

import json
import resource
import sys
import time

import numpy as np

from benchmarks.kent import People, people
from equality.disclosure import publish, solving
from equality.disclosure.attack import ExactFigure
from equality.disclosure.cubes import from_cells
from equality.disclosure.gate import Release, judge
from equality.disclosure.ledger import FrozenLedger, Protected
from equality.disclosure.parameters import CODE_VERSION, Parameters
from equality.disclosure.tables import FROZEN, Population

SECRET = b"benchmark-secret-benchmark-secre"
GOAL_SECONDS, GOAL_BYTES = 60.0, 2**30


def main(number: int = 2_000, seed: int = 1) -> None:
    """A year of `number` people: four quarters, the year, every printed table, the gate."""
    crowd, chosen, ledger = people(number, [2026], seed), Parameters(), FrozenLedger()
    began = time.perf_counter()
    for period in ("2026Q1", "2026Q2", "2026Q3", "2026Q4", "2026"):
        solve = solving.protect_year if period == "2026" else solving.protect_quarter
        tables, solver = solve(period, ledger, SECRET, chosen, crowd.counts)
        ledger = ledger.and_also(Protected(period, tables, chosen.published(), CODE_VERSION, solver))
        say(step=f"round {period}", seconds=solver.seconds, cells=solver.cells, moved=solver.moved, gap=solver.gap)
    rounded = time.perf_counter()
    sheets = [sheet for sheet in publish.sheets("2026", ledger, chosen) if not sheet.why]
    printed = [publish.as_json(sheet, chosen) for sheet in sheets]
    say(step="publish", seconds=round(time.perf_counter() - rounded, 3), tables=len(printed))
    verdict = judge(ledger, Release("2026", printed), [], [], chosen)
    say(step="gate", seconds=verdict.seconds, clean=verdict.clean, checked=verdict.checked)
    seconds = time.perf_counter() - began
    say_attacked(ledger, Release("2026", printed), crowd, chosen)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    good = seconds < GOAL_SECONDS and peak < GOAL_BYTES and verdict.clean
    say(
        benchmark="P10",
        people=number,
        seconds=round(seconds, 2),
        peak_mib=peak >> 20,
        met=good,
        **errors(ledger, crowd),
    )


def say_attacked(ledger: FrozenLedger, year: Release, crowd: People, chosen: Parameters) -> None:
    """How long the gate takes when somebody was told how many came in, and how many ended, in a quarter."""
    whom: tuple[Population, ...] = ("entered", "ended")
    given = [
        ExactFigure("2026Q3", one, {}, int(crowd.counts(["2026Q3"], one, ()).sum()), "the minutes") for one in whom
    ]
    found = judge(ledger, year, [], given, chosen)
    step = "gate with two exact totals"
    say(step=step, seconds=found.seconds, refused=len(found.findings), undecided=len(found.undecided))


def errors(ledger: FrozenLedger, crowd: People) -> dict[str, float]:
    """How far stored values are from the truth, which only a benchmark may know."""
    off = []
    for (period, table), cells in ledger.tables.items():
        spec = FROZEN[table]
        quarters = [period] if "Q" in period else [f"{period}Q{number}" for number in range(1, 5)]
        off.append(np.abs(from_cells(cells, spec.dims) - crowd.counts(quarters, spec.population, spec.dims)).ravel())
    found = np.concatenate(off)
    return {"cells": len(found), "mean_error": round(float(found.mean()), 2), "largest_error": int(found.max())}


def say(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
