"""Is the journal as it was sealed? Names the first entry that is not. The hashing happens inside PostgreSQL, in bulk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import zip_longest
from uuid import UUID

from django.db import connection
from django.db.models import F, Func, Max
from django.db.models.fields import BinaryField
from django.utils import timezone
from psycopg import sql

from journal import anchor
from journal.models import Seal
from journal.models.seal import MARK_BYTES
from journal.sealing import GENESIS, TABLES, digest_of, row_hash, rows_as
from walls.scope import scoped

WINDOW = 200  # seals hashed by one statement
ON_ITS_WAY = timedelta(minutes=10)  # a seal so young may still be about to be anchored; it is not judged


@dataclass(frozen=True)
class Verdict:
    """`fault`: '' or what is wrong with which entry, in words. `head`: the newest sound digest, in hexadecimal."""

    head: str
    seals: int
    rows: int
    unsealed: int
    fault: str = ""


class Broken(Exception):
    """The first bad entry, in words."""


def sees_everything() -> bool:
    """Whether row-level security shows every row to the database role that asks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user = 'safer_worker' OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        return bool(cursor.fetchone()[0])


def verify() -> Verdict:
    """Go through the whole chain. Rows younger than the newest seal are counted, not judged."""
    head, seals, rows, fault = GENESIS, 0, 0, ""
    with scoped(sight="system"):
        try:
            for link in _sound_links():
                head, seals, rows = bytes(link.digest), link.number, rows + link.rows
        except Broken as broken:
            fault = str(broken)
        return Verdict(head.hex(), seals, rows, _unsealed(), fault)


@dataclass(frozen=True)
class Found:
    """A seal and what is under it now. `body`: SHA-256 over the hashes of the rows in its range."""

    seal: Seal
    marks_hash: bytes
    rows: int
    body: bytes


def _sound_links() -> Iterator[Seal]:
    """The links of the chain as long as they hold: to one another, to their rows and to what was anchored."""
    before, reached = GENESIS, dict.fromkeys(TABLES, 0)
    for position, (found, head) in enumerate(zip_longest(_links(), anchor.heads()), start=1):
        if found is None or found.seal.number != position:
            raise Broken(f"seal {position} is missing from the database: entries were deleted or cut off")
        link = found.seal
        where = f"seal {link.number} ({link.stream} entries {link.first} to {link.last})"
        if bytes(link.previous) != before or bytes(link.digest) != digest_of(link, found.marks_hash):
            raise Broken(f"{where} was edited: it no longer follows from the one before it")
        if link.first != reached[link.stream] + 1:
            raise Broken(f"{where} was edited: it does not begin where the last one ended")
        if head is None and timezone.now() - link.at < ON_ITS_WAY:
            return
        if head is None or head.seal != position:
            raise Broken(f"{where} was never anchored outside the database")
        if head.digest != bytes(link.digest).hex():
            raise Broken(f"{where} is not what was anchored on {head.at}: from here on the chain was made anew")
        if (found.rows, found.body) != (link.rows, bytes(link.body)):
            raise Broken(f"{_first_bad_row(link)} in {where}")
        before, reached[link.stream] = bytes(link.digest), link.last
        yield link


def _links() -> Iterator[Found]:
    """Every seal in order, with what is under it now."""
    top = Seal.objects.aggregate(top=Max("number"))["top"] or 0
    hashed = Func(F("marks"), function="sha256", output_field=BinaryField())
    for start in range(1, top + 1, WINDOW):
        window = Seal.objects.filter(number__gte=start, number__lt=start + WINDOW).order_by("number").defer("marks")
        marks = dict(window.annotate(marks_hash=hashed).values_list("number", "marks_hash"))
        there = {stream: _bodies(stream, start) for stream in TABLES}
        for link in window:
            rows, body = there[link.stream].get(link.number, (0, b""))
            yield Found(link, bytes(marks.get(link.number, b"")), rows, body)


def _bodies(stream: str, start: int) -> dict[int, tuple[int, bytes]]:
    """Seal number → (how many rows lie in its range now, SHA-256 over their hashes), for one window of seals."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "SELECT s.number, count(*), sha256(string_agg({}, ''::bytea ORDER BY r.number))"
                " FROM journal_seal s JOIN {} ON r.number BETWEEN s.first AND s.last"
                " WHERE s.stream = %s AND s.number >= %s AND s.number < %s GROUP BY s.number"
            ).format(row_hash(stream), rows_as(stream)),
            [stream, start, start + WINDOW],
        )
        return {number: (count, bytes(body)) for number, count, body in cursor.fetchall()}


def _first_bad_row(link: Seal) -> str:
    """Compare the rows of one seal with their marks, in order."""
    sealed = _split(bytes(Seal.objects.values_list("marks", flat=True).get(pk=link.number)))
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT r.number, r.id, {} FROM {} WHERE r.number BETWEEN %s AND %s ORDER BY r.number").format(
                row_hash(link.stream), rows_as(link.stream)
            ),
            [link.first, link.last],
        )
        there = [(number, row_id, bytes(digest)[:8]) for number, row_id, digest in cursor.fetchall()]
    expected, present = {row_id for row_id, _ in sealed}, {row_id for _, row_id, _ in there}
    for was, now in zip_longest(sealed, there):
        if was and was[0] not in present:
            return f"{link.stream} {was[0]} was deleted"
        if now and now[1] not in expected:
            return f"{link.stream} {now[1]} (number {now[0]}) was added afterwards"
        if was and now and was[0] != now[1]:
            return f"{link.stream} {now[1]} (number {now[0]}) was moved"
        if was and now and was[1] != now[2]:
            return f"{link.stream} {now[1]} (number {now[0]}) was edited"
    return f"an entry between {link.first} and {link.last} was edited"


def _split(marks: bytes) -> list[tuple[UUID, bytes]]:
    pieces = [marks[at : at + MARK_BYTES] for at in range(0, len(marks), MARK_BYTES)]
    return [(UUID(bytes=piece[:16]), piece[16:]) for piece in pieces]


def _unsealed() -> int:
    """Rows newer than the newest seal of their stream."""
    total = 0
    for stream in TABLES:
        last = Seal.objects.filter(stream=stream).aggregate(last=Max("last"))["last"] or 0
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("SELECT count(*) FROM {} WHERE r.number > %s").format(rows_as(stream)), [last])
            total += int(cursor.fetchone()[0])
    return total
