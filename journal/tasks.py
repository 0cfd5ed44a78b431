"""What Celery runs for the journal. A message is an event id and nothing else; the database says what it means."""

import logging
import time
import uuid
from typing import Any

from celery import shared_task
from celery.signals import before_task_publish
from django.core.cache import cache

from journal import queries, sealing
from journal.actions import deliver
from walls.scope import scoped

log = logging.getLogger(__name__)

BATCH = 100
HEARTBEAT, RELAYED, BEAT = "worker:heartbeat", "relay:heartbeat", "beat:heartbeat"  # when each last did its work


@shared_task(ignore_result=True)
def carry(event_id: str) -> None:
    """Deliver what waits for one event. A forged or repeated id finds nothing to do."""
    try:
        wanted = uuid.UUID(event_id)
    except (ValueError, AttributeError, TypeError):
        log.warning("a message was no event id; nothing was done")
        return
    if not queries.is_known(wanted):
        log.warning("a message named an event that nobody waits for; nothing was done")
    for delivery_id in queries.waiting_for(wanted):
        carry_one(delivery_id)


@shared_task(ignore_result=True)
def relay() -> int:
    """Deliver everything that is due: what the broker lost, what failed before. → how many were delivered."""
    delivered = sum(carry_one(delivery_id) for delivery_id in queries.due(BATCH))
    cache.set(RELAYED, time.time(), timeout=None)
    return delivered


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


@before_task_publish.connect(sender=heartbeat.name)
def beats(**_: Any) -> None:
    """Only the beat asks for a heartbeat, so that asking is a sign of its own life."""
    cache.set(BEAT, time.time(), timeout=None)
