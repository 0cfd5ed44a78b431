"""AES-256-GCM envelope encryption. Each case has a data key; data keys are wrapped by a key that no database holds.

Sealed layout: 1 byte version (1) · 12 bytes nonce · ciphertext with its 16-byte tag. The associated data name the
column and the row, so that a value copied elsewhere does not open. Source: NIST SP 800-38D; OWASP ASVS 5.0 chapter 11.
"""

import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = b"\x01"
NONCE_BYTES = 12


class Unreadable(Exception):
    """The value was sealed with another key, for another row or column, or was changed."""


def seal(key: bytes, plain: bytes, about: bytes) -> bytes:
    """Encrypt `plain` under a 32-byte key; `about` must be given again to open it."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, about)


def open_sealed(key: bytes, sealed: bytes, about: bytes) -> bytes:
    """Undo `seal`, or raise Unreadable."""
    if sealed[:1] != VERSION:
        raise Unreadable("unknown layout")
    try:
        return AESGCM(key).decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], about)
    except InvalidTag:
        raise Unreadable("wrong key, row or column, or the value was changed") from None


def current_key_id() -> str:
    return settings.FIELD_KEYS.first()[0]


def wrap(data_key: bytes, about: bytes) -> tuple[str, bytes]:
    """→ (id of the wrapping key, wrapped data key)."""
    key_id, wrapping = settings.FIELD_KEYS.first()
    return key_id, seal(wrapping, data_key, about)


def unwrap(key_id: str, wrapped: bytes, about: bytes) -> bytes:
    """The 32-byte data key; Unreadable when the wrapping key is not (or no longer) known here."""
    wrapping = settings.FIELD_KEYS.get(key_id)
    if wrapping is None:
        raise Unreadable(f"wrapping key {key_id} is not in FIELD_KEYS")
    return _unwrapped(wrapping, wrapped, about)


@lru_cache(maxsize=4096)
def _unwrapped(wrapping: bytes, wrapped: bytes, about: bytes) -> bytes:
    return open_sealed(wrapping, wrapped, about)
