"""What the owner of a failed delivery can do: have it tried once more, or settle it by hand."""

import uuid
from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from governance.access import locked
from governance.undelivered import Because
from journal.actions import nudge, record
from journal.models import Delivery
from walls.refusals import Refused

DEAD, WAITING, SETTLED = Delivery.State.DEAD, Delivery.State.WAITING, Delivery.State.SETTLED
MEANWHILE = "This has changed meanwhile: it got through, or somebody settled it. Look at the list again."


@transaction.atomic
def try_again(*, delivery_id: uuid.UUID, by: Actor) -> None:
    """A worker tries it once, now. When it fails again it is back with its owner. Asking twice asks once."""
    delivery = locked(by, delivery_id)
    if delivery.state == WAITING:
        return
    if delivery.state != DEAD:
        raise Refused(MEANWHILE, status=409)
    delivery.state, delivery.due_at = WAITING, timezone.now()
    delivery.save(update_fields=["state", "due_at"])
    record("delivery.tried_again", by=by, case_id=delivery.case_id, subject=delivery)
    transaction.on_commit(partial(nudge, delivery.event_id), robust=True)


@transaction.atomic
def settle(*, delivery_id: uuid.UUID, because: str, by: Actor) -> None:
    """Nobody tries it any more. because: a Because. Settling twice for the same reason settles once."""
    delivery = locked(by, delivery_id)
    reason = Because(because)
    if (delivery.state, delivery.settled_because, delivery.settled_by) == (SETTLED, reason, by.user_id):
        return
    if delivery.state != DEAD:
        raise Refused(MEANWHILE, status=409)
    delivery.state, delivery.settled_by, delivery.settled_because = SETTLED, by.own_id, reason
    delivery.save(update_fields=["state", "settled_by", "settled_because"])
    record("delivery.settled", by=by, case_id=delivery.case_id, subject=delivery, because=reason.value)
