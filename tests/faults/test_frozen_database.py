"""The database stands still, or its disk is full: honest pages, nothing half saved, and back by itself.

One server process stands still here, as all do when the machine of the database stops.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client, RequestFactory

from accounts.actors import SYSTEM
from accounts.scope import as_system
from config import errors
from config.embedded.engines import SHORT
from journal.actions import record
from journal.models import Event
from referrals.models import Referral
from tests import databases
from tests.people import as_role
from tests.referrals import walk
from tests.referrals.filling import Filler
from walls.patient.base import DatabaseWrapper, Unsure

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 0.5  # seconds; 8 in a web process


@pytest.fixture
def impatient() -> Iterator[None]:
    """This process waits as a web process does, only less long."""
    connection.close()
    connection.settings_dict["PATIENCE"] = PATIENCE
    yield
    connection.settings_dict["PATIENCE"] = 0.0
    DatabaseWrapper.silent_until.clear()
    connection.close()


def backend() -> int:
    """The process of the server that serves this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


@contextmanager
def frozen(process: int) -> Iterator[None]:
    """It stands still, and then goes on as if nothing had been."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)
        connection.close_if_unusable_or_obsolete()  # as a server does after each request


def until_gone(process: int) -> None:
    """It has read what was sent to it before the connection was closed, done it, and ended."""
    pause, give_up = threading.Event(), time.monotonic() + 30
    while Path(f"/proc/{process}").exists() and time.monotonic() < give_up:
        pause.wait(0.05)


def check_words(page: Any, said: str) -> None:
    body = page.content.decode()
    assert page.status_code == 503, page.status_code
    for words in (said, "999", "0808 168 9111"):
        assert words in body, words


class Form:
    """A referral that somebody has filled in and sends now."""

    def __init__(self) -> None:
        token = Filler(Client(headers={"host": "localhost"})).through().token
        self.typed = {"token": token, "came": "check", "go": "send", "website": ""}
        self.client = Client(headers={"host": "localhost"}, raise_request_exception=False)

    def send(self) -> Any:
        return self.client.post("/refer/", self.typed, headers={"Sec-Fetch-Site": "same-origin"})

    def saved(self) -> tuple[int, int]:
        """How many referrals there are, and how many events of them."""
        with databases.role("safer_worker"), as_system():
            return Referral.objects.count(), Event.objects.filter(kind="referral.received").count()

    def check_it_goes(self) -> None:
        """However often it is sent now, it is one referral."""
        for _ in range(2):
            assert 'class="reference">SR-' in self.send().content.decode()
        assert self.saved() == (1, 1)


def test_form_sent_to_a_frozen_database_is_answered_and_not_half_saved(impatient: None) -> None:
    """security.md "While the database is away the public page answers within 10 s … says that nothing was saved"."""
    form = Form()
    with frozen(backend()):
        began = time.monotonic()
        check_words(form.send(), "Nothing was saved")
        assert time.monotonic() - began < PATIENCE + 2
        assert form.client.get("/").status_code == 200, "the start page needs no database"
    assert form.saved() == (0, 0)
    form.check_it_goes()


def test_desk_on_a_frozen_database_says_so(client: Client, impatient: None) -> None:
    client.raise_request_exception = False
    as_role(client, "triage-worker")
    referral = walk.received()
    for address in ("/desk/", f"/referrals/{referral.reference}/", f"/referrals/{referral.reference}/hold/"):
        with frozen(backend()):
            page = client.get(address)
        check_words(page, "Nothing was saved")
        assert referral.last_name not in page.content.decode()
    assert client.get("/desk/").status_code == 200, "back without a hand"


def test_silent_server_is_not_asked_again_at_once(impatient: None) -> None:
    """A connection from before is tried for a moment; then every request of this process is answered at once."""
    form = Form()
    server = backend()
    wrapper: Any = connection
    wrapper.health_check_enabled, wrapper.health_check_done = True, False  # as at the beginning of a request
    with frozen(server):
        check_words(form.send(), "Nothing was saved")
        assert DatabaseWrapper.silent_until["default"] > time.monotonic()
        began = time.monotonic()
        check_words(form.send(), "Nothing was saved")
        assert time.monotonic() - began < PATIENCE
    DatabaseWrapper.silent_until.clear()  # its seconds of rest are over
    form.check_it_goes()


def test_commit_that_was_not_answered_is_not_called_unsaved(impatient: None) -> None:
    """The server goes on and saves it after all; so the page must not say that nothing was saved."""
    process = backend()
    try:
        with pytest.raises(Unsure) as unsure, transaction.atomic():
            record("thing.happened", by=SYSTEM)
            os.kill(process, signal.SIGSTOP)
    finally:
        os.kill(process, signal.SIGCONT)
    until_gone(process)
    try:
        raise unsure.value
    except Unsure:
        page = errors.fault(RequestFactory().get("/"))
    check_words(page, "we do not know whether this was saved")
    assert "Nothing was saved" not in page.content.decode()
    with databases.role("safer_worker"), as_system():
        assert Event.objects.filter(kind="thing.happened").count() == 1


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of 2 MB that holds what happens: the journal is written there. Mounted, so these tests run as root."""
    place = Path(tempfile.mkdtemp(prefix="safer-disk-", dir=SHORT))
    with superuser() as server:
        owner = pwd.getpwuid(Path(f"/proc/{server.info.backend_pid}").stat().st_uid)
        options = f"size=2m,mode=0700,uid={owner.pw_uid},gid={owner.pw_gid}"
        place.chmod(0o711)
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], check=True)
        space = place.name.replace("-", "_")
        server.execute(f"CREATE TABLESPACE {space} LOCATION '{place}'")
        server.execute(f"ALTER TABLE journal_event SET TABLESPACE {space}")
    try:
        yield place
    finally:
        (place / "full").unlink(missing_ok=True)
        connection.close()
        with superuser() as server:
            server.execute("ALTER TABLE journal_event SET TABLESPACE pg_default")
            server.execute("CHECKPOINT")
            server.execute(f"DROP TABLESPACE {space}")
        subprocess.run(["umount", "--lazy", str(place)], check=True)
        shutil.rmtree(place, ignore_errors=True)


def superuser() -> psycopg.Connection:
    given = connection.settings_dict
    return psycopg.connect(host=given["HOST"], dbname=given["NAME"], user="postgres", autocommit=True)


def fill(disk: Path) -> None:
    """Until nothing more can be written to it."""
    with (disk / "full").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return


def test_full_disk_saves_nothing_by_halves_and_says_so(client: Client, small_disk: Path) -> None:
    """Case, key, consents and draft lie elsewhere and could be written; without the event none of them is."""
    form = Form()
    client.raise_request_exception = False
    as_role(client, "triage-worker")
    fill(small_disk)
    check_words(form.send(), "Nothing was saved")
    assert form.saved() == (0, 0)
    with superuser() as server:
        assert server.execute("SELECT count(*) FROM referrals_consent").fetchone() == (0,)
    assert client.get("/desk/").status_code == 200, "what reads goes on"
    (small_disk / "full").unlink()
    form.check_it_goes()
