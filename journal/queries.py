"""What still waits, and how late it is."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from journal.models import Access, Delivery, Event
from walls.scope import scoped

GRACE = timedelta(seconds=2)  # what was only just written is on its way through the broker


def waiting_for(event_id: uuid.UUID) -> list[uuid.UUID]:
    """Ids of the deliveries of one event that are not done."""
    with scoped(sight="system"):
        return list(Delivery.objects.filter(event_id=event_id, state="waiting").values_list("id", flat=True))


def is_known(event_id: uuid.UUID) -> bool:
    """Whether any handler was ever to hear of this event."""
    with scoped(sight="system"):
        return Delivery.objects.filter(event_id=event_id).exists()


def due(limit: int) -> list[uuid.UUID]:
    """Ids of deliveries that should have happened, oldest first."""
    with scoped(sight="system"):
        late = Delivery.objects.filter(state="waiting", due_at__lte=timezone.now() - GRACE)
        return list(late.order_by("due_at").values_list("id", flat=True)[:limit])


def outbox_lag_seconds() -> float:
    """Age of the oldest delivery that is due, 0 when none is."""
    oldest = _outbox()[0]
    return max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0


def dead_deliveries() -> int:
    """Deliveries that failed until nobody tried any more; a person must look."""
    return _outbox()[1]


def _outbox() -> tuple[datetime | None, int]:
    """When the oldest delivery that waits is due, and how many are dead; whoever asks, and whatever they may see."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oldest, dead FROM journal_outbox")
        oldest, dead = cursor.fetchone()
    return oldest, dead


def failed() -> QuerySet[Delivery]:
    """Those that a person must look at, and those that are tried once more because a person said so; oldest first."""
    return Delivery.objects.filter(since__isnull=False, state__in=["dead", "waiting"]).order_by("since", "id")


def events_of(case_id: uuid.UUID) -> list[Event]:
    """Everything recorded about one case, oldest first."""
    return list(Event.objects.filter(case_id=case_id).order_by("at", "id"))


def gave_reason(actor_id: uuid.UUID, case_id: uuid.UUID, reasons: Collection[str], since: datetime) -> bool:
    """Whether this person has said one of these reasons for looking at this case since then."""
    said = Access.objects.filter(actor_id=actor_id, at__gte=since, reason__in=reasons, case_ids__contains=[case_id])
    return said.exists()


def readers_of(case_id: uuid.UUID) -> QuerySet[Access]:
    """Every look at one case, in no order."""
    return Access.objects.filter(case_ids__contains=[case_id])
