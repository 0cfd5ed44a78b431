"""verify_audit: rows a second, beside one bare statement that hashes the same rows.

Prints one JSON line. Each run adds rows: the journal of a benchmark's instance takes additions only, too.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable

import django

django.setup()

from django.db import connection  # noqa: E402 - settings first
from psycopg import sql  # noqa: E402

from journal.sealing import TABLES, row_hash, rows_as, seal  # noqa: E402
from journal.verification import verify  # noqa: E402
from walls.scope import scoped  # noqa: E402

GOAL_ROWS_A_SECOND, GOAL_OF_FLOOR = 100_000, 1.5
ROUNDS = 5
EVENTS = """
INSERT INTO journal_event (id, at, kind, case_id, subject_type, actor_kind, data)
SELECT gen_random_uuid(), now(), 'referral.accepted', gen_random_uuid(), 'referrals.referral', 'person',
       jsonb_build_object('version', n, 'district', 'ashford') FROM generate_series(1, %s) n
"""
LOOKS = """
INSERT INTO journal_access (id, at, actor_id, what, case_ids, reason)
SELECT gen_random_uuid(), now(), gen_random_uuid(), 'referrals:case', ARRAY[gen_random_uuid()], ''
FROM generate_series(1, %s) n
"""


def main(rows: int = 400_000) -> None:
    """Add this many rows, half of them looks; seal them; verify and hash in turns."""
    for statement in (EVENTS, LOOKS):
        with scoped(sight="system"), connection.cursor() as cursor:
            cursor.execute(statement, [rows // 2])
    while seal():
        pass
    found = verify()
    assert not found.fault, found.fault
    pairs = [(seconds(verify), seconds(floor)) for _ in range(ROUNDS)]
    took = statistics.median(one for one, _ in pairs)
    ratio = statistics.median(one / other for one, other in pairs)
    rate = round(found.rows / took)
    met = rate >= GOAL_ROWS_A_SECOND and ratio <= GOAL_OF_FLOOR
    facts = {"rows": found.rows, "seals": found.seals, "rows_a_second": rate, "of_floor": round(ratio, 2)}
    print(json.dumps({"benchmark": "verify_audit", **facts, "met": met}), flush=True)


def floor() -> None:
    """The same hashing without chain, anchor and marks."""
    for stream in TABLES:
        bare = sql.SQL("SELECT sha256(string_agg({}, ''::bytea ORDER BY r.number)) FROM {}")
        with scoped(sight="system"), connection.cursor() as cursor:
            cursor.execute(bare.format(row_hash(stream), rows_as(stream)))


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
