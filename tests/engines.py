"""Pytest plugin: PostgreSQL and Redis for the tests, unless DATABASE_URL and REDIS_URL name servers.

Loaded with `-p`, because pytest-django reads the settings before any conftest.py. PostgreSQL is started once, by the
process that the person started; every xdist worker makes databases of its own in it and has a Redis of its own.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from config.embedded import secret_keys
from config.embedded.engines import SHORT
from config.embedded.postgres import Postgres
from config.embedded.redis_server import Redis

# Machines fill in forms here, and open everybody's referrals; tests of spam and of reasons say otherwise.
UNHURRIED = {"FORM_SECONDS": "0", "FORM_BURST": "1000000", "ASK_WHY": "0"}
PREFIX = "safer-tests-"
JUST_MADE = 60  # seconds in which a folder may not have its lock yet
IN_WORKER = "PYTEST_XDIST_WORKER" in os.environ

_open = contextlib.ExitStack()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    """Ahead of pytest-django, which reads the settings here."""
    try:
        _prepare()
    except BaseException:
        _open.close()
        raise
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    _open.close()


def _prepare() -> None:
    own_redis = IN_WORKER and os.environ.get("OWN_REDIS") == "1"
    postgres, redis = "DATABASE_URL" not in os.environ, "REDIS_URL" not in os.environ or own_redis
    if postgres or redis:
        home = _open.enter_context(_home())
        sockets = home / "s"
        sockets.mkdir(mode=0o700)
        if redis:
            _start_redis(home, sockets)
        if postgres:
            _start_postgres(home, sockets)
    for name, value in secret_keys.new().items():
        os.environ.setdefault(name, value)
    if "AUDIT_ANCHOR" not in os.environ:
        os.environ["AUDIT_ANCHOR"] = str(_open.enter_context(_home()))
    os.environ.setdefault("EMAIL_URL", "console:")
    for name, value in UNHURRIED.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the thread that uses the ORM


def _start_postgres(home: Path, sockets: Path) -> None:
    server = Postgres(
        home / "postgres", sockets=sockets, log=home / "postgres.log", environment=os.environ.copy(), lasting=False
    )
    _open.callback(server.stop)
    server.start()
    os.environ["DATABASE_URL"] = server.url("safer_owner", "safer_cases")
    os.environ["EQUALITY_DATABASE_URL"] = server.url("safer_owner", "safer_equality")
    os.environ["REPORTS_DATABASE_URL"] = server.url("safer_owner", "safer_equality")


def _start_redis(home: Path, sockets: Path) -> None:
    server = Redis(
        home / "redis", sockets=sockets, log=home / "redis.log", environment=os.environ.copy(), lasting=False
    )
    _open.callback(server.stop)
    server.start()
    os.environ["REDIS_URL"] = server.url
    os.environ["OWN_REDIS"] = "1"


@contextlib.contextmanager
def _home() -> Iterator[Path]:
    """A folder for this run. Folders whose run was killed are found by their lock, which nobody holds any more."""
    for old in SHORT.glob(f"{PREFIX}*"):
        _remove_unless_used(old)
    home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=SHORT))
    home.chmod(0o711)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield home
        finally:
            shutil.rmtree(home, ignore_errors=True)


def _remove_unless_used(old: Path) -> None:
    try:
        if time.time() - old.stat().st_mtime < JUST_MADE:
            return
        with (old / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(old, ignore_errors=True)
    except OSError:  # in use, or another user's
        return
