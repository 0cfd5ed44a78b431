"""Which servers an instance uses, its own or those that the environment names, and each process's view of them."""

import os
from urllib.parse import quote, urlsplit

from config.embedded import secret_keys
from config.embedded.leftovers import MARK
from config.run.place import HOUSE, Place, Trouble

# process → the roles under which it enters the cases, the answers, and the figures
ROLES = {
    "web": ("safer_web", "safer_web", "safer_report"),
    "worker": ("safer_worker", "safer_equality", "safer_equality"),
    "owner": ("safer_owner", "safer_owner", "safer_owner"),
    "backup": ("safer_backup", "safer_backup", "safer_backup"),
}
OURS = "safer_"


def own_databases() -> bool:
    """False when the environment names the databases; Trouble when it names one of the two."""
    names = ("DATABASE_URL", "EQUALITY_DATABASE_URL")
    missing = [name for name in names if not os.environ.get(name)]
    if len(missing) == 1:
        raise Trouble(f"{missing[0]} is missing: name both databases, or neither to use embedded ones")
    return bool(missing)


def own_redis() -> bool:
    """False when the environment names a Redis."""
    return not os.environ.get("REDIS_URL")


def database_url(role: str, database: str, sockets: str) -> str:
    """The address of `cases` or `equality` for a role.

    An address in the environment that names one of our roles serves every process, each under its own role (passwords
    from PGPASSFILE, or one for all); with any other user it is taken as it is.
    """
    if own_databases():
        return f"postgresql://{role}@/{OURS}{database}?host={sockets}"
    if role == "safer_report" and os.environ.get("REPORTS_DATABASE_URL"):
        return os.environ["REPORTS_DATABASE_URL"]
    given = os.environ["DATABASE_URL" if database == "cases" else "EQUALITY_DATABASE_URL"]
    url = urlsplit(given)
    if not (url.username or "").startswith(OURS):
        return given
    password = f":{quote(url.password, safe='')}" if url.password else ""
    return given.replace(url.netloc, f"{role}{password}@{url.netloc.rpartition('@')[2]}", 1)


def redis_url(sockets: str) -> str:
    return f"unix://{sockets}/redis.sock" if own_redis() else os.environ["REDIS_URL"]


def engine_environment(place: Place) -> dict[str, str]:
    """What the engines see: never a key, never an address of a database."""
    words = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH")
    return {name: os.environ[name] for name in words if name in os.environ} | {MARK: os.path.realpath(place.root)}


def environment_for(process: str, place: Place, sockets: str, **more: str) -> dict[str, str]:
    """The whole environment of one process: `web`, `worker` (beat and commands, too), `owner` or `backup`.

    What the person set in the environment goes before what the instance keeps in its folder.
    """
    cases, equality, reports = ROLES[process]
    given = any(os.environ.get(name) for name in secret_keys.RINGS)  # then they are not followed in the file
    return {
        "AUDIT_ANCHOR": str(place.anchor),
        "EMAIL_URL": f"file://{place.mail}",
        **secret_keys.kept_in(place.secrets),
        **({} if given else {"KEYS_FILE": str(place.secrets)}),
        **{name: value for name, value in os.environ.items() if value},
        MARK: os.path.realpath(place.root),
        "PYTHONPATH": str(HOUSE),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database_url(cases, "cases", sockets),
        "EQUALITY_DATABASE_URL": database_url(equality, "equality", sockets),
        "REPORTS_DATABASE_URL": database_url(reports, "equality", sockets),
        "REDIS_URL": redis_url(sockets),
        **more,
    }
