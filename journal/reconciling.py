"""Whether the journal itself is whole: every event has the deliveries that config/wiring.py promises, and what happened
is under seal. A difference is buried: a delivery that failed for good, which has an owner (governance/undelivered.py).
"""

import uuid
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Final

from django.db import connection, transaction
from psycopg import sql

from journal import anchor
from journal.actions import bury, handlers_of
from journal.models import Delivery, Event, Seal
from journal.sealing import TABLES, rows_as

NEVER_MADE: Final = "NeverMade"
FOUND: Final = "difference.found"
BATCH: Final = 1000


def undelivered(since: datetime, until: datetime) -> int:
    """Bury each delivery that an event of these times should have and has not. → how many. Needs the worker's sight."""
    found = 0
    for event, handler in _missing(since, until):
        with transaction.atomic():
            delivery, new = Delivery.objects.get_or_create(
                event_id=event.pk, handler=handler, defaults={"state": "dead", "fault": NEVER_MADE}
            )
            if new:
                bury(delivery, event)
                found += 1
    return found


def _missing(since: datetime, until: datetime) -> Iterator[tuple[Event, str]]:
    events = Event.objects.filter(at__gt=since, at__lte=until).iterator()
    while batch := list(islice(events, BATCH)):
        there = set(
            Delivery.objects.filter(event_id__in=[event.pk for event in batch]).values_list("event_id", "handler")
        )
        for event in batch:
            yield from ((event, path) for path in handlers_of(event.kind) if (event.pk, path) not in there)


def differs(*, check: str, about: uuid.UUID, case_id: uuid.UUID | None, fault: str) -> bool:
    """Bury what a check found, once however often it finds it. → whether it is new.

    check: the path of a governance.reconciling.Check, which looks again when the owner says so.
    """
    event = Event(
        id=uuid.uuid5(about, check), kind=FOUND, case_id=case_id, subject_id=about, actor_kind="system",
        data={"check": check},
    )  # fmt: skip
    with transaction.atomic():
        delivery, new = Delivery.objects.get_or_create(
            event_id=event.pk, handler=check, defaults={"state": "dead", "fault": fault}
        )
        if new:
            Event.objects.bulk_create([event])
            bury(delivery, event)
    return new


def chain_fault(late: datetime) -> str:
    """What is wrong with what happened before this moment: NotSealed, NotAnchored, or nothing. Needs the worker's sight."""
    if any(_unsealed(stream, late) for stream in TABLES):
        return "NotSealed"
    return "NotAnchored" if Seal.objects.filter(number__gt=anchor.last(), at__lte=late).exists() else ""


def _unsealed(stream: str, late: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "SELECT EXISTS (SELECT FROM {} WHERE r.at <= %s AND r.number >"
                " (SELECT coalesce(max(s.last), 0) FROM journal_seal s WHERE s.stream = %s))"
            ).format(rows_as(stream)),
            [late, stream],
        )
        return bool(cursor.fetchone()[0])
