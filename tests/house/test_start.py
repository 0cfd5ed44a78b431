"""Starting, stopping, dying and coming back: what bin/start promises."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from config.embedded import leftovers
from config.run.place import HOUSE
from tests.house.instance import PATIENCE, Instance, clean_environment, forget, free_port, started

pytestmark = pytest.mark.xdist_group("start")  # all in one process, so that they share a folder

MOMENTS = ["Tables", "Sample people", "is ready"]
# part → a word of its command
WORDS = {
    "web": "gunicorn",
    "worker": "config worker",
    "beat": "config beat",
    "redis": "redis-server",
    "postgres": "bin/postgres",
}
GONE = 5.0  # seconds in which nothing of a killed instance may be left


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A place for an instance, where there is none yet."""
    place = tmp_path / "data"
    yield place
    forget(place)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The place of an instance without sample, which ran once and was stopped."""
    place = tmp_path_factory.mktemp("filled") / "data"
    with started(place, "--empty", again=True):
        pass
    yield place
    forget(place)


def manage(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "config.run.manage", "--data", str(folder), *words]
    return subprocess.run(
        command, env=clean_environment(), cwd=HOUSE, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def parts(instance: Instance) -> dict[str, int]:
    """Name → process, of those that bin/start itself looks after."""
    found: dict[str, int] = {}
    for pid in instance.everything():
        with contextlib.suppress(OSError):  # gone meanwhile
            stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            if int(stat[1]) == instance.process.pid:
                found |= {name: pid for name, word in WORDS.items() if word in command}
    return found


def test_start_and_stop_leave_nothing_running(filled: Path) -> None:
    """Everything answers; SIGTERM ends everything; the folder keeps its keys to its owner."""
    with started(filled, "--empty", again=True) as instance:
        status, found = instance.readyz()
        assert (status, found["cannot"]) == (200, [])
        assert len(parts(instance)) == 5
        assert instance.post("/refer/", b"x" * 10_000_000)[0] == 413
        assert instance.end(signal.SIGTERM) == 0
        assert instance.everything() == []
    assert (filled / "secrets.env").stat().st_mode & 0o077 == 0


def test_start_after_kills_at_any_moment(folder: Path) -> None:
    """kill -9, time and again: no process is left, and the last start makes a whole instance of what it finds.

    Before it, the mark of a server that is no more, with the number of a process that lives: the start sees through it.
    """
    for moment in MOMENTS:
        killed = Instance(folder, "--sample", "3")
        assert killed.says(moment), killed.said()
        killed.end(signal.SIGKILL)
        assert leftovers.gone(killed.everything, GONE), f"something outlived its parent, killed at: {moment}"
    (folder / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{folder}/postgres\n1\n5432\n/tmp\n\n")
    with started(folder, "--sample", "3") as last:
        assert last.readyz()[0] == 200
        assert "@example.org" in last.said()


def test_parts_come_back_when_they_are_killed(filled: Path) -> None:
    """Each of the five in turn: the start says which, and soon everything works again."""
    with started(filled, "--empty", again=True) as instance:
        for name in WORDS:
            os.kill(parts(instance)[name], signal.SIGKILL)
            assert instance.says(f"{name} ended (killed by SIGKILL)"), instance.said()
            assert leftovers.gone(partial(missing, instance, name), PATIENCE), name


def missing(instance: Instance, name: str) -> list[int]:
    """Empty when the part is there again and the whole is ready."""
    return [] if name in parts(instance) and instance.readyz()[0] == 200 else [1]


def test_second_start_on_the_same_folder(filled: Path) -> None:
    """It says so plainly, and the first goes on."""
    with started(filled, "--empty", again=True) as first:
        second = Instance(filled, "--empty")
        assert second.wait() == 1
        assert second.says(f"already running at http://localhost:{first.port}/"), second.said()
        assert first.readyz()[0] == 200


def test_start_when_the_port_is_in_use(folder: Path) -> None:
    """One line, before anything is started."""
    port = free_port()
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        instance = Instance(folder, "--empty", port=port)
        assert instance.wait() == 1
        assert instance.says(f"port {port} is in use"), instance.said()
        assert instance.everything() == []


def test_start_without_the_keys_of_its_data(filled: Path) -> None:
    """New keys would make the data unreadable for ever, so none are made."""
    apart = (filled / "secrets.env").rename(filled / "put-away.env")
    instance = Instance(filled, "--empty")
    assert instance.wait() == 1
    assert instance.says("secrets.env is missing"), instance.said()
    assert not (filled / "secrets.env").exists()
    apart.rename(filled / "secrets.env")


def test_manage_beside_a_running_instance_and_without_one(filled: Path) -> None:
    """The same databases either way; without an instance its engines run for the command and no longer."""
    with started(filled, "--empty", again=True) as instance:
        beside = manage(filled, "doctor")
        instance.end(signal.SIGINT)
        alone = manage(filled, "doctor")
        assert instance.everything() == []
    assert beside.returncode == 0, beside.stdout + beside.stderr
    assert alone.returncode == 0, alone.stdout + alone.stderr
