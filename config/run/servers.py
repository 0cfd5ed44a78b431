"""Which servers an instance uses, embedded ones or those that the environment names, and each process's view of them."""

import os
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import quote, urlsplit, urlunsplit

from config.embedded import secret_keys
from config.embedded.leftovers import MARK
from config.run.place import HOUSE, Place, Trouble

NAMES = ("DATABASE_URL", "EQUALITY_DATABASE_URL", "REPORTS_DATABASE_URL")
ROLES = {
    "web": ("safer_web", "safer_web", "safer_report"),
    "worker": ("safer_worker", "safer_equality", "safer_equality"),
    "owner": ("safer_owner", "safer_owner", "safer_owner"),
}


class Urls(Protocol):
    """Addresses of the two databases for a role, and of Redis."""

    def database(self, role: str, name: str) -> str: ...
    def redis(self) -> str: ...


class Embedded:
    """Our own engines, on sockets in one folder."""

    def __init__(self, sockets: str) -> None:
        self.sockets = sockets

    def database(self, role: str, name: str) -> str:
        return f"postgresql://{role}@/safer_{name}?host={self.sockets}"

    def redis(self) -> str:
        return f"unix://{self.sockets}/redis.sock"


class Named:
    """Servers named by the environment.

    An address with one of our roles in it serves every process, each under its own role (passwords: PGPASSFILE, or one
    for all). An address with any other user is taken as it is.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        if missing := [name for name in ("DATABASE_URL", "EQUALITY_DATABASE_URL") if not environment.get(name)]:
            raise Trouble(f"{missing[0]} is missing: name both databases, or neither to use embedded ones")

    def database(self, role: str, name: str) -> str:
        url = urlsplit(self.environment["DATABASE_URL" if name == "cases" else "EQUALITY_DATABASE_URL"])
        if not (url.username or "").startswith("safer_"):
            return urlunsplit(url)
        password = f":{quote(url.password)}" if url.password else ""
        host = url.netloc.rpartition("@")[2]
        # urlunsplit drops an empty host, and the address of a socket has one
        return f"{url.scheme}://{role}{password}@{host}{url.path}" + (f"?{url.query}" if url.query else "")

    def redis(self) -> str:
        return self.environment["REDIS_URL"]


def names_databases(environment: Mapping[str, str]) -> bool:
    return bool(environment.get("DATABASE_URL") or environment.get("EQUALITY_DATABASE_URL"))


def environment_for(part: str, place: Place, databases: Urls, redis: Urls, **more: str) -> dict[str, str]:
    """The whole environment of one process. part: `web`, `worker` (beat and commands, too) or `owner` (migrations)."""
    cases, equality, reports = ROLES[part]
    own = {
        MARK: os.path.realpath(place.root),
        "PYTHONPATH": str(HOUSE),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": databases.database(cases, "cases"),
        "EQUALITY_DATABASE_URL": databases.database(equality, "equality"),
        "REPORTS_DATABASE_URL": databases.database(reports, "equality"),
        "REDIS_URL": redis.redis(),
    }
    defaults = {"AUDIT_ANCHOR": str(place.anchor), "EMAIL_URL": f"file://{place.mail}"}
    given = {name: value for name, value in os.environ.items() if value}
    return defaults | secret_keys.kept_in(place.secrets) | given | own | more
