"""One part of an instance as a process: started so that it cannot outlive us, stopped in its own way."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.embedded import lifeline

LOG_LIMIT = 20_000_000  # bytes; a longer log moves aside when its part starts


def nothing() -> None:
    """For a part that needs nothing done before it starts."""


def tied(death_signal: signal.Signals, user: tuple[int, int] | None = None) -> list[str]:
    """What to put before a command so that it gets `death_signal` when this process is gone."""
    who = f"{user[0]}:{user[1]}" if user else "-"
    return [sys.executable, "-I", "-S", lifeline.__file__, str(os.getpid()), str(int(death_signal)), who]


@dataclass
class Part:
    """A program and how it lives. `user` is (uid, gid) to become, `keep` are file descriptors it inherits.

    stop_with asks it to finish; die_with is what the kernel sends it when this process is gone; `before` runs ahead of
    each start; `after` cleans up what its end leaves behind.
    """

    name: str
    command: list[str]
    log: Path
    environment: Mapping[str, str]
    user: tuple[int, int] | None = None
    stop_with: signal.Signals = signal.SIGTERM
    die_with: signal.Signals = signal.SIGKILL
    patience: float = 10.0
    keep: tuple[int, ...] = ()
    folder: Path = Path("/")
    before: Callable[[], None] = nothing
    after: Callable[[], None] = nothing
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def start(self) -> None:
        """Start it, in a session of its own: a Ctrl-C at the terminal is ours to hand on."""
        self.before()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*tied(self.die_with, self.user), *self.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=dict(self.environment),
                pass_fds=self.keep,
                start_new_session=True,
            )

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def how_it_ended(self) -> str:
        code = self.process.returncode if self.process is not None else None
        if code is None:
            return "not at all"
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def ask(self) -> None:
        """Ask it to finish; returns at once."""
        if self.process is not None and self.alive():
            self.process.send_signal(self.stop_with)

    def stop(self) -> None:
        """Ask it to finish, wait `patience` seconds, then leave nothing of it."""
        self.ask()
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(self.patience)
        self.clear()

    def clear(self) -> None:
        """Kill whatever is left of its session, and collect it."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None
        self.after()

    def last_words(self, lines: int = 6) -> str:
        """The end of its log."""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""


def wait_for(ready: Callable[[], bool], part: Part, patience: float) -> None:
    """Wait until `ready()`; EngineTrouble with the part's last words when it dies first or takes too long."""
    until = time.monotonic() + patience
    while not ready():
        if not part.alive() or time.monotonic() > until:
            raise EngineTrouble(f"{part.name} does not start. {part.log} ends with:\n{part.last_words()}")
        time.sleep(0.02)


class EngineTrouble(Exception):
    """An engine cannot run here; the message is for the person who started it."""
