"""The engines of one instance: PostgreSQL with its two databases, and Redis, or the one of them that is wanted."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from config.embedded.postgres import Postgres
from config.embedded.processes import Part
from config.embedded.redis_server import Redis

SHORT = Path("/tmp")  # noqa: S108 - a socket's path may have 107 bytes; the folder in it is made for us alone # nosec B108
SOCKETS = "safer-"


def socket_folder() -> Path:
    """A new folder that only we may enter, with a short name."""
    return Path(tempfile.mkdtemp(prefix=SOCKETS, dir=SHORT))


class Engines:
    """Start and stop together. `home` holds the data, `logs` what the engines say, `sockets` where they are reached."""

    def __init__(
        self,
        home: Path,
        *,
        sockets: Path,
        logs: Path,
        environment: Mapping[str, str],
        postgres: bool = True,
        redis: bool = True,
    ) -> None:
        self.sockets = sockets
        self.engines: list[Redis | Postgres] = []
        if redis:
            log = logs / "redis.log"
            self.engines.append(Redis(home / "redis", sockets=self.sockets, log=log, environment=environment))
        if postgres:
            log = logs / "postgres.log"
            self.engines.append(Postgres(home / "postgres", sockets=self.sockets, log=log, environment=environment))

    @property
    def parts(self) -> list[Part]:
        return [engine.part for engine in self.engines]

    def start(self) -> None:
        """All of them answer, or none runs: a Ctrl-C while they start counts, too."""
        try:
            for engine in self.engines:
                engine.start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Nothing of them is left running, and no socket is left behind."""
        for part in self.parts:
            part.ask()
        for part in self.parts:
            part.stop()
        shutil.rmtree(self.sockets, ignore_errors=True)
