"""Quarantine: a person reads what looks like spam, and lets it in or marks it as junk."""

import uuid

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from referrals import clocks, policies
from referrals.access import locked
from referrals.choices import JunkReason
from referrals.machine import check_open, move
from referrals.models import Referral
from referrals.states import MACHINE
from walls.refusals import Refused


@transaction.atomic
def let_in(*, referral_id: uuid.UUID, version: int, by: Actor, note: str = "") -> Referral:
    """It is real: received, with the clock that has run since it came in. Whoever sent it gets the receipt now."""
    referral = locked(by, referral_id, version)
    check_open(MACHINE, "let_in", referral, by)
    referral.ended_at, referral.reason = None, ""
    referral.due_at = clocks.first_due(referral.received_at)
    move(MACHINE, "let_in", referral, by=by, note=note, route=referral.route, district=referral.district)
    return referral


@transaction.atomic
def mark_junk(*, referral_id: uuid.UUID, version: int, by: Actor, reason: str, note: str = "") -> Referral:
    """Nobody asks for help here. Kept until its retention ends, and never counted."""
    referral = locked(by, referral_id, version)
    check_open(MACHINE, "mark_junk", referral, by)
    if reason not in JunkReason.values:
        raise Refused("Choose a reason.", field="reason")
    referral.ended_at, referral.due_at, referral.reason = timezone.now(), None, reason
    why = policies.told(JunkReason(reason).label, note)
    move(MACHINE, "mark_junk", referral, by=by, note=why, reason=reason)
    return referral
