"""Work that somebody may no longer know of, hidden while they are in the middle of a move: a 404, never a fault."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections
from django.http import Http404

from accounts.scope import acting
from providers.access import locked
from providers.actions.moving import finish, take
from providers.models import SupportWorkstream
from referrals.models import Onward
from tests.providers import walk as work
from tests.referrals import walk

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def elsewhere(deed: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    """Begin it in another thread, on a connection of its own. → (thread, what it gave or raised)."""
    came: list[Any] = []

    def run() -> None:
        try:
            came.append(deed())
        except Exception as fault:
            came.append(fault)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, came


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        (count,) = cursor.fetchone()
    return bool(count) or threading.Event().wait(0.05)


def test_work_hidden_while_its_lock_is_waited_for_is_not_there() -> None:
    row, by = work.s_active(), work.supporter()

    def lock() -> Any:
        with acting(by):
            return locked(by, "support", row.pk, None)

    with acting(walk.worker()):
        Onward.objects.select_for_update().get(pk=row.onward_id)
        thread, came = elsewhere(lock)
        assert any(somebody_waits() for _ in range(200))
        walk.keep(row.reference, by)
    thread.join()
    assert [type(one) for one in came] == [Http404]


def test_work_hidden_between_lock_and_save_is_not_there() -> None:
    """From somebody who does not do the work: who does it gives it up with the declaration, and that waits."""
    row, by = work.s_active(), work.manager()
    with pytest.raises(Http404), acting(by):
        held = take(SupportWorkstream, "return", workstream_id=row.pk, version=None, by=by)
        thread, came = elsewhere(lambda: walk.keep(row.reference, by))
        thread.join()
        assert came == [None]
        held.reason = "not_eligible"
        finish(held, "return", by=by, reason=held.reason)
    assert work.now(row).state == row.state
