"""A new wrapping key takes over while the system serves. Data keys stay; only what wraps them is made anew.

Whoever keeps something under a key names a pass in config/wiring.py (KEEPERS): it brings what an older key made to the
current one, in small transactions, and may be stopped and begun again at any moment.
"""

import time
from typing import Final

from django.db import connection

from walls import keys
from walls.models import CaseKey
from walls.scope import scoped

BATCH: Final = 200
PATIENCE_SECONDS: Final = 30.0


def rewrap(batch: int = BATCH) -> int:
    """KEEPERS: the keys of cases and drafts. → how many were wrapped anew; Unreadable when an older key is not known."""
    done = 0
    while wrapped := _rewrap(batch):
        done += wrapped
    return done


def _rewrap(batch: int) -> int:
    """One transaction. Without the key of the row: nobody who adds to a case waits for it."""
    with scoped(sight="system"):
        older = CaseKey.objects.exclude(wrapped_by=keys.current_key_id()).order_by("pk")
        rows = list(older.select_for_update(no_key=True)[:batch])
        for row in rows:
            row.wrapped_by, row.wrapped = keys.wrap(row.data_key, row.about)
        CaseKey.objects.bulk_update(rows, ["wrapped_by", "wrapped"])
    return len(rows)


def others_are_over(patience: float = PATIENCE_SECONDS) -> bool:
    """Wait until every transaction that is open now is over: what it made with the key of before can be seen then."""
    give_up = time.monotonic() + patience
    waiting_for = _open()
    while waiting_for and time.monotonic() < give_up:
        time.sleep(0.05)
        waiting_for &= _open()
    return not waiting_for


def _open() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT virtualxid FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE locktype = 'virtualxid' AND pid <> pg_backend_pid() AND datname = current_database()"
        )
        return {name for (name,) in cursor.fetchall()}
