"""Who the database believes is asking. Row-level security reads these four settings; outside a scope it shows nothing.

They are set locally to a transaction (`set_config(…, true)`), so a pooled connection never carries them to the next
person.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connections, transaction

SETTINGS = ("app.sight", "app.actor", "app.organisation", "app.referral")


@contextmanager
def scoped(
    *,
    sight: str,
    actor: UUID | None = None,
    organisation: UUID | None = None,
    referral: UUID | None = None,
    using: str = "default",
) -> Iterator[None]:
    """Open a transaction in which the database shows what this sight may see; the scope before it comes back after.

    sight: 'spa', 'provider', 'intake', 'link', 'review' (who looked, and the sharing register; no case), 'system' (honoured
    for the worker role only) or '' for nothing.
    """
    values = (sight, str(actor or ""), str(organisation or ""), str(referral or ""))
    with transaction.atomic(using=using):
        before = _swap(values, using)
        yield
        _swap(before, using)


def _swap(values: tuple[str, ...], using: str) -> tuple[str, ...]:
    read = ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in SETTINGS)
    write = ", ".join(f"set_config('{name}', %s, true)" for name in SETTINGS)
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT {read}")
        before: tuple[str, ...] = cursor.fetchone()
        cursor.execute(f"SELECT {write}", values)
    return before
