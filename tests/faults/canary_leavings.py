"""Where words may be left behind: Redis and what is said to it, mails, files, dumps."""

import base64
import contextlib
import email
import json
import re
import subprocess
import threading
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import psycopg
import redis

from config.backup.dumps import program
from tests.house.instance import Instance


def sockets(instance: Instance) -> str:
    return str(json.loads((instance.folder / "running.json").read_text())["sockets"])


def admin(instance: Instance) -> psycopg.Connection:
    return psycopg.connect(host=sockets(instance), dbname="safer_cases", user="postgres", autocommit=True)


class Overheard:
    """Everything that is said to Redis, message bodies opened."""

    def __init__(self, instance: Instance) -> None:
        self.client = redis.Redis(unix_socket_path=f"{sockets(instance)}/redis.sock")
        self.over, self.lines = threading.Event(), []  # type: ignore[var-annotated]
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self) -> None:
        with contextlib.suppress(redis.ConnectionError), self.client.monitor() as monitor:  # type: ignore[no-untyped-call]  # the instance stops first
            for told in monitor.listen():
                self.lines.append(opened(str(told["command"])))
                if self.over.is_set():
                    return

    def text(self) -> str:
        """What was said, and what is kept."""
        self.over.set()
        self.client.ping()
        self.thread.join(10)
        kept = [repr(self.client.dump(key)) + repr(key) for key in self.client.scan_iter()]
        self.client.save()
        return "\n".join([*self.lines, *kept])


def opened(text: str) -> str:
    """With everything in it that is base64 beside itself."""
    pieces = re.findall(r"[A-Za-z0-9+/]{16,}={0,2}", text)
    return text + "".join(
        base64.b64decode(piece + "=" * (-len(piece) % 4)).decode("latin-1")
        for piece in pieces
        if len(piece.rstrip("=")) % 4 != 1
    )


def mails(instance: Instance) -> str:
    """Everything of every mail but whom it goes to."""
    found = []
    for path in (instance.folder / "mail").rglob("*"):
        for text in path.read_text().split("-" * 79) if path.is_file() else ():
            mail: Message = email.message_from_string(text.lstrip())
            del mail["To"]
            found.append(f"{mail.items()}\n{(mail.get_payload(decode=True) or b'').decode()}")  # type: ignore[union-attr]
    return "\n".join(found)


def files(instance: Instance) -> Iterator[tuple[str, bytes]]:
    """Every file that the instance keeps, and those that its processes hold open without a name."""
    homes = [instance.folder, instance.folder.parent / "temporary", Path(sockets(instance))]
    homes += [(instance.folder / name).resolve() for name in ("postgres", "redis")]
    for path in (path for home in homes for path in home.rglob("*")):
        if path.is_file() and not path.is_symlink() and (instance.folder / "mail") not in path.parents:
            with contextlib.suppress(FileNotFoundError):  # PostgreSQL takes some away while we look
                yield str(path), path.read_bytes()
    for pid in instance.everything():
        with contextlib.suppress(OSError):
            for path in Path(f"/proc/{pid}/fd").iterdir():
                if "(deleted)" in str(path.readlink()) and path.is_file():
                    yield f"{pid}: {path.readlink()}", path.read_bytes()


def dumped(instance: Instance, database: str) -> str:
    where = f"host={sockets(instance)} dbname={database} user=safer_backup"
    return subprocess.run([program("pg_dump"), where], check=True, capture_output=True, text=True).stdout
