"""Fetching is authorising: what did not get through is its owner's, and does not exist for anybody else."""

import uuid

from django.db.models import QuerySet
from django.http import Http404

from accounts.actors import Actor
from journal.models import Delivery
from journal.queries import failed

SETTLES = "delivery.settle"


def failed_for(actor: Actor) -> QuerySet[Delivery]:
    """What failed for good, and what is tried once more. Row-level security leaves out cases kept from this person."""
    return failed() if actor.may(SETTLES) else Delivery.objects.none()


def failed_one(actor: Actor, delivery_id: uuid.UUID) -> Delivery:
    """One that failed once, however it stands now; or Http404."""
    return _found(Delivery.objects.filter(pk=delivery_id, since__isnull=False), actor)


def locked(actor: Actor, delivery_id: uuid.UUID) -> Delivery:
    """The same, locked for the rest of the transaction."""
    return _found(Delivery.objects.select_for_update().filter(pk=delivery_id, since__isnull=False), actor)


def _found(rows: QuerySet[Delivery], actor: Actor) -> Delivery:
    found = rows.first() if actor.may(SETTLES) else None
    if found is None:
        raise Http404
    return found
