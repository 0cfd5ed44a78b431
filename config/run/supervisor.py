"""Keeps the parts of an instance alive until it is told to stop, and then leaves nothing of them."""

import contextlib
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FrameType

from config.embedded.processes import Part

STEADY = 30.0  # seconds after which a part counts as running well
LONGEST = 10.0  # seconds between two attempts to start a part that keeps ending


class Stopped(BaseException):
    """Somebody asked us to stop."""


@dataclass
class Watch:
    """A part, since when it runs, how often it ended soon after its start, and when to start it again.

    `base`: others stand on it, so it goes last.
    """

    part: Part
    base: bool = False
    since: float = field(default_factory=time.monotonic)
    falls: int = 0
    again_at: float | None = None


class Supervisor:
    """`say` gets one line about everything that happens to a part."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.watched: list[Watch] = []

    def start(self, part: Part) -> None:
        self.watched.append(Watch(part))
        part.start()

    def adopt(self, part: Part) -> None:
        """Look after an engine that runs already."""
        self.watched.append(Watch(part, base=True))

    def keep_alive(self) -> None:
        """Until Stopped: a part that ends is started again, at once the first time, more slowly when it keeps ending."""
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        while True:
            self.look()
            signal.sigtimedwait({signal.SIGCHLD}, 0.5)

    def look(self) -> None:
        """Start again whatever has ended and is due."""
        for watch in self.watched:
            if watch.again_at is None and not watch.part.alive():
                self._fallen(watch)
            if watch.again_at is not None and time.monotonic() >= watch.again_at:
                self._start_again(watch)

    def _fallen(self, watch: Watch) -> None:
        now = time.monotonic()
        watch.falls = watch.falls + 1 if now - watch.since < STEADY else 0
        pause = min(LONGEST, 0.25 * 2**watch.falls) if watch.falls else 0.0
        self.say(f"{watch.part.name} ended ({watch.part.how_it_ended()}); starting it again. Its log: {watch.part.log}")
        watch.part.clear()
        watch.again_at = now + pause

    def _start_again(self, watch: Watch) -> None:
        watch.since, watch.again_at = time.monotonic(), None
        try:
            watch.part.start()
        except OSError as fault:  # a full disk, no more processes: it may pass
            self.say(f"{watch.part.name} cannot be started now: {fault}")

    def stop(self) -> None:
        """What stands on the engines goes before them; each part gets the time that it allows itself."""
        for base in (False, True):
            parts = [watch.part for watch in self.watched if watch.base is base]
            for part in parts:
                part.ask()
            for part in parts:
                part.stop()
        self.watched.clear()


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Turns SIGINT, SIGTERM and SIGHUP into Stopped, once; whoever stops is not stopped again while stopping."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(number: int, frame: FrameType | None) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    for each in signals:
        signal.signal(each, stop)
    yield
