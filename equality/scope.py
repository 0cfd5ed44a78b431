"""Which row of answers the database shows: the one whose link is set here, for one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction

ALIAS = "equality"


@contextmanager
def by_link(link: str) -> Iterator[None]:
    """A transaction in which row-level security shows the answers of this link to the web role, and nothing else."""
    with transaction.atomic(using=ALIAS), connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT set_config('app.link', %s, true)", [link])
        yield
        cursor.execute("SELECT set_config('app.link', '', true)")
