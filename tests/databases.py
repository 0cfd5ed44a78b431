"""What tests need of the databases: roles as in production, and emptying tables that the web role may not empty."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connections

ROLES = {"default": "safer_web", "equality": "safer_equality"}
KEPT = {"django_migrations", "django_content_type"}


def become_production_roles() -> None:
    """After the schema is made by the owner, every connection acts as a role that row-level security binds."""
    for alias, role in ROLES.items():
        connections[alias].close()
        connections[alias].settings_dict["OPTIONS"] = {
            **connections[alias].settings_dict["OPTIONS"],
            "assume_role": role,
        }
    share()


def share() -> None:
    """As in tests, reports is the equality connection: what one writes in a transaction the other reads. To be said in
    every thread, and again once a browser runs in it: its loop gives the thread connections of its own.
    """
    connections["reports"] = connections["equality"]


def become_owner() -> None:
    """So that the databases of the tests can be dropped."""
    for alias in ROLES:
        connections[alias].close()
        connections[alias].settings_dict["OPTIONS"].pop("assume_role", None)


@contextmanager
def role(name: str, using: str = "default") -> Iterator[None]:
    """Act as another database role, e.g. safer_worker for what a task does."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT current_user")
        (before,) = cursor.fetchone()
        cursor.execute(f"SET ROLE {name}")
        try:
            yield
        finally:
            if not connections[using].needs_rollback:
                cursor.execute(f"SET ROLE {before}")


def load_scheme() -> None:
    """Organisations, notices, coverage and catalogue: what every instance has before its first referral."""
    with role("safer_worker"):
        call_command("load_scheme", verbosity=0)


def empty(aliases: set[str]) -> None:
    """Empty every table as the owner and load the scheme again: after tests whose work was committed."""
    for alias in aliases - {"reports"}:
        connection = connections[alias]
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            tables = [t for t in connection.introspection.table_names(cursor) if t not in KEPT]
            if tables:
                names = ", ".join(connection.ops.quote_name(t) for t in tables)
                cursor.execute(f"TRUNCATE {names} CASCADE")
            cursor.execute(f"SET ROLE {ROLES[alias]}")
    if "default" in aliases:
        load_scheme()
