"""The folder of one instance: what lies where in it, and who uses it now."""

import fcntl
import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from config.embedded import secret_keys
from config.embedded.engines import SHORT, SOCKETS, socket_folder

HOUSE = Path(__file__).resolve().parents[2]
DEFAULT = HOUSE / "var"


class Trouble(Exception):
    """Something stands in the way; the message says what, and what to do, to the person who typed the command."""


@dataclass
class Place:
    """`root` holds everything that an instance keeps; nothing of it is in the repository."""

    root: Path
    _lock: IO[str] | None = field(default=None, repr=False)

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets.env"

    @property
    def anchor(self) -> Path:
        return self.root / "anchor"

    @property
    def mail(self) -> Path:
        return self.root / "mail"

    def open(self) -> None:
        """Make the folder when it is not there; Trouble when it cannot be used."""
        try:
            self.root.mkdir(mode=0o711, parents=True, exist_ok=True)
            self.anchor.mkdir(mode=0o700, exist_ok=True)
            self.mail.mkdir(mode=0o700, exist_ok=True)
            self.logs.mkdir(mode=0o700, exist_ok=True)
        except OSError as fault:
            raise Trouble(
                f"{self.root} cannot be used ({fault.strerror}): choose another folder with --data"
            ) from fault
        if (self.root / "postgres").exists() and not self.secrets.exists():
            raise Trouble(
                f"{self.secrets} is missing, and without it nobody can read the personal data in {self.root}: "
                "put it back, or choose another folder with --data"
            )

    def take(self, what: str) -> bool:
        """Hold the folder for this process; False when another holds it. The kernel lets go when a process dies.

        Whoever holds it has the keys: they are there before any data that they could lock in.
        """
        try:
            lock = (self.root / "lock").open("a+")
        except OSError as fault:
            raise Trouble(
                f"{self.root} belongs to another user: start as that user, or choose another --data"
            ) from fault
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            return False
        lock.truncate(0)
        lock.write(f"{what} (process {os.getpid()})")
        lock.flush()
        self._lock = lock
        secret_keys.kept_in(self.secrets)
        return True

    def holder(self) -> str:
        """Who holds it, in words."""
        return (self.root / "lock").read_text() or "another process"

    def sockets(self) -> Path:
        """A new folder for sockets, with a short name; the one of the last time goes, if it is still there."""
        last = Path(self.noted("sockets").get("folder", ""))
        if last.parent == SHORT and last.name.startswith(SOCKETS):
            shutil.rmtree(last, ignore_errors=True)
        folder = socket_folder()
        self.note("sockets", {"folder": str(folder)})
        return folder

    # --- What the running instance says about itself, and what is remembered from one start to the next -------------

    def note(self, name: str, value: dict[str, Any]) -> None:
        """Keep `value` under `name`, all of it or nothing."""
        making = self.root / f"{name}.making"
        making.write_text(json.dumps(value, indent=1) + "\n")
        making.replace(self.root / f"{name}.json")

    def noted(self, name: str) -> dict[str, Any]:
        """What was kept under `name`; {} when nothing was."""
        try:
            value: dict[str, Any] = json.loads((self.root / f"{name}.json").read_text())
        except (OSError, ValueError):
            return {}
        return value

    def forget(self, name: str) -> None:
        (self.root / f"{name}.json").unlink(missing_ok=True)
