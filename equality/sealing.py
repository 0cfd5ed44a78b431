"""Sealing the answers with the equality database's own key, which opens nothing of the cases (S1.26)."""

import json
from typing import Any

from django.conf import settings

from walls import keys

LENGTH = 256  # bytes before sealing; every answer set has the same length


def seal_for(link: str, said: dict[str, Any]) -> bytes:
    """Ciphertext that opens for this link only. ValueError when it is longer than any answer set can be."""
    plain = json.dumps(said, separators=(",", ":")).encode()
    if len(plain) > LENGTH:
        raise ValueError("longer than the answers can be")
    return keys.seal(settings.EQUALITY_FIELD_KEY, plain.ljust(LENGTH), _about(link))


def open_for(link: str, sealed: bytes) -> dict[str, Any]:
    """Undo `seal_for`, or raise walls.keys.Unreadable."""
    said: dict[str, Any] = json.loads(keys.open_sealed(settings.EQUALITY_FIELD_KEY, sealed, _about(link)))
    return said


def _about(link: str) -> bytes:
    return f"equality_answers.sealed:{link}".encode()
