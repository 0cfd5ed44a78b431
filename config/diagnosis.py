"""What can be wrong with an installation, each said in words with the remedy. `manage.py doctor` prints it."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from redis.exceptions import RedisError

from config import health
from config.run.prepare import LIBRARIES, loads

ALIASES = ("default", "equality", "reports")
ENOUGH = 1_000_000_000  # bytes free for heads of the audit, dumps and logs
SKEW = 5.0  # seconds between this machine's clock and the database's
Check = Callable[[], Iterator[str]]

ROLE = "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
OWNS = "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relowner = current_user::regrole"
UNFORCED = """
    SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = 'public' AND relkind IN ('r', 'p') AND relrowsecurity AND NOT relforcerowsecurity
"""


def problems() -> dict[str, list[str]]:
    """Area → what is wrong there; an empty list when nothing is."""
    checks: dict[str, Check] = {
        "system libraries": libraries,
        "databases": databases,
        "roles": roles,
        "tables": tables,
        "redis": broker,
        "parts": parts,
        "keys": keys,
        "folders": folders,
        "kind of instance": kind,
    }
    return {area: list(check()) for area, check in checks.items()}


def reachable() -> list[str]:
    return [alias for alias in ALIASES if health.database_answers(alias)]


def libraries() -> Iterator[str]:
    missing = sorted({package for library, package in LIBRARIES.items() if not loads(library)})
    if missing:
        yield f"PDFs cannot be made: apt-get install {' '.join(missing)}"


def databases() -> Iterator[str]:
    there = reachable()
    for alias in ALIASES:
        if alias not in there:
            name = "DATABASE_URL" if alias == "default" else f"{alias.upper()}_DATABASE_URL"
            yield f"the database of {name} does not answer: is the server up, and the address right?"
            continue
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT now(), current_setting('server_version_num')::int")
            now, version = cursor.fetchone()
        if abs((timezone.now() - now).total_seconds()) > SKEW:
            yield f"the clocks of this machine and of database {alias} differ: let both follow the same time server"
        if version < 180000:
            yield f"database {alias} is PostgreSQL {version // 10000}: 18 is what was tested"


def roles() -> Iterator[str]:
    """No process may stand above the walls between people."""
    for alias in reachable():
        with connections[alias].cursor() as cursor:
            cursor.execute(ROLE)
            name, superuser, bypass = cursor.fetchone()
            cursor.execute(OWNS)
            (owned,) = cursor.fetchone()
        if superuser or bypass:
            yield f"role {name} of database {alias} passes row-level security: run config/embedded/roles.sql"
        if owned:
            yield f"role {name} owns {owned} tables of database {alias}: only safer_owner may, and only to migrate"


def tables() -> Iterator[str]:
    there = reachable()
    for alias in ("default", "equality"):
        if alias not in there:
            continue
        with connections[alias].cursor() as cursor:
            cursor.execute(UNFORCED)
            for (table,) in cursor.fetchall():
                yield f"row-level security of {table} is not forced: ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        try:
            executor = MigrationExecutor(connections[alias])
            waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError:
            yield f"database {alias} was never migrated: run `manage.py prepare` as safer_owner"
            continue
        if waiting:
            yield f"{len(waiting)} migrations wait for database {alias}: run `manage.py prepare` as safer_owner"


def broker() -> Iterator[str]:
    if not health.redis_answers():
        yield "Redis does not answer: is it up, and REDIS_URL right?"
        return
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=health.PATIENCE)
    try:
        found = client.config_get("appendonly", "maxmemory-policy")
    except RedisError:
        return  # a hosted Redis may not say
    finally:
        client.close()
    if found.get("appendonly") != "yes":
        yield "Redis keeps nothing over a restart: set `appendonly yes`"
    if found.get("maxmemory-policy") != "noeviction":
        yield "Redis may throw messages away when memory is short: set `maxmemory-policy noeviction`"


def parts() -> Iterator[str]:
    if os.environ.get("AT_REST") == "1":
        return  # bin/manage lent the engines; nothing else runs, and nothing else should
    found = health.measure()
    yield from (f"{reason}" for reason in found["cannot"] if "answer" not in reason)
    yield from found["late"]


def keys() -> Iterator[str]:
    rings = [settings.FIELD_KEYS, settings.BLIND_INDEX_KEY, settings.BACKUP_KEY]
    single = [
        settings.EQUALITY_LINK_KEY,
        settings.EQUALITY_FIELD_KEY,
        settings.ROUNDING_SECRET,
    ]
    every = [*(key for ring in rings for key in ring.every()), *single]
    if len(set(every)) < len(every):
        yield "two of the keys are the same: every key of .env.example has its own value"
    if "*" in settings.ALLOWED_HOSTS:
        yield "ALLOWED_HOSTS lets every name in: list the names of this site"


def folders() -> Iterator[str]:
    anchor = settings.AUDIT_ANCHOR
    if not anchor.is_dir() or not os.access(anchor, os.W_OK):
        yield f"AUDIT_ANCHOR {anchor} cannot be written: the heads of the audit have no place outside the database"
        return
    if stat.S_IMODE(anchor.stat().st_mode) & stat.S_IWOTH:
        yield f"anybody may write into AUDIT_ANCHOR: chmod o-w {anchor}"
    if shutil.disk_usage(anchor).free < ENOUGH:
        yield f"less than {ENOUGH // 10**9} GB is free where {anchor} lies"


def kind() -> Iterator[str]:
    if settings.SAMPLE_INSTANCE and settings.SECURE:
        yield "SAMPLE=1 on a site with TLS: a sample instance shows its passwords to everybody; unset SAMPLE"
    if settings.SECURE and not settings.ASK_WHY:
        yield "ASK_WHY is off: people open referrals that are not theirs and say no reason"
    if settings.DEBUG:
        yield "DEBUG is on: it shows personal data in error pages"
    if not settings.SECURE and urlsplit(settings.SITE_URL).hostname not in ("localhost", "127.0.0.1"):
        yield "SITE_URL is not https://: cookies and pages travel in the clear"
