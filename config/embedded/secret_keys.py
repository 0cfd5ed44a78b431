"""The keys of one instance: made at its first start, kept in one file that only its owner reads."""

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

RINGS = ("FIELD_KEYS", "BLIND_INDEX_KEY", "BACKUP_KEY")  # several keys, the current one first: walls/rotation.py
FIRST = "k1"  # what a key without an id is called
BYTES_32 = ("EQUALITY_LINK_KEY", "EQUALITY_FIELD_KEY", "BLIND_INDEX_KEY", "ROUNDING_SECRET", "BACKUP_KEY")


def new() -> dict[str, str]:
    """Fresh values for every secret of .env.example."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(60),
        "FIELD_KEYS": f"k1:{_random()}",
        **{name: _random() for name in BYTES_32},
    }


def kept_in(file: Path) -> dict[str, str]:
    """The secrets in `file`, made and written down first where there are none; names that are new are added."""
    there = read(file)
    missing = {name: value for name, value in new().items() if name not in there}
    if missing:
        _write(file, there | missing)
    return there | missing


def read(file: Path) -> dict[str, str]:
    """NAME=value lines → {name: value}; empty when the file is not there."""
    if not file.exists():
        return {}
    pairs = (line.split("=", 1) for line in file.read_text().splitlines() if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


def add_newer(file: Path) -> None:
    """Put a fresh key in front of each ring; the ones of before stay behind it."""
    there = read(file)
    _write(file, there | {name: _with_newer(there[name]) for name in RINGS})


def forget_older(file: Path) -> Path:
    """Leave only the current key in each ring. → a copy of the file as it was, for whoever must open an old backup."""
    there = read(file)
    kept = file.with_name(f"secrets.until-{_id_of(there['FIELD_KEYS'].split(',')[0])}.env")
    _write(kept, there)
    _write(file, there | {name: there[name].split(",")[0] for name in RINGS})
    return kept


def _with_newer(said: str) -> str:
    older = [f"{_id_of(part)}:{part.rpartition(':')[2]}" for part in said.split(",")]
    numbers = [int(found) for part in older if (found := _id_of(part).removeprefix("k")).isdigit()]
    return ",".join([f"k{max(numbers, default=0) + 1}:{_random()}", *older])


def _id_of(part: str) -> str:
    return part.rpartition(":")[0] or FIRST


def _random() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _write(file: Path, values: Mapping[str, str]) -> None:
    """All of it or nothing, and never readable by others."""
    making = file.with_suffix(".making")
    with open(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(
            "# The keys of this instance. Without them its personal data cannot be read again: keep a copy apart.\n"
        )
        out.writelines(f"{name}={value}\n" for name, value in values.items())
        out.flush()
        os.fsync(out.fileno())
    making.replace(file)
