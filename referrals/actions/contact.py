"""The contact log. An attempt by a way that is not known to be safe is refused, unless it has happened already."""

import uuid

from django.db import transaction

from accounts.actors import Actor
from journal.actions import record
from referrals.access import locked
from referrals.actions.once import save_once
from referrals.choices import ContactResult, Means
from referrals.machine import check_said
from referrals.models import ContactAttempt, Letter
from referrals.policies import contact_doubt
from referrals.states import OPEN
from walls.refusals import Refused

MAY = "referral.triage"


@transaction.atomic
def log_contact(
    *, referral_id: uuid.UUID, by: Actor, means: str, result: str, note: str = "", against_plan: bool = False,
    letter: Letter | None = None, attempt_id: uuid.UUID | None = None,
) -> ContactAttempt:  # fmt: skip
    """Write down one attempt. The log only grows, so no version is checked and nobody's decision becomes stale.

    against_plan: it happened although the way was not known to be safe; the note says how, and the event says so.
    letter: what was sent, when it was written from here. attempt_id: from the form; sent twice it is written down once.
    """
    referral = locked(by, referral_id, None)
    if not by.may(MAY) or referral.state not in OPEN:
        raise Refused("Attempts are written down by triage while the referral is open.", status=403)
    attempt_id = attempt_id or uuid.uuid4()
    if there := referral.contact_attempts.select_related("key").filter(pk=attempt_id).first():
        return _the_same(there, means, result, note)
    if means not in Means.values or result not in ContactResult.values:
        raise Refused("Choose how you tried, and what came of it.", field="result")
    ways = {
        point.means: {"safe": point.safe, "voicemail": point.voicemail, "text": point.text}
        for point in referral.contact_points.all()
    }
    doubt = contact_doubt(means, result, ways)
    if doubt and not against_plan:
        raise Refused(f"{doubt} Do not use it. If it has happened already, say so below.", field="against_plan")
    if doubt:
        check_said(note, "Write how it came about, and whether the person is safe.", field="note")
    attempt = ContactAttempt(
        id=attempt_id, referral=referral, key=referral.key, means=means, result=result, against_plan=bool(doubt), note=note, letter=letter,
        actor_id=by.user_id, actor_name=by.name, organisation_name=by.organisation_name,
    )  # fmt: skip
    save_once(attempt)
    kind = "referral.contacted_unsafely" if doubt else "referral.contacted"
    record(kind, by=by, case_id=referral.id, subject=attempt, means=means, result=result)
    return attempt


def _the_same(there: ContactAttempt, means: str, result: str, note: str) -> ContactAttempt:
    """What was written down already, when the same was sent twice. Refused (409) when it was sent with other words."""
    if (there.means, there.result, there.note) != (means, result, note):
        raise Refused(
            "This page was saved in another window, with other words. What you typed here is not saved yet. Save it once "
            "more to write it down as an attempt of its own.",
            status=409,
        )
    return there
