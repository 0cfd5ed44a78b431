"""Secrets of accounts: sealed for the database, or derived from SECRET_KEY so that no database holds them."""

import base64
import hmac
import uuid

from django.conf import settings

from walls import keys


def seal_for(user_id: uuid.UUID, secret: str) -> str:
    """Text that only opens for the same person: `key id . base64`. Holds authenticator seeds and recovery codes."""
    key_id, sealed = keys.wrap(secret.encode(), _about(user_id))
    return f"{key_id}.{base64.b64encode(sealed).decode()}"


def open_for(user_id: uuid.UUID, sealed: str) -> str:
    """Undo `seal_for`; walls.keys.Unreadable when it was made for somebody else, changed, or its key is gone."""
    key_id, dot, value = sealed.partition(".")
    if not dot:
        raise keys.Unreadable("not sealed")
    return keys.unwrap(key_id, base64.b64decode(value), _about(user_id)).decode()


def derived(purpose: str, name: str) -> bytes:
    """32 bytes that depend on SECRET_KEY, the purpose and the name, the same on every process of this instance."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{purpose}\x1f{name}".encode(), "sha256").digest()


def _about(user_id: uuid.UUID) -> bytes:
    return f"authenticator:{user_id}".encode()
