"""P8: a report's data from the ledger, against the same counts from facts, at a number of people and at ten times it.

Facts are the flattest table there is of what happened, so they count faster than the tables of cases would. Makes years
of facts of people who do not exist, counts and rounds them, stores the figures, and then does both in turn.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from typing import Any

import django
from django.db import connections, transaction

ROUNDS, GOAL_RATIO, GOAL_GROWTH = 5, 0.05, 2.0


def main(number: int = 100_000) -> None:
    """`number` people in one year, ten times as many in another."""
    django.setup()
    took = {people: year_of(people, year) for people, year in ((number, "2031"), (10 * number, "2033"))}
    for people, (ledger, facts) in took.items():
        say(people=people, ledger_ms=ledger, facts_ms=facts, ratio=round(ledger / facts, 4))
    (first, _), (second, counted) = took.values()
    good = second / counted <= GOAL_RATIO and second / first <= GOAL_GROWTH
    say(benchmark="P8", ratio=round(second / counted, 4), growth=round(second / first, 2), met=good)


def year_of(people: int, year: str) -> tuple[float, float]:
    """Median milliseconds for the report's data, and for the counts, in turn."""
    from equality.disclosure import counting, periods  # noqa: PLC0415 — settings must be ready
    from equality.disclosure.tables import FROZEN  # noqa: PLC0415
    from reports import ledger  # noqa: PLC0415
    from reports.data import report_data  # noqa: PLC0415

    if not ledger.stored().has(year):
        fill(people, year)
        close(year)
    quarters, released = periods.quarters_of(year), datetime(2034, 1, 30, tzinfo=UTC)
    ways: tuple[Callable[[], Any], ...] = (
        lambda: report_data("equality", year, ledger.stored(), released),
        lambda: [counting.counts(quarters, spec.population, spec.dims) for spec in FROZEN.values()],
    )
    for way in ways:
        way()  # warm
    timed: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for way, found in zip(ways, timed, strict=True):
            began = time.perf_counter()
            way()
            found.append(1_000 * (time.perf_counter() - began))
    return round(median(timed[0]), 1), round(median(timed[1]), 1)


def fill(people: int, year: str) -> None:
    """Facts of a crowd, copied until there are enough; each came in and ended in the year, and is counted."""
    from benchmarks.kent import people as crowd_of  # noqa: PLC0415

    crowd = crowd_of(2_000, [int(year)], seed=8)
    names = list(crowd.columns)
    rows = list(zip(*(crowd.columns[name].tolist() for name in names), crowd.quarters["entered"].tolist(), strict=True))
    picked = ", ".join(f'person."{name}"' for name in names)
    typed = ", ".join(f'"{name}" text' for name in (*names, "quarter"))
    sql = f"""
        INSERT INTO equality_fact (id, link, person, kind, quarter, counted_in, repeat, {", ".join(names)})
        SELECT gen_random_uuid(), NULL, '', kind, person.quarter, person.quarter, false, {picked}
        FROM jsonb_to_recordset(%s) AS person ({typed}), generate_series(1, %s), (VALUES ('entered'), ('ended')) AS of (kind)
    """  # noqa: S608  # nosec B608 — names of our own columns
    named = [dict(zip((*names, "quarter"), row, strict=True)) for row in rows]
    with transaction.atomic(using="equality"), connections["equality"].cursor() as cursor:
        cursor.execute("DELETE FROM equality_fact WHERE counted_in LIKE %s", [f"{year}%"])
        cursor.execute(sql, [json.dumps(named), people // len(rows)])
    with connections["equality"].cursor() as cursor:
        cursor.execute("ANALYZE equality_fact")


def close(year: str) -> None:
    """Round the year's facts and store the figures."""
    from django.conf import settings  # noqa: PLC0415

    from equality.disclosure import api, counting, periods, solving  # noqa: PLC0415
    from equality.disclosure.parameters import CODE_VERSION  # noqa: PLC0415
    from reports import ledger  # noqa: PLC0415

    chosen = api.parameters()
    for period in (*periods.quarters_of(year), year):
        if not ledger.stored().has(period):
            solve = solving.protect_year if period == year else solving.protect_quarter
            tables, solver = solve(period, ledger.stored(), settings.ROUNDING_SECRET, chosen, counting.counts)
            ledger._store(api.Protected(period, tables, chosen.published(), CODE_VERSION, solver))


def say(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
