"""Both engines of one instance: PostgreSQL with its two databases, and Redis."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from config.embedded.postgres import Postgres
from config.embedded.processes import Part
from config.embedded.redis_server import Redis

SHORT = Path("/tmp")  # noqa: S108 - a socket's path may have 107 bytes; the folder in it is made for us alone


def socket_folder() -> Path:
    """A new folder that only we may enter, with a short name."""
    return Path(tempfile.mkdtemp(prefix="safer-", dir=SHORT))


class Engines:
    """Start, addresses, stop. `home` holds the data, `logs` what the engines say."""

    def __init__(self, home: Path, *, logs: Path, environment: Mapping[str, str], lasting: bool = True) -> None:
        self.sockets = socket_folder()
        self.postgres = Postgres(
            home / "postgres",
            sockets=self.sockets,
            log=logs / "postgres.log",
            environment=environment,
            lasting=lasting,
        )
        self.redis = Redis(
            home / "redis",
            sockets=self.sockets,
            log=logs / "redis.log",
            environment=environment,
            lasting=lasting,
        )

    @property
    def parts(self) -> list[Part]:
        return [self.postgres.part, self.redis.part]

    def start(self) -> None:
        try:
            self.redis.start()
            self.postgres.start()
        except BaseException:  # a Ctrl-C while they start, too
            self.stop()
            raise

    def stop(self) -> None:
        """Nothing of them is left running, and no socket is left behind."""
        for part in self.parts:
            part.ask()
        for part in self.parts:
            part.stop()
        shutil.rmtree(self.sockets, ignore_errors=True)
