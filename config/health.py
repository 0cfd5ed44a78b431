"""Whether the system can do its work: /healthz for whoever restarts it, /readyz for whoever looks after it."""

import time
from collections.abc import Callable
from typing import Any

import psycopg
import redis
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from accounts.access import public
from journal import queries
from journal.tasks import HEARTBEAT

PATIENCE = 2  # seconds for each server to answer
DEAF = 60.0  # seconds without a sign of life, after which the worker counts as gone
LATE = 120.0  # seconds that a delivery may wait

Measure = dict[str, Any]


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the process answers, whatever the state of everything else."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """What `measure` finds, as JSON; 503 when the main job cannot be done."""
    found = measure()
    return JsonResponse(found, status=503 if found["cannot"] else 200)


healthz.outside_transactions = True  # type: ignore[attr-defined]
readyz.outside_transactions = True  # type: ignore[attr-defined]


def measure() -> Measure:
    """Every part and queue. `cannot` lists why a referral cannot go its way; `late` what is only slower than it should."""
    cases, equality, broker = database_answers("default"), database_answers("equality"), redis_answers()
    found: Measure = {
        "database": "ok" if cases else "down",
        "equality_database": "ok" if equality else "down",
        "redis": "ok" if broker else "down",
        "worker_heartbeat_age_seconds": heartbeat_age() if broker else None,
        "outbox_lag_seconds": _counted(queries.outbox_lag_seconds) if cases else None,
        "dead_deliveries": _counted(queries.dead_deliveries) if cases else None,
    }
    return found | {"cannot": cannot(found), "late": late(found)}


def cannot(found: Measure) -> list[str]:
    """Reasons in words; empty when referrals can be made and reach their providers."""
    parts = {"database": "the database", "equality_database": "the equality database", "redis": "Redis"}
    reasons = [f"{name} does not answer" for part, name in parts.items() if found[part] == "down"]
    if found["redis"] == "ok":
        age = found["worker_heartbeat_age_seconds"]
        if age is None:
            reasons.append("no worker has shown a sign of life")
        elif age > DEAF:
            reasons.append(f"the worker's last sign of life is {age:.0f} seconds old")
    return reasons


def late(found: Measure) -> list[str]:
    """What a person should look at soon."""
    lag, dead = found["outbox_lag_seconds"], found["dead_deliveries"]
    reasons = [f"a delivery has waited for {lag:.0f} seconds"] if lag is not None and lag > LATE else []
    return reasons + ([f"{dead} deliveries failed for good"] if dead else [])


def database_answers(alias: str) -> bool:
    """Asked on a connection of its own: one that is in use may hang for as long as the server does."""
    place = settings.DATABASES[alias]
    where = {"host": place["HOST"], "port": place["PORT"], "user": place["USER"], "password": place["PASSWORD"]}
    given = {name: value for name, value in where.items() if value}
    try:
        with psycopg.connect(dbname=place["NAME"], connect_timeout=PATIENCE, **given) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True


def redis_answers() -> bool:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
    try:
        return bool(client.ping())
    except RedisError:
        return False
    finally:
        client.close()


def heartbeat_age() -> float | None:
    """Seconds since a worker last did what the beat asked; None when it never did, or Redis has forgotten."""
    try:
        at = cache.get(HEARTBEAT)
    except RedisError:
        return None
    return None if at is None else round(max(0.0, time.time() - at), 1)


def _counted(count: Callable[[], float]) -> float | None:
    try:
        return round(count(), 1)
    except DatabaseError:
        return None
