"""Fetching is authorising. A provider holds its own organisation's workstreams of its own kind; triage holds all.

Row-level security stands behind it with the same rules in SQL (migrations/0002_walls.py).
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.actors import Actor
from providers.models import SecurityWorkstream, SupportWorkstream, Workstream
from providers.states import SECURITY_MACHINE, SUPPORT_MACHINE
from referrals.access import hidden_from
from referrals.machine import Machine, check_version
from referrals.models import Onward

MODELS: Mapping[str, type[SecurityWorkstream] | type[SupportWorkstream]] = {
    "security": SecurityWorkstream,
    "support": SupportWorkstream,
}
MACHINES: Mapping[str, Machine] = {"security": SECURITY_MACHINE, "support": SUPPORT_MACHINE}
EVERYTHING = frozenset({"workstream.read"})


def side_of(actor: Actor) -> str:
    """'triage' or 'provider': the two sides that ask and answer, and see what is new."""
    return "triage" if actor.may_any(EVERYTHING) else "provider"


def machine_of(row: Workstream) -> Machine:
    return MACHINES[row.kind]


def workstreams_for(actor: Actor, kind: str) -> QuerySet[Any]:
    """The workstreams of one kind that this person may see. `kind`: 'security' or 'support'."""
    everything: QuerySet[Any] = MODELS[kind]._default_manager.all()
    if actor.kind in {"system", "referrer"}:
        return everything
    known = everything.exclude(referral_id__in=hidden_from(actor))
    if actor.may_any(EVERYTHING):
        return known
    if actor.may(f"{kind}.read"):
        return known.filter(organisation_id=actor.organisation_id)
    return everything.none()


def workstream_for(actor: Actor, workstream_id: uuid.UUID) -> Workstream:
    """One workstream of either kind, or Http404."""
    for kind in MODELS:
        rows = workstreams_for(actor, kind).select_related("key", "organisation", "worker", "onward")
        if found := rows.filter(pk=workstream_id).first():
            row: Workstream = found
            return row
    raise Http404


def locked(actor: Actor, kind: str, workstream_id: uuid.UUID, version: int | None) -> Workstream:
    """The row, locked for the rest of the transaction, unchanged since `version` was shown (None: whatever it is).

    The onward row is locked first: whoever withdraws locks referral, onward, workstream in this order too, so that
    nobody waits in a circle. Raises Http404 or walls.refusals.Stale. Fetched anew: what was read earlier is not trusted.
    """
    rows = workstreams_for(actor, kind).filter(pk=workstream_id)
    onward = Onward.objects.select_for_update().filter(pk__in=rows.values("onward_id")).first()
    if onward is None:
        raise Http404
    # between the two it may have been hidden: somebody declared that this person must not know of it
    found: Workstream = get_object_or_404(rows.select_related("key").select_for_update(of=("self",)))
    found.onward = onward
    if version is not None:
        check_version(found, version, "work")
    return found
