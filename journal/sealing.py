"""Seals what happened, and who looked, into one hash chain, in batches, without a lock that a request could wait for.

The database numbers every row as it is added. Numbers are given before their transactions commit, so a low one can
appear late; `settled` finds the number below which nothing can appear any more: it reads the highest number given, then
waits until every transaction that was writing at that moment is over. Only then is the order fixed, here.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final, LiteralString

from django.db import connection
from django.utils import timezone
from psycopg import sql

from journal import anchor
from journal.models import Seal
from journal.models.seal import DIGEST_BYTES
from walls.scope import scoped

BATCH: Final = 10_000
PATIENCE_SECONDS: Final = 5.0
GENESIS: Final = bytes(DIGEST_BYTES)
SEALER: Final = 0x5AFE  # PostgreSQL advisory lock: one sealer at a time

# What of a row is sealed: every column. jsonb's text form does not depend on the session's settings; times are whole
# microseconds since 1970.
_AT: Final[LiteralString] = "(extract(epoch FROM r.at) * 1000000)::bigint"
TABLES: Final[dict[str, str]] = {"event": "journal_event", "access": "journal_access"}
COLUMNS: Final[dict[str, LiteralString]] = {
    "event": f"r.number, r.id, {_AT}, r.kind, r.case_id, r.subject_type, r.subject_id, r.actor_id, r.actor_kind,"
    " r.organisation_id, r.data",
    "access": f"r.number, r.id, {_AT}, r.actor_id, r.organisation_id, r.what, r.case_ids, r.reason",
}


def row_hash(stream: str) -> sql.Composed:
    """SQL: SHA-256 of one row `r` of this stream."""
    return sql.SQL("pg_catalog.sha256(convert_to(jsonb_build_array({})::text, 'UTF8'))").format(
        sql.SQL(COLUMNS[stream])
    )


def rows_as(stream: str) -> sql.Composed:
    """SQL: the stream's table as `r`."""
    return sql.SQL("{} r").format(sql.Identifier(TABLES[stream]))


def seal() -> int:
    """Seal everything that is settled and anchor the heads. → rows sealed; 0 when another sealer is at work."""
    with _alone() as mine:
        if not mine:
            return 0
        sealed = sum(_seal_stream(stream) for stream in TABLES)
        with scoped(sight="system"):
            anchor.catch_up()
        return sealed


def _seal_stream(stream: str) -> int:
    horizon, sealed = settled(stream), 0
    with scoped(sight="system"):
        reached = _last_sealed(stream)
    while reached < horizon:
        reached = min(reached + BATCH, horizon)
        with scoped(sight="system"):
            sealed += _batch(stream, reached)
    return sealed


def _batch(stream: str, upto: int) -> int:
    """One link of the chain, in the transaction of the caller. → how many rows it holds.

    The range is bounded by numbers and not by LIMIT: the database would hash everything that waits to find the first.
    """
    previous = Seal.objects.order_by("-number").only("number", "digest").first()
    before = _last_sealed(stream)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "SELECT r.number, r.id, {} FROM {} WHERE r.number > %s AND r.number <= %s ORDER BY r.number"
            ).format(row_hash(stream), rows_as(stream)),
            [before, upto],
        )
        rows = cursor.fetchall()
    if rows:
        link = Seal(
            number=previous.number + 1 if previous else 1,
            at=timezone.now(),
            stream=stream,
            first=before + 1,
            last=rows[-1][0],
            rows=len(rows),
            body=hashlib.sha256(b"".join(bytes(digest) for _, _, digest in rows)).digest(),
            marks=b"".join(mark(row_id.bytes, bytes(digest)) for _, row_id, digest in rows),
            previous=bytes(previous.digest) if previous else GENESIS,
        )
        link.digest = digest_of(link, hashlib.sha256(link.marks).digest())
        link.save(force_insert=True)
    return len(rows)


def _last_sealed(stream: str) -> int:
    """The number of the newest row that is under seal; 0 when none is."""
    return Seal.objects.filter(stream=stream).order_by("-last").values_list("last", flat=True).first() or 0


def mark(row_id: bytes, digest: bytes) -> bytes:
    """MARK_BYTES that tell this row, as it is now, from every other."""
    return row_id + digest[:8]


def digest_of(link: Seal, marks_hash: bytes) -> bytes:
    """What the link says of itself and of the one before it."""
    said = f"{link.number}|{link.stream}|{link.first}|{link.last}|{link.rows}|{_microseconds(link.at)}"
    return hashlib.sha256(said.encode() + bytes(link.previous) + bytes(link.body) + marks_hash).digest()


def _microseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond


def settled(stream: str) -> int:
    """The highest row number below which no row can appear any more; 0 when a writer takes longer than we wait."""
    table = TABLES[stream]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(%s, 'number')::regclass), 0)", [table]
        )
        (highest,) = cursor.fetchone()
    give_up = time.monotonic() + PATIENCE_SECONDS
    waiting_for = _writers(table)
    while waiting_for and time.monotonic() < give_up:
        time.sleep(0.02)
        waiting_for &= _writers(table)
    return 0 if waiting_for else int(highest)


def _writers(table: str) -> set[str]:
    """Transactions that have written to the table and are not over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND relation = %s::regclass"
            " AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()",
            [table],
        )
        return {name for (name,) in cursor.fetchall()}


@contextmanager
def _alone() -> Iterator[bool]:
    """Held over several transactions, so that anchors follow one another in order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SEALER])
        (mine,) = cursor.fetchone()
        try:
            yield bool(mine)
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [SEALER])
