"""Heads of the chain in a folder outside the database (settings.AUDIT_ANCHOR): one line of JSON for each seal.

Whoever rewrites the journal and the chain in the database cannot rewrite these. In production the folder is on a disk
that only takes additions, or is copied away as it grows.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from journal.models import Seal

FILE = "heads.jsonl"


@dataclass(frozen=True)
class Head:
    """What was anchored of one seal. `digest` in hexadecimal."""

    seal: int
    digest: str
    at: str


def heads() -> Iterator[Head]:
    """Every anchored head, oldest first. A line that a crash cut off was written again, so it is passed over."""
    path = _path()
    if not path.exists():
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            try:
                said = json.loads(line)
            except ValueError:
                continue
            yield Head(int(said["seal"]), str(said["digest"]), str(said["at"]))


def catch_up() -> int:
    """Anchor every seal that is not anchored yet, and wait until the disk has it. → how many."""
    after = last()
    fresh = Seal.objects.filter(number__gt=after).order_by("number").only("number", "digest", "at")
    lines = [
        json.dumps({"seal": seal.number, "digest": bytes(seal.digest).hex(), "at": seal.at.isoformat()})
        for seal in fresh
    ]
    if lines:
        _append("\n".join(lines) + "\n")
    return len(lines)


def last() -> int:
    """The number of the newest anchored seal, read from the end of the file; 0 when there is none."""
    path = _path()
    if not path.exists():
        return 0
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4096))
        for line in reversed(file.read().splitlines()):
            try:
                return int(json.loads(line)["seal"])
            except ValueError:
                continue
    return 0


def _append(text: str) -> None:
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    torn = _ends_in_the_middle(path)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(descriptor, (("\n" if torn else "") + text).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _ends_in_the_middle(path: Path) -> bool:
    """Whether a crash cut off the last line."""
    if not path.exists() or path.stat().st_size == 0:
        return False
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"


def _path() -> Path:
    return Path(settings.AUDIT_ANCHOR) / FILE
