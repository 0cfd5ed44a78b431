"""Reads the environment: the one place that knows the variables of .env.example and what to say when one is missing."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.keyring import Ring, key_bytes

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


def days(name: str, usual: dict[str, int]) -> dict[str, int]:
    """`visit=7 recall=1`, with spaces between → the usual whole days, with these instead of theirs."""
    given = dict(word.partition("=")[::2] for word in text(name, "").split())
    if not all(one in usual and re.fullmatch("[0-9]{1,3}", number, re.ASCII) for one, number in given.items()):
        raise ImproperlyConfigured(
            f"{name} must look like {next(iter(usual))}=3, with names of {', '.join(usual)}. {REMEDY}"
        )
    return usual | {one: int(number) for one, number in given.items()}


def key(name: str) -> bytes:
    """A secret of 32 bytes in base64."""
    return key_bytes(name, text(name))


def keyring(name: str) -> Ring:
    """`id:base64[,id:base64…]`, the current key first; followed in KEYS_FILE, when that is named."""
    file = text("KEYS_FILE", "")
    return Ring(name, text(name), Path(file) if file else None)


def agencies(name: str) -> list[dict[str, str]]:
    """`slug|https://server|client|secret`, with spaces between agencies → [{slug, server, client, secret}]."""
    found = []
    for entry in text(name, "").split():
        parts = dict(zip(("slug", "server", "client", "secret"), entry.split("|"), strict=False))
        if len(parts) < 4 or not all(parts.values()) or not parts["server"].startswith("https://"):
            raise ImproperlyConfigured(f"{name} must look like slug|https://server|client|secret. {REMEDY}")
        found.append(parts)
    return found


def database(name: str) -> dict[str, Any]:
    """postgresql://role:password@host:port/name?host=/socket/folder → Django's DATABASES entry."""
    url = urlsplit(text(name))
    if url.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must be a postgresql:// address. {REMEDY}")
    query = parse_qs(url.query)
    return {
        "ENGINE": "walls.patient",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.get("host", [url.hostname or ""])[0],
        "PORT": str(url.port or ""),
        "PATIENCE": float(text("DATABASE_PATIENCE", "0")),  # seconds for an answer: walls/patient/base.py
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
