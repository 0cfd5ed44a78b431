"""pg_dump and pg_restore of both databases, streamed: no dump ever lies on a disk in clear."""

import importlib.util
import json
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from typing import IO, cast

from django.db import connections
from psycopg import sql

from config.backup.sealing import Damaged, SealingWriter, Unsealed
from config.embedded.reach import WHEEL, programs

ALIASES = ("default", "equality")
CHUNK = 1 << 16


class Failed(Exception):
    """pg_dump or pg_restore said no; the message is its own, which holds no row."""


def program(name: str) -> str:
    """The embedded engine's, or in production the one of PostgreSQL 18's client on PATH."""
    found = str(programs(None) / name) if embedded() else shutil.which(name)
    if not found:
        raise Failed(f"{name} of PostgreSQL 18 is not installed here: install the package postgresql-client-18")
    return found


def embedded() -> bool:
    """Whether the engine of bin/start is installed here; production's image does without."""
    return importlib.util.find_spec(WHEEL) is not None


def write(out: SealingWriter) -> dict[str, dict[str, int]]:
    """Dump both databases, each from one snapshot, then the number of rows of every table. → those numbers."""
    counts: dict[str, dict[str, int]] = {}
    for alias in ALIASES:
        with connections[alias].cursor() as cursor:
            cursor.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
            counts[alias] = rows_of(alias)
            _dump(alias, snapshot, out)
            cursor.execute("COMMIT")
    manifest = json.dumps(counts, sort_keys=True).encode()
    out.write(struct.pack(">I", len(manifest)) + manifest)
    return counts


def rows_of(alias: str) -> dict[str, int]:
    """Table → number of rows, as the role of this process sees them (the backup role sees all)."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            (counts[table],) = cursor.fetchone()
    return counts


def _dump(alias: str, snapshot: str, out: SealingWriter) -> None:
    command = [
        program("pg_dump"),
        "--format=custom",
        "--no-owner",
        f"--snapshot={snapshot}",
        _address(alias),
    ]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, env=_environment(alias)) as dump:
            while data := cast(IO[bytes], dump.stdout).read(CHUNK):
                out.write(struct.pack(">I", len(data)) + data)
        out.write(struct.pack(">I", 0))
        if dump.returncode:
            raise Failed(f"pg_dump of {alias}: {_words(said)}")


def _words(said: IO[bytes]) -> str:
    said.seek(0)
    return said.read(2000).decode(errors="replace").strip()


def read(source: Unsealed) -> dict[str, dict[str, int]]:
    """Replace both databases by what the backup holds. → the numbers of rows that it promises."""
    for alias in ALIASES:
        _replace(alias, source)
    (length,) = struct.unpack(">I", source.exactly(4))
    counts: dict[str, dict[str, int]] = json.loads(source.exactly(length))
    source.finish()
    return counts


def _replace(alias: str, source: Unsealed) -> None:
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    connection.close()
    command = [program("pg_restore"), "--no-owner", "--exit-on-error", f"--dbname={_address(alias)}"]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=said, env=_environment(alias)) as restore:
            _feed(cast(IO[bytes], restore.stdin), source)
        if restore.returncode:
            raise Failed(f"pg_restore of {alias}: {_words(said)}")


def _feed(program: IO[bytes], source: Unsealed) -> None:
    for data in _frames(source):
        try:
            program.write(data)
        except BrokenPipeError:
            continue  # it has said why on its other side; the frames are still read to their end
    try:
        program.close()
    except BrokenPipeError:
        return


def _frames(source: Unsealed) -> Iterator[bytes]:
    while length := struct.unpack(">I", source.exactly(4))[0]:
        if length > CHUNK:
            raise Damaged("a frame has an impossible length")
        yield source.exactly(length)


def _address(alias: str) -> str:
    settings = connections[alias].settings_dict
    parts = {"dbname": settings["NAME"], "user": settings["USER"], "host": settings["HOST"], "port": settings["PORT"]}
    return " ".join(f"{name}={value}" for name, value in parts.items() if value)


def _environment(alias: str) -> dict[str, str]:
    """The password travels in the environment, where a list of processes does not show it."""
    password = connections[alias].settings_dict["PASSWORD"]
    return {"PGPASSWORD": password} if password else {}
