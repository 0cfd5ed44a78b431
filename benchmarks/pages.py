"""P9: drawing the largest report in one process, against its sections or its two prints in two processes.

Each round draws the same HTML: as it is done (one document after another), both prints at once, and the normal print cut
in two halves at once. The halves are not joined again: joining needs more, so their ratio is the best that can be.
Processes are warm, rounds go in shuffled order. Prints one JSON line for each round and one with medians and 95 % bounds.
"""

import json
import multiprocessing
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from statistics import median
from typing import Any

import django
import numpy as np

from benchmarks.kent import people
from equality.disclosure import solving
from equality.disclosure.ledger import FrozenLedger, Protected
from equality.disclosure.parameters import CODE_VERSION, Parameters

SECRET = b"benchmark-secret-benchmark-secre"
PERIODS = ("2026Q1", "2026Q2", "2026Q3", "2026Q4", "2026")
GOAL_WALL, GOAL_CPU = 0.6, 1.1
Took = tuple[float, float]  # seconds on the wall, seconds of processor


def main(rounds: int = 9, number: int = 2_400, seed: int = 3) -> None:
    """`rounds` of the equality report of a year of `number` people."""
    django.setup()
    data, chance = largest(number, seed), np.random.default_rng(seed)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
        ways: dict[str, Callable[[], Took]] = {
            "one process": lambda: in_turn([(data, False)]),
            "sections": lambda: at_once(pool, [(half, False) for half in halves(data)]),
            "both prints, in turn": lambda: in_turn([(data, False), (data, True)]),
            "both prints, at once": lambda: at_once(pool, [(data, False), (data, True)]),
        }
        for way in ways.values():
            way()  # warm
        found: dict[str, list[Took]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name in chance.permutation(list(ways)).tolist():
                found[name].append(ways[name]())
            say(**{name: [round(part, 2) for part in took[-1]] for name, took in found.items()})
    told("P9 sections", found["sections"], found["one process"])
    told("P9 both prints", found["both prints, at once"], found["both prints, in turn"])


def largest(number: int, seed: int) -> dict[str, Any]:
    """The equality report of a year."""
    from reports.data import report_data  # noqa: PLC0415 — settings must be ready

    crowd, chosen, ledger = people(number, [2026], seed), Parameters(), FrozenLedger()
    for period in PERIODS:
        solve = solving.protect_year if period == "2026" else solving.protect_quarter
        tables, solver = solve(period, ledger, SECRET, chosen, crowd.counts)
        ledger = ledger.and_also(Protected(period, tables, chosen.published(), CODE_VERSION, solver))
    return report_data("equality", "2026", ledger, datetime(2027, 1, 30, tzinfo=UTC))


def halves(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The report cut in two where the cells of the tables are, in number."""
    parts: list[list[Any]] = [[], []]
    for table in sorted(data["tables"], key=lambda one: -len(one["cells"])):
        min(parts, key=lambda held: sum(len(one["cells"]) for one in held)).append(table)
    return [{**data, "tables": part} for part in parts]


def drawn(data: dict[str, Any], large: bool) -> float:
    """Draw it. → seconds of processor."""
    from reports import pdf  # noqa: PLC0415

    began = time.process_time()
    pdf.drawn(data, large=large)
    return time.process_time() - began


def in_turn(jobs: list[tuple[dict[str, Any], bool]]) -> Took:
    began = time.perf_counter()
    return (sum(drawn(*job) for job in jobs), time.perf_counter() - began)[::-1]


def at_once(pool: ProcessPoolExecutor, jobs: list[tuple[dict[str, Any], bool]]) -> Took:
    began = time.perf_counter()
    waiting = [pool.submit(drawn, *job) for job in jobs]
    used = sum(job.result() for job in waiting)
    return time.perf_counter() - began, used


def told(name: str, tried: list[Took], against: list[Took]) -> None:
    """Medians of the ratios of each round; the upper bound must meet the goal."""
    wall, processor = ([one[side] / other[side] for one, other in zip(tried, against, strict=True)] for side in (0, 1))
    bounds = [upper(ratios) for ratios in (wall, processor)]
    say(
        benchmark=name, wall=round(median(wall), 2), wall_upper=round(bounds[0], 2), cpu=round(median(processor), 2),
        cpu_upper=round(bounds[1], 2), met=bounds[0] <= GOAL_WALL and bounds[1] <= GOAL_CPU,
    )  # fmt: skip


def upper(ratios: list[float], times: int = 2_000) -> float:
    """The upper end of a bootstrap 95 % interval of the median."""
    drawn_again = np.random.default_rng(1).choice(ratios, (times, len(ratios)))
    return float(np.quantile(np.median(drawn_again, axis=1), 0.975))


def say(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
