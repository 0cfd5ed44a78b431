"""What must have come of a dispatch: its workstream, made with it, and the notice that the provider has work."""

import uuid
from collections.abc import Iterator

from accounts.models import Notice
from governance.reconciling import Check, Difference, Window
from journal.models import Delivery, Event
from providers.access import MODELS

DISPATCHED = "referral.dispatched"
TELLS = "providers.notices.tell"


def _dispatches(window: Window) -> list[Event]:
    """The dispatches to look at; `only` names one event."""
    events = Event.objects.filter(kind=DISPATCHED)
    if window.only:
        return list(events.filter(pk=window.only))
    return list(events.filter(at__gt=window.since, at__lte=window.until))


def _without_work(window: Window) -> Iterator[Difference]:
    sent = {uuid.UUID(event.data["onward"]): event for event in _dispatches(window)}
    there: set[uuid.UUID] = set()
    for model in MODELS.values():
        there |= set(model._default_manager.filter(onward_id__in=sent).values_list("onward_id", flat=True))
    for onward, event in sent.items():
        if onward not in there:
            yield Difference(event.pk, "NoWorkstream", event.case_id)


def _untold(window: Window) -> Iterator[Difference]:
    """Those that are still on their way, or that have failed, stand in the outbox; these are marked as done there."""
    sent = {event.pk: event for event in _dispatches(window)}
    done = Delivery.objects.filter(event_id__in=sent, handler=TELLS, state="done").values_list("event_id", flat=True)
    told = set(Notice.objects.filter(event_id__in=sent).values_list("event_id", flat=True))
    for event_id in set(done) - told:
        yield Difference(event_id, "NoNotice", sent[event_id].case_id)


work_of_dispatches = Check(_without_work)
notices_of_dispatches = Check(_untold)
