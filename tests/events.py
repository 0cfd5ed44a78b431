"""What the worker does with an event, in tests."""

from accounts.scope import as_system
from journal.actions import deliver
from journal.models import Delivery, Event
from tests.databases import role


def delivered(kind: str) -> Event:
    """Run every handler of the newest event of this kind, as the worker does. → the event"""
    with role("safer_worker"), as_system():
        event = Event.objects.filter(kind=kind).latest("at")
        for delivery in Delivery.objects.filter(event_id=event.pk, state="waiting"):
            assert deliver(delivery.pk)
    return event
