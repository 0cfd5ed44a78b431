"""What Celery runs for the journal. A message is an event id and nothing else; the database says what it means."""

import time
import uuid

from celery import shared_task
from django.core.cache import cache

from journal import queries, sealing
from journal.actions import deliver
from walls.scope import scoped

BATCH = 100
HEARTBEAT = "worker:heartbeat"


@shared_task(ignore_result=True)
def carry(event_id: str) -> None:
    """Deliver what waits for one event. A forged or repeated id finds nothing to do."""
    try:
        wanted = uuid.UUID(event_id)
    except (ValueError, AttributeError, TypeError):
        return
    for delivery_id in queries.waiting_for(wanted):
        carry_one(delivery_id)


@shared_task(ignore_result=True)
def relay() -> int:
    """Deliver everything that is due: what the broker lost, what failed before. → how many were delivered."""
    return sum(carry_one(delivery_id) for delivery_id in queries.due(BATCH))


def carry_one(delivery_id: uuid.UUID) -> bool:
    """One delivery in its own transaction, seen by the system."""
    with scoped(sight="system"):
        return deliver(delivery_id)


@shared_task(ignore_result=True)
def seal() -> int:
    """Put what is settled under seal. → how many rows."""
    return sealing.seal()


@shared_task(ignore_result=True)
def heartbeat() -> None:
    """Says that a worker lives; /readyz reads its age."""
    cache.set(HEARTBEAT, time.time(), timeout=None)
