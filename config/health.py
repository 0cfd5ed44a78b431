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
from django.utils import timezone
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from accounts.access import public
from governance.queries import reconciled_at
from journal import queries
from journal.tasks import BEAT, HEARTBEAT, RELAYED

PATIENCE = 2  # seconds for each server to answer
DEAF = 60.0  # seconds without a sign of life, after which the worker counts as gone
LATE = 120.0  # seconds that a delivery may wait
UNCOMPARED = 2.5 * 3600  # seconds since everything was last compared, which happens once an hour

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
        "worker_heartbeat_age_seconds": age_of(HEARTBEAT) if broker else None,
        "beat_age_seconds": age_of(BEAT) if broker else None,
        "relay_age_seconds": age_of(RELAYED) if broker else None,
        "outbox_lag_seconds": _counted(queries.outbox_lag_seconds) if cases else None,
        "dead_deliveries": _counted(queries.dead_deliveries) if cases else None,
        "reconciled_age_seconds": _counted(reconciled_age) if cases else None,
    }
    return found | {"cannot": cannot(found), "late": late(found)}


def cannot(found: Measure) -> list[str]:
    """Reasons in words; empty when referrals can be made and reach their providers."""
    parts = {"database": "the database", "equality_database": "the equality database", "redis": "Redis"}
    reasons = [f"{name} does not answer" for part, name in parts.items() if found[part] == "down"]
    return reasons + (_silent(found) if found["redis"] == "ok" else [])


def _silent(found: Measure) -> list[str]:
    """Who shows no sign of life. The beat asks the worker for its own, so a silent beat says nothing about the worker."""
    beat, worker, relay = (found[f"{name}_age_seconds"] for name in ("beat", "worker_heartbeat", "relay"))
    if beat is not None and beat > DEAF:
        return [f"the beat's last sign of life is {beat:.0f} seconds old: nobody asks the workers for anything"]
    if worker is None:
        return ["no worker has shown a sign of life"]
    if worker > DEAF:
        return [f"the worker's last sign of life is {worker:.0f} seconds old"]
    if relay is not None and relay > DEAF:
        return [f"the relay has been silent for {relay:.0f} seconds: what the broker loses is not delivered"]
    return []


def late(found: Measure) -> list[str]:
    """What a person should look at soon."""
    lag, dead = found["outbox_lag_seconds"], found["dead_deliveries"]
    reasons = [f"a delivery has waited for {lag:.0f} seconds"] if lag is not None and lag > LATE else []
    reasons += [f"{dead} deliveries failed for good"] if dead else []
    compared = found["reconciled_age_seconds"]
    old = compared is not None and compared > UNCOMPARED
    return reasons + ([f"everything was last compared {compared / 3600:.0f} hours ago"] if old else [])


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


def age_of(sign: str) -> float | None:
    """Seconds since this sign of life; None when there never was one, or Redis has forgotten."""
    try:
        at = cache.get(sign)
    except RedisError:
        return None
    return None if at is None else round(max(0.0, time.time() - at), 1)


def reconciled_age() -> float | None:
    """Seconds since everything was compared; None when it never was."""
    at = reconciled_at()
    return (timezone.now() - at).total_seconds() if at else None


def _counted(count: Callable[[], float | None]) -> float | None:
    try:
        found = count()
    except DatabaseError:
        return None
    return None if found is None else round(found, 1)
