"""The three parts of the system as processes: web, worker, beat."""

import socket
import sys
from pathlib import Path

from config.embedded.processes import Part
from config.run.place import HOUSE, Place
from config.run.servers import environment_for

CELERY = [sys.executable, "-m", "celery", "-A", "config"]
WORKERS = 2


def system(place: Place, sockets: str, doors: list[socket.socket], web_workers: int, **more: str) -> list[Part]:
    """Web, worker and beat of the instance in `place`, not yet started."""
    web = environment_for("web", place, sockets, WEB_WORKERS=str(web_workers), **more)
    work = environment_for("worker", place, sockets, **more)
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", str(HOUSE / "config" / "gunicorn.py"), "config.wsgi"]
    for door in doors:
        gunicorn += ["--bind", f"fd://{door.fileno()}"]
    worker = ["worker", "--loglevel", "INFO", "--concurrency", str(WORKERS)]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return [
        _part("web", gunicorn, place.logs, web, tuple(door.fileno() for door in doors)),
        _part("worker", [*CELERY, *worker], place.logs, work),
        _part("beat", [*CELERY, "beat", "--loglevel", "WARNING"], place.logs, work),
    ]


def _part(name: str, command: list[str], logs: Path, environment: dict[str, str], keep: tuple[int, ...] = ()) -> Part:
    return Part(name, command, logs / f"{name}.log", environment, keep=keep, folder=HOUSE)
