"""`record` writes what happened; `deliver` carries one event to one handler. Both in the transaction of the caller."""

import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache, partial
from typing import Any, Protocol

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from journal.models import Delivery, Event

log = logging.getLogger(__name__)

Handler = Callable[[Event], None]
DIED = "delivery.died"
MAX_ATTEMPTS = 12  # about a day and a half of growing pauses, then a person looks at it


class By(Protocol):
    """Whoever did it: accounts.actors.Actor, or anything with these three."""

    @property
    def user_id(self) -> uuid.UUID | None: ...
    @property
    def organisation_id(self) -> uuid.UUID | None: ...
    @property
    def kind(self) -> str: ...


def record(
    kind: str,
    *,
    by: By,
    case_id: uuid.UUID | None = None,
    subject: models.Model | None = None,
    event_id: uuid.UUID | str | None = None,
    **data: Any,
) -> Event:
    """Write the event and one delivery for each handler that config/wiring.py names, and run the at-once handlers.

    kind: `thing.past_participle`. data: ids and codes only, JSON-ready; never personal data. event_id: where the same must
    not happen twice; IntegrityError when it did. Must be called inside a transaction: what is recorded is saved together
    with what it records.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() outside a transaction")
    event = Event(
        id=event_id or uuid.uuid4(),
        kind=kind,
        case_id=case_id,
        subject_type=subject._meta.label_lower if subject else "",
        subject_id=subject.pk if subject else None,
        actor_id=by.user_id,
        actor_kind=by.kind,
        organisation_id=by.organisation_id,
        data=data,
    )
    Event.objects.bulk_create([event])
    for path in _wired("AT_ONCE_HANDLERS").get(kind, ()):
        handler_named(path)(event)
    paths = handlers_of(kind)
    Delivery.objects.bulk_create([Delivery(event_id=event.id, handler=path) for path in paths])
    if paths:
        transaction.on_commit(partial(nudge, event.id), robust=True)
    return event


def nudge(event_id: uuid.UUID) -> None:
    """Tell a worker at once. When the broker is away nothing is lost: the relay finds the delivery by itself."""
    from_broker = import_string("journal.tasks.carry")
    try:
        from_broker.apply_async(args=[str(event_id)], retry=False)
    except Exception as fault:  # kombu has many; none may turn a saved change into an error page
        log.warning("broker unreachable (%s); the relay will deliver", type(fault).__name__)


def deliver(delivery_id: uuid.UUID) -> bool:
    """Run the handler of one delivery, unless another worker has it. → whether the handler ran and succeeded.

    The handler's writes and the mark "done" are one transaction, so a handler takes effect exactly once.
    """
    with transaction.atomic():
        waiting = Delivery.objects.select_for_update(skip_locked=True).filter(pk=delivery_id, state="waiting")
        delivery = waiting.first()
        if delivery is None:
            return False
        event = Event.objects.filter(pk=delivery.event_id).first()
        try:
            if event is None:
                raise Event.DoesNotExist
            with transaction.atomic():
                handler_named(delivery.handler)(event)
        except Exception as fault:  # whatever it was, the delivery is tried again and a person sees it in the end
            log.warning("handler %s failed with %s", delivery.handler, type(fault).__name__)
            _put_off(delivery, event, fault)
            return False
        delivery.state, delivery.done_at, delivery.fault = "done", timezone.now(), ""
        delivery.attempts += 1
        delivery.save()
        return True


def _put_off(delivery: Delivery, event: Event | None, fault: Exception) -> None:
    delivery.attempts += 1
    delivery.fault = type(fault).__name__
    delivery.due_at = timezone.now() + timedelta(seconds=min(2**delivery.attempts * 5, 6 * 3600))
    delivery.save()
    if delivery.attempts >= MAX_ATTEMPTS:
        bury(delivery, event)


def bury(delivery: Delivery, event: Event | None) -> None:
    """Nobody tries it any more until its owner says so; the owner is told (`delivery.died`).

    That the owner could not be told is not told in turn: it stands on the same page.
    """
    delivery.state = Delivery.State.DEAD
    delivery.since = delivery.since or (event.at if event else timezone.now())
    if event:
        delivery.kind, delivery.case_id = event.kind, event.case_id
        delivery.reference = import_string(settings.CASE_REFERENCE)(event.case_id) if event.case_id else ""
    delivery.save()
    log.error(
        "delivery %s is dead: %s failed %d times on event %s, last with %s. A person must look.",
        delivery.id,
        delivery.handler,
        delivery.attempts,
        delivery.event_id,
        delivery.fault,
    )
    if delivery.kind != DIED:
        record(DIED, by=_Itself(), case_id=delivery.case_id, subject=delivery)


@dataclass(frozen=True)
class _Itself:
    """The outbox, as whoever did it."""

    user_id: None = None
    organisation_id: None = None
    kind: str = "system"


def handler_named(path: str) -> Handler:
    """`stage.module.function` as config/wiring.py writes it."""
    handler: Handler = import_string(path)
    return handler


def handlers_of(kind: str) -> tuple[str, ...]:
    """The handlers that an event of this kind must reach, by path."""
    return _wired("EVENT_HANDLERS").get(kind, ())


@lru_cache
def _wired(setting: str) -> Mapping[str, tuple[str, ...]]:
    table: Mapping[str, tuple[str, ...]] = import_string(getattr(settings, setting))
    return table
