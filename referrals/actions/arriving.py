"""A referral from an agency's own system: the whole form in one piece, through the same draft and the same submission."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare

from accounts.actors import Actor
from referrals.actions import drafts
from referrals.actions.intake import submit
from referrals.facts import first_equality_invitation
from referrals.intake import Intake
from referrals.models import Draft
from walls.refusals import Refused

CONTENT = "content"
OTHER = "This Idempotency-Key came with other content before. Send a new referral with a new key."
OLD = "This Idempotency-Key was used more than 90 days ago. Its referral is there. Send a new one with a new key."


@dataclass(frozen=True)
class Arrived:
    """What a system is told, the same however often it asks. `invitation`: opens the page with the equality questions once;
    "" unless the person agreed to be asked them.
    """

    reference: str
    at: datetime
    invitation: str


def id_for(by: Actor, key: str) -> uuid.UUID:
    """The id that this agency's key stands for; of no use to another agency."""
    return uuid.uuid5(uuid.UUID(str(by.organisation_id)), key)


def before(intake_id: uuid.UUID, said: Mapping[str, Any]) -> Arrived | None:
    """What was answered when the same came earlier; None when nothing did. Refused (409) when it came with other content."""
    with drafts.within(intake_id):
        draft = Draft.objects.select_related("key").filter(pk=intake_id).first()
        return _answer(draft, said) if draft else None


def arrive(*, intake: Intake, said: Mapping[str, Any], by: Actor) -> Arrived:
    """Make the referral, once; the system's own service account is its referrer. `said`: all that came, to tell a repeat
    from a mistake. Raises Refused.
    """
    with drafts.within(intake.intake_id):
        draft = drafts.begin(draft_id=intake.intake_id, route=intake.route)
        if draft.reference:  # the same, a moment earlier
            return _answer(draft, said)
        try:
            with transaction.atomic():
                submit(intake=intake, by=replace(by, kind="referrer"))
        except IntegrityError:
            raise Refused(OLD, status=409) from None
        sent = Draft.objects.select_related("key").get(pk=draft.pk)
        sent.answers = {**sent.answers, CONTENT: _digest(said)}
        sent.save(update_fields=["answers", "changed_at"])
        return _answer(sent, said)


def _answer(draft: Draft, said: Mapping[str, Any]) -> Arrived:
    if draft.submitted_at is None or not constant_time_compare(draft.answers[CONTENT], _digest(said)):
        raise Refused(OTHER, status=409)
    asked = drafts.sent_as(draft)["equality"]
    invitation = first_equality_invitation(drafts.referral_of(draft), draft.submitted_at) if asked else ""
    return Arrived(draft.reference, draft.submitted_at, invitation)


def _digest(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
