"""What a restore must show before anybody trusts it: equal counts, a chain that verifies, and fields that open."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connections, models

from config.backup.dumps import ALIASES, rows_of
from walls.fields import SealedText
from walls.keys import Unreadable

BATCH = 2000


@contextmanager
def seeing_all() -> Iterator[None]:
    """As the backup role, which alone is not bound by row-level security."""
    for alias in ALIASES:
        with connections[alias].cursor() as cursor:
            cursor.execute("SET ROLE safer_backup")
    try:
        yield
    finally:
        for alias in ALIASES:
            with connections[alias].cursor() as cursor:
                cursor.execute("RESET ROLE")


def differing(promised: dict[str, dict[str, int]]) -> list[str]:
    """Tables whose number of rows is not what the backup promised."""
    faults = []
    for alias, tables in promised.items():
        found = rows_of(alias)
        faults += [
            f"{alias}.{table}: {found.get(table)} rows instead of {count}"
            for table, count in tables.items()
            if found.get(table) != count
        ]
    return faults


def unreadable() -> tuple[int, list[str]]:
    """Open every sealed field of every row. → how many were opened, and which rows did not open."""
    opened = 0
    faults: list[str] = []
    for model in apps.get_models():
        names = [f.attname for f in model._meta.concrete_fields if isinstance(f, SealedText)]
        if names:
            good, bad = _open_all(model, names)
            opened, faults = opened + good, faults + bad
    return opened, faults


def _open_all(model: type[models.Model], names: list[str]) -> tuple[int, list[str]]:
    good, bad = 0, []
    rows = model._default_manager.select_related("key").filter(key__isnull=False)
    for row in rows.iterator(chunk_size=BATCH):
        try:
            good += sum(bool(getattr(row, name)) for name in names)
        except Unreadable as fault:
            bad.append(f"{model._meta.db_table} {row.pk}: {fault}")
    return good, bad
