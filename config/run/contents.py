"""What an instance holds before its parts start: tables, static files, the scheme, and in a sample instance people."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from config.run.commands import manage
from config.run.place import HOUSE, Place
from config.run.servers import environment_for, own_databases
from config.run.sources import files

Say = Callable[[str], None]
NOT_CODE = frozenset({"assets", "benchmarks", "bin", "docker", "docs", "tests"})


def fill(place: Place, sockets: str, say: Say, *, referrals: int, seed: int, **more: str) -> None:
    """Bring the databases to the state of this code. What a killed start left half done is done again."""
    instance = place.noted("instance")
    code = fingerprint()
    worker = environment_for("worker", place, sockets, **more)
    if instance.get("code") != code or not own_databases():
        place.note("instance", instance | {"code": ""})
        say("Tables, static files and the scheme")
        manage(environment_for("owner", place, sockets, **more), "prepare")
        manage(worker, "load_scheme")
    if instance["sample"] and not instance.get("filled"):
        say(f"Sample people and {referrals} sample referrals")
        manage(worker, "demo_accounts", "--create")
        manage(worker, "sample", "--referrals", str(referrals), "--seed", str(seed))
    place.note("instance", instance | {"code": code, "filled": instance["sample"]})


def sign_ins(place: Place, sockets: str, **more: str) -> list[dict[str, Any]]:
    """The demo accounts, as `demo_accounts` prints them."""
    accounts: list[dict[str, Any]] = json.loads(
        manage(environment_for("worker", place, sockets, **more), "demo_accounts")
    )
    return accounts


def fingerprint() -> str:
    """Changes whenever a file of the code changes: then migrations and the scheme are looked at again."""
    seen = hashlib.sha256()
    for path in files(without=NOT_CODE):
        state = path.stat()
        seen.update(f"{path.relative_to(HOUSE)} {state.st_size} {state.st_mtime_ns}\n".encode())
    return seen.hexdigest()
