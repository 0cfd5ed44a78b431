"""Reads the environment: the one place that knows the variables of .env.example and what to say when one is missing."""

import base64
import binascii
import os
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

REMEDY = "Set it in the environment (see .env.example), or use bin/start, which makes one."


def text(name: str, default: str | None = None) -> str:
    """The variable's value; ImproperlyConfigured names it and the remedy when it is missing and has no default."""
    value = os.environ.get(name, default)
    if value is None or value == "" and default is None:
        raise ImproperlyConfigured(f"{name} is missing. {REMEDY}")
    return value


def flag(name: str) -> bool:
    return os.environ.get(name, "") == "1"


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list without empty parts."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def key(name: str) -> bytes:
    """A secret of 32 bytes in base64."""
    return _key_bytes(name, text(name))


def keyring(name: str) -> dict[str, bytes]:
    """`id:base64[,id:base64…]` → {id: 32 bytes}, the current key first."""
    ring: dict[str, bytes] = {}
    for part in words(name, text(name)):
        key_id, colon, value = part.partition(":")
        if not colon or not key_id:
            raise ImproperlyConfigured(f"{name} must look like id:base64[,id:base64]. {REMEDY}")
        ring[key_id] = _key_bytes(name, value)
    return ring


def agencies(name: str) -> list[dict[str, str]]:
    """`slug|https://server|client|secret`, with spaces between agencies → [{slug, server, client, secret}]."""
    found = []
    for entry in text(name, "").split():
        parts = dict(zip(("slug", "server", "client", "secret"), entry.split("|"), strict=False))
        if len(parts) < 4 or not all(parts.values()) or not parts["server"].startswith("https://"):
            raise ImproperlyConfigured(f"{name} must look like slug|https://server|client|secret. {REMEDY}")
        found.append(parts)
    return found


def _key_bytes(name: str, value: str) -> bytes:
    try:
        raw = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != 32:
        raise ImproperlyConfigured(f"{name} must be 32 bytes in base64. {REMEDY}")
    return raw


def database(name: str) -> dict[str, Any]:
    """postgresql://role:password@host:port/name?host=/socket/folder → Django's DATABASES entry."""
    url = urlsplit(text(name))
    if url.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must be a postgresql:// address. {REMEDY}")
    query = parse_qs(url.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.get("host", [url.hostname or ""])[0],
        "PORT": str(url.port or ""),
    }


def mail(name: str) -> dict[str, Any]:
    """`smtp://user:password@host:port`, `smtps://…`, `file:///folder` or `console:` → Django's EMAIL_* settings."""
    url = urlsplit(text(name, "console:"))
    if url.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if url.scheme == "file":
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": url.path}
    if url.scheme not in {"smtp", "smtps"}:
        raise ImproperlyConfigured(f"{name} must be smtp://, smtps://, file:/// or console:. {REMEDY}")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname or "localhost",
        "EMAIL_PORT": url.port or (465 if url.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_USE_TLS": url.scheme == "smtp" and bool(url.username),
    }
