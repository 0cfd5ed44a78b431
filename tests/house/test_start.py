"""Starting, stopping, dying and coming back: what bin/start promises."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded import leftovers
from config.run.place import HOUSE
from tests.house.instance import PATIENCE, Instance, clean_environment, free_port, started

MOMENTS = ["Tables", "Sample people", "is ready"]
GONE = 5.0  # seconds in which nothing of a killed instance may be left


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "data"
    yield place
    if (place / "postgres").is_symlink():  # root's own place for a cluster that its user cannot reach here
        home = Path(os.path.realpath(place / "postgres")).parent
        subprocess.run(["rm", "-rf", str(home)], check=True)


def manage(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "config.run.manage", "--data", str(folder), *words]
    return subprocess.run(
        command, env=clean_environment(), cwd=HOUSE, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def parts(instance: Instance) -> dict[str, int]:
    """The processes that bin/start itself looks after, by a word of their command."""
    found = {}
    for pid in instance.everything():
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        if int(stat[1]) == instance.process.pid:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            words = ["redis-server", "bin/postgres", "gunicorn", "config worker", "config beat"]
            found |= {word: pid for word in words if word in command}
    return found


def test_start_and_stop_leave_nothing_running(folder: Path) -> None:
    """Everything answers; SIGTERM ends everything; the folder keeps its keys to its owner."""
    with started(folder, "--sample", "3") as instance:
        status, found = instance.readyz()
        assert (status, found["cannot"]) == (200, [])
        assert "@example.org" in instance.said()
        assert len(parts(instance)) == 5
        assert instance.end(signal.SIGTERM) == 0
        assert instance.everything() == []
    assert (folder / "secrets.env").stat().st_mode & 0o077 == 0


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


def test_parts_come_back_when_they_are_killed(folder: Path) -> None:
    """Each of the five, one after the other; the start says which."""
    with started(folder, "--empty") as instance:
        for word, name in {
            "gunicorn": "web",
            "config worker": "worker",
            "config beat": "beat",
            "redis-server": "redis",
            "bin/postgres": "postgres",
        }.items():
            pid = parts(instance)[word]
            os.kill(pid, signal.SIGKILL)
            assert instance.says(f"{name} ended (killed by SIGKILL)"), instance.said()
            assert leftovers.gone(lambda: [] if set(parts(instance)) >= {word} else [1], PATIENCE), name  # noqa: B023
            assert leftovers.gone(lambda: [] if instance.readyz()[0] == 200 else [1], PATIENCE), name


def test_second_start_on_the_same_folder(folder: Path) -> None:
    """It says so plainly, and the first goes on."""
    with started(folder, "--empty") as first:
        second = Instance(folder, "--empty")
        assert second.process.wait(PATIENCE) == 1
        assert second.says(f"already running at http://localhost:{first.port}/"), second.said()
        assert first.readyz()[0] == 200


def test_start_when_the_port_is_in_use(folder: Path) -> None:
    """One line, before anything is started."""
    port = free_port()
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        instance = Instance(folder, "--empty", port=port)
        assert instance.process.wait(PATIENCE) == 1
        assert instance.says(f"port {port} is in use"), instance.said()
        assert instance.everything() == []


def test_start_without_the_keys_of_its_data(folder: Path) -> None:
    """New keys would make the data unreadable for ever, so none are made."""
    assert manage(folder, "check").returncode == 0
    (folder / "secrets.env").unlink()
    instance = Instance(folder, "--empty")
    assert instance.process.wait(PATIENCE) == 1
    assert instance.says("secrets.env is missing"), instance.said()
    assert not (folder / "secrets.env").exists()


def test_manage_beside_a_running_instance_and_without_one(folder: Path) -> None:
    """The same databases either way; without an instance its engines run for the command and no longer."""
    count = [
        "shell",
        "-v",
        "0",
        "-c",
        "from django.db import connection as c; print(c.cursor().execute('SELECT 6*7').fetchone())",
    ]
    with started(folder, "--empty") as instance:
        beside = manage(folder, *count)
        doctor = manage(folder, "doctor")
        instance.end(signal.SIGINT)
        alone = manage(folder, *count)
        assert instance.everything() == []
    assert "(42,)" in beside.stdout, beside.stderr
    assert "(42,)" in alone.stdout, alone.stderr
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr
