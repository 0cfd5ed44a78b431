"""Keys of which several may be known at once. They are read anew when the file that holds them changes, so that a new
one serves without a restart (docs/adr/0044).
"""

import base64
import binascii
import logging
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.embedded import secret_keys

log = logging.getLogger(__name__)
Stamp = tuple[int, int]
REMEDY = "See .env.example, or use bin/start, which makes one."


class Ring:
    """The keys of one variable, the current one first. file: NAME=value lines, or None: `said` is all there is."""

    def __init__(self, name: str, said: str, file: Path | None = None) -> None:
        self._name, self.file = name, file
        self._held: tuple[Stamp | None, dict[str, bytes]] = (None, parsed(name, said))

    def first(self) -> tuple[str, bytes]:
        """→ (id, 32 bytes) of the key with which everything new is made."""
        return next(iter(self._now().items()))

    def every(self) -> list[bytes]:
        """The keys, the current one first."""
        return list(self._now().values())

    def get(self, key_id: str) -> bytes | None:
        return self._now().get(key_id)

    def _now(self) -> dict[str, bytes]:
        stamp, known = self._held
        found = _stamp_of(self.file)
        if self.file and found and found != stamp:
            try:
                known = parsed(self._name, secret_keys.read(self.file)[self._name])
            except (OSError, KeyError, ImproperlyConfigured) as fault:
                log.error(
                    "%s was changed and cannot be used (%s): the keys of before stay", self._name, type(fault).__name__
                )
            self._held = (found, known)
        return known


def _stamp_of(file: Path | None) -> Stamp | None:
    try:
        there = file.stat() if file else None
    except OSError:
        return None
    return (there.st_mtime_ns, there.st_ino) if there else None


def parsed(name: str, said: str) -> dict[str, bytes]:
    """`id:base64[,id:base64…]` → {id: 32 bytes}, the current key first. One alone may go without its id: it is k1."""
    ring: dict[str, bytes] = {}
    parts = [part.strip() for part in said.split(",") if part.strip()]
    for part in parts:
        key_id, colon, value = part.rpartition(":")
        if not key_id and (colon or len(parts) > 1) or key_id in ring:
            raise ImproperlyConfigured(f"{name} must look like id:base64[,id:base64]. {REMEDY}")
        ring[key_id or secret_keys.FIRST] = key_bytes(name, value)
    if not ring:
        raise ImproperlyConfigured(f"{name} is empty. {REMEDY}")
    return ring


def key_bytes(name: str, value: str) -> bytes:
    """A secret of 32 bytes in base64."""
    try:
        raw = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != 32:
        raise ImproperlyConfigured(f"{name} must be 32 bytes in base64. {REMEDY}")
    return raw
