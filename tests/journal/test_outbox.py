"""The outbox: saved with what it tells of, delivered with effect exactly once, whatever dies in between."""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from celery import current_app
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from kombu import pools

from accounts.actors import SYSTEM
from accounts.scope import as_system
from journal import actions, queries, tasks
from journal.actions import MAX_ATTEMPTS, deliver, record
from journal.models import Delivery, Event
from tests import databases
from tests.journal import handlers

pytestmark = pytest.mark.django_db(transaction=True)
ADD, SLOW, FAIL = (f"tests.journal.handlers.{name}" for name in ("add_one", "add_one_slowly", "fail_after_writing"))
WIRED: dict[str, tuple[str, ...]] = {"thing.added": (ADD,), "thing.slow": (SLOW,), "thing.failed": (FAIL,)}
AT_ONCE: dict[str, tuple[str, ...]] = {"thing.at_once": (ADD,), "thing.at_once_failed": (FAIL,)}


@pytest.fixture(autouse=True)
def wired(settings: Any) -> Iterator[None]:
    settings.EVENT_HANDLERS = f"{__name__}.WIRED"
    settings.AT_ONCE_HANDLERS = f"{__name__}.AT_ONCE"
    actions._wired.cache_clear()
    handlers.entered.clear()
    handlers.go_on.clear()
    yield
    actions._wired.cache_clear()


@pytest.fixture
def broker(settings: Any) -> Iterator[Callable[[str], None]]:
    """broker(url) points Celery at another Redis."""
    before = current_app.conf.broker_url

    def point(url: str) -> None:
        current_app.conf["broker_url"] = url
        pools.reset()
        for holder, name in ((current_app, "_pool"), (current_app.amqp, "_producer_pool")):
            setattr(holder, name, None)

    yield point
    point(before)


def happened(kind: str) -> Delivery:
    """Record it without a broker message. → its delivery, waiting."""
    with as_system():
        event = record(kind, by=SYSTEM)
    with as_system():
        return Delivery.objects.get(event_id=event.id)


def state(delivery: Delivery) -> tuple[str, int, str]:
    with as_system():
        now = Delivery.objects.get(pk=delivery.pk)
    return now.state, now.attempts, now.fault


def test_event_and_delivery_are_saved_together_or_not_at_all(worker: None) -> None:
    with pytest.raises(ZeroDivisionError), as_system():
        record("thing.added", by=SYSTEM)
        raise ZeroDivisionError
    with as_system():
        assert not Event.objects.exists()
        assert not Delivery.objects.exists()


def test_recording_outside_a_transaction_is_refused(worker: None) -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        record("thing.added", by=SYSTEM)


def test_handler_at_once_is_part_of_what_happened(worker: None) -> None:
    with as_system():
        record("thing.at_once", by=SYSTEM)
        assert handlers.times() == 1
    with pytest.raises(LookupError), as_system():
        record("thing.at_once_failed", by=SYSTEM)
    assert handlers.times() == 1


def test_delivery_takes_effect_once_however_often_it_is_asked_for(worker: None) -> None:
    delivery = happened("thing.added")
    tasks.carry(str(delivery.event_id))
    tasks.carry(str(delivery.event_id))
    tasks.relay()
    assert handlers.times() == 1
    assert state(delivery) == ("done", 1, "")


def test_two_workers_at_once_take_effect_once(worker: None) -> None:
    """Two connections; the second comes while the first is in the middle of the handler."""
    delivery = happened("thing.slow")
    answers: dict[str, bool] = {}

    def first() -> None:
        with databases.role("safer_worker"):
            answers["first"] = tasks.carry_one(delivery.id)
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert handlers.entered.wait(10)
    answers["second"] = tasks.carry_one(delivery.id)
    handlers.go_on.set()
    thread.join()
    assert answers == {"first": True, "second": False}
    assert handlers.times() == 1
    assert state(delivery) == ("done", 1, "")


def test_worker_killed_in_the_middle_leaves_the_delivery_to_the_next(worker: None) -> None:
    """The backend of the killed worker is ended by the database: its claim and its half-done work are gone."""
    delivery = happened("thing.slow")
    backend: list[int] = []

    def first() -> None:
        with databases.role("safer_worker"):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                backend.append(cursor.fetchone()[0])
            tasks.carry_one(delivery.id)

    def killed() -> None:
        with pytest.raises(Exception, match="terminat|closed|lost"):
            first()
        connection.close()

    thread = threading.Thread(target=killed)
    thread.start()
    assert handlers.entered.wait(10)
    with databases.role("safer_owner"), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", backend)
    handlers.go_on.set()
    thread.join()
    assert handlers.times() == 0
    assert state(delivery) == ("waiting", 0, "")
    assert tasks.carry_one(delivery.id)
    assert handlers.times() == 1


def test_handler_that_fails_leaves_nothing_and_is_tried_again_later(worker: None) -> None:
    delivery = happened("thing.failed")
    assert not tasks.carry_one(delivery.id)
    assert handlers.times() == 0
    assert state(delivery) == ("waiting", 1, "LookupError"), "the class of the error, never its words"
    assert queries.due(10) == []
    with time_machine.travel(timezone.now() + timedelta(seconds=13), tick=False):
        assert queries.due(10) == [delivery.id]


def test_handler_that_always_fails_ends_dead_and_says_so(worker: None, caplog: pytest.LogCaptureFixture) -> None:
    delivery = happened("thing.failed")
    start = timezone.now()
    with caplog.at_level(logging.WARNING), time_machine.travel(start, tick=False) as clock:
        for hours in range(MAX_ATTEMPTS):
            clock.move_to(start + timedelta(hours=7 * hours + 1))
            tasks.relay()
    assert state(delivery) == ("dead", MAX_ATTEMPTS, "LookupError")
    assert queries.dead_deliveries() == 1
    assert f"delivery {delivery.id} is dead" in caplog.text
    assert "Mrs Example" not in caplog.text
    assert not tasks.carry_one(delivery.id)


def test_broker_that_is_away_loses_nothing(worker: None, broker: Callable[[str], None]) -> None:
    broker("redis+socket:///nowhere/redis.sock")
    delivery = happened("thing.added")
    assert state(delivery) == ("waiting", 0, "")
    with time_machine.travel(timezone.now() + timedelta(seconds=3)):
        assert queries.outbox_lag_seconds() > 2
        assert tasks.relay() == 1
    assert handlers.times() == 1
    assert queries.outbox_lag_seconds() == 0


def test_emptied_broker_loses_nothing(worker: None) -> None:
    deliveries = [happened("thing.added") for _ in range(20)]
    cache._cache.get_client().flushall()  # type: ignore[attr-defined]
    with time_machine.travel(timezone.now() + timedelta(seconds=3)):
        assert tasks.relay() == 20
        assert tasks.relay() == 0
    assert handlers.times() == 20
    assert {state(delivery) for delivery in deliveries} == {("done", 1, "")}


@pytest.mark.parametrize(
    "message", ["", "not an id", None, 7, "5c0ffee0-0000-4000-8000-000000000000", "'; DROP TABLE journal_event; --"]
)
def test_forged_message_changes_nothing(worker: None, message: Any) -> None:
    delivery = happened("thing.added")
    tasks.carry(message)
    assert state(delivery) == ("waiting", 0, "")


def test_message_carries_an_event_id_and_nothing_else(worker: None) -> None:
    redis = cache._cache.get_client()  # type: ignore[attr-defined]
    redis.flushall()
    with as_system():
        event = record("thing.added", by=SYSTEM, code="a-code")
    raw = redis.lrange("celery", 0, -1)
    assert len(raw) == 1
    assert str(event.id).encode() in redis.lindex("celery", 0) or b"body" in raw[0]
    assert b"a-code" not in raw[0]
    assert b"thing.added" not in raw[0]


def test_delivery_of_an_unknown_id_does_nothing(worker: None) -> None:
    with as_system():
        assert deliver(uuid.uuid4()) is False


def test_web_role_cannot_mark_a_delivery_done(worker: None) -> None:
    delivery = happened("thing.added")
    with databases.role("safer_web"), pytest.raises(Exception, match="permission denied"), as_system():
        Delivery.objects.filter(pk=delivery.pk).update(state="done", done_at=timezone.now())


def test_heartbeat_tells_when_the_worker_lived(worker: None) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        tasks.heartbeat()
        assert cache.get(tasks.HEARTBEAT) == time.time()
