"""What /healthz and /readyz say, and to whom."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.scope import as_system
from config.health import DEAF, UNCOMPARED
from governance.models import Reconciled
from journal.tasks import BEAT, HEARTBEAT, RELAYED, beats, heartbeat, relay
from tests.databases import role

pytestmark = pytest.mark.django_db(databases=["default", "equality", "reports"], transaction=True)


def test_healthz_whatever_else_is_down(client: Client, settings: Any) -> None:
    """It only says that the process answers, and sets no cookie."""
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content, answer.cookies) == (200, b"ok\n", {})


def test_readyz_when_everything_works(client: Client) -> None:
    heartbeat()
    answer = client.get("/readyz")
    found = answer.json()
    assert answer.status_code == 200, found
    assert 0 <= found.pop("worker_heartbeat_age_seconds") < DEAF
    assert found == {
        "beat_age_seconds": None,
        "relay_age_seconds": None,
        "reconciled_age_seconds": None,
        "database": "ok",
        "equality_database": "ok",
        "redis": "ok",
        "outbox_lag_seconds": 0,
        "dead_deliveries": 0,
        "cannot": [],
        "late": [],
    }
    assert answer.cookies == {}


def test_readyz_without_a_worker(client: Client) -> None:
    """Never a sign of life, or one that is too old."""
    never = client.get("/readyz")
    cache.set(HEARTBEAT, time.time() - DEAF - 30, timeout=None)
    old = client.get("/readyz")
    assert (never.status_code, never.json()["worker_heartbeat_age_seconds"]) == (503, None)
    assert old.status_code == 503
    assert "sign of life is" in old.json()["cannot"][0]


def test_readyz_says_which_part_is_silent(client: Client) -> None:
    """The worker works, and nobody asks it; or it is asked, and the outbox is not looked through."""
    heartbeat()
    beats()
    with role("safer_worker"):
        relay()
    assert client.get("/readyz").json()["cannot"] == []
    cache.set(RELAYED, time.time() - DEAF - 30, timeout=None)
    relays = client.get("/readyz")
    assert relays.status_code == 503
    assert "the relay has been silent" in relays.json()["cannot"][0]
    cache.set(BEAT, time.time() - DEAF - 30, timeout=None)
    assert client.get("/readyz").json()["cannot"] == [
        "the beat's last sign of life is 90 seconds old: nobody asks the workers for anything"
    ]


def test_asking_for_a_heartbeat_is_the_beats_own(client: Client) -> None:
    heartbeat.apply_async()
    assert client.get("/readyz").json()["beat_age_seconds"] < DEAF


def test_readyz_says_when_nothing_was_compared_for_hours(client: Client) -> None:
    heartbeat()
    long_ago = timezone.now() - timedelta(seconds=UNCOMPARED + 60)
    with role("safer_worker"), as_system():
        Reconciled.objects.create(until=long_ago, looked_at=long_ago)
    found = client.get("/readyz")
    assert (found.status_code, found.json()["late"]) == (200, ["everything was last compared 3 hours ago"])


def test_readyz_when_redis_is_away(client: Client, settings: Any) -> None:
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["redis"]) == (503, "down")
    assert answer.json()["cannot"] == ["Redis does not answer"]


@pytest.mark.parametrize(("alias", "name"), [("default", "database"), ("equality", "equality_database")])
def test_readyz_when_a_database_is_away(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, alias: str, name: str
) -> None:
    """Asked on a new connection: one that is open says nothing about the server."""
    heartbeat()
    monkeypatch.setitem(settings.DATABASES, alias, settings.DATABASES[alias] | {"HOST": "/nowhere"})
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()[name]) == (503, "down")
