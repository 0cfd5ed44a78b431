"""Finds and ends what an earlier run left behind, so that nothing of it stands in the way of the next."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

MARK = "SAFER_INSTANCE"  # in the environment of every process of an instance: the instance's folder
Find = Callable[[], list[int]]


def living_in(folder: Path) -> list[int]:
    """Processes whose working folder is `folder`: both engines move into their data folder and stay there."""
    home = os.path.realpath(folder)
    return [pid for pid in _others() if _link(pid, "cwd") == home]


def marked(folder: Path) -> list[int]:
    """Processes that were started for the instance in `folder`."""
    mark = f"{MARK}={os.path.realpath(folder)}".encode()
    return [pid for pid in _others() if mark in _environment(pid)]


def end(find: Find, *signals: signal.Signals, patience: float = 8.0) -> None:
    """Send each signal in turn to what `find` finds, until it finds nothing; `patience` seconds for each."""
    for sign in signals:
        for pid in find():
            _tell(pid, sign)
        if gone(find, patience):
            return


def gone(find: Find, patience: float) -> bool:
    """Wait up to `patience` seconds until `find` finds nothing."""
    until = time.monotonic() + patience
    while find():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def _others() -> Iterator[int]:
    """Every process that runs, except this one and those that it descends from."""
    own = set(_ancestry())
    for entry in os.listdir("/proc"):
        if entry.isdigit() and int(entry) not in own:
            yield int(entry)


def _ancestry() -> Iterator[int]:
    pid = os.getpid()
    while pid > 0:
        yield pid
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            return


def _link(pid: int, name: str) -> str:
    try:
        return os.readlink(f"/proc/{pid}/{name}")
    except OSError:  # gone meanwhile, a zombie, or another user's
        return ""


def _environment(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _tell(pid: int, sign: signal.Signals) -> None:
    try:
        os.kill(pid, sign)
    except OSError:  # gone meanwhile
        return
