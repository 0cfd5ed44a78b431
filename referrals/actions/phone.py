"""A referral taken on the phone: kept as the worker's own draft until it is complete. The database shows it to nobody
else (migrations/0007_phone_calls.py).
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.actors import Actor
from referrals.actions.intake import submit
from referrals.choices import Heard, Route
from referrals.intake import Intake
from referrals.models import Draft
from walls.models import CaseKey
from walls.refusals import Refused

MAY = "referral.intake"
SENT = "sent"  # beside what is left of a draft that was sent
TypedPages = Mapping[str, Mapping[str, list[str]]]


def calls_of(actor: Actor) -> QuerySet[Draft]:
    """The calls that this worker has not sent yet, newest first."""
    own = Draft.objects.select_related("key").filter(worker_id=actor.user_id, reference="")
    return (own if actor.may(MAY) else own.none()).filter(expires_at__gt=timezone.now()).order_by("-changed_at")


def own_call(actor: Actor, draft_id: uuid.UUID) -> Draft:
    """This worker's own call, sent or not, locked for the rest of the transaction. Raises Http404."""
    own = Draft.objects.select_related("key").select_for_update(of=("self",))
    found = own.filter(pk=draft_id, worker_id=actor.user_id, expires_at__gt=timezone.now()).first()
    if found is None or not actor.may(MAY):
        raise Http404
    return found


@transaction.atomic
def begin(*, draft_id: uuid.UUID, route: str, by: Actor) -> Draft:
    """An empty call of this worker's own. draft_id: from the form, so that pressing twice begins one. Raises Refused
    (403), Http404 when the id is somebody else's.
    """
    if not by.may(MAY):
        raise Refused("Referrals by phone are taken by triage.", status=403)
    key = CaseKey.fresh()
    draft = Draft(id=draft_id, key=key, worker_id=by.user_id, route=Route(route))
    try:
        with transaction.atomic():
            CaseKey.objects.bulk_create([key])
            draft.save(force_insert=True)
    except IntegrityError:
        return own_call(by, draft_id)
    return draft


def keep(draft: Draft, *, route: str, typed: TypedPages, shown: str = "") -> None:
    """Keep everything typed, right or wrong. What this page did not ask stays as it was. shown: the stamp of what the page
    showed. Refused (409) when another window has saved something else meanwhile: `draft` holds what was typed, unsaved.
    """
    before = (draft.answers, draft.route)
    draft.answers = {**draft.answers, **{slug: dict(boxes) for slug, boxes in typed.items()}}
    draft.route = Route(route)
    if (draft.answers, draft.route) == before:
        return
    if shown and shown != stamp_of(draft):
        raise Refused(
            f"This call was saved in another window at {timezone.localtime(draft.changed_at):%H:%M}, and what you typed here "
            "is not saved yet. Save it now to keep this page instead, or open the call once more to see the other one.",
            status=409,
        )
    draft.save(update_fields=["answers", "route", "changed_at"])


def stamp_of(draft: Draft) -> str:
    """Which saving of the call a page shows."""
    return draft.changed_at.isoformat()


@transaction.atomic
def send(*, intake: Intake, typed: TypedPages, by: Actor) -> str:
    """Make the referral and return its reference, once only. Consent was heard on the phone, by this worker. The draft
    is emptied, but for a sealed digest of what was typed: by it `check_sent` tells a second press from another window.

    Raises Refused when something is missing.
    """
    heard = replace(intake.agreement, given_how=Heard.PHONE.value, taken_by=by.name)
    reference = submit(intake=replace(intake, agreement=heard), by=by)
    emptied = own_call(by, intake.intake_id)
    emptied.answers = {**emptied.answers, SENT: _digest_of(intake.route, typed)}
    emptied.save(update_fields=["answers"])
    return reference


def check_sent(draft: Draft, *, route: str, typed: TypedPages) -> None:
    """Refused (409) when a call that was sent already comes with other words: `draft` then holds them, unsaved."""
    sent = draft.answers.get(SENT)
    draft.answers, draft.route = {slug: dict(boxes) for slug, boxes in typed.items()}, Route(route)
    if _digest_of(route, typed) != sent:
        raise Refused(
            f"This call was sent in another window, as {draft.reference}. What you typed here was not sent with it. Open "
            "the referral, and correct there what is different.",
            status=409,
        )


def _digest_of(route: str, typed: TypedPages) -> str:
    """The same for the same words, whatever their order."""
    whole = json.dumps([route, {slug: dict(boxes) for slug, boxes in typed.items()}], sort_keys=True)
    return salted_hmac("referrals.phone.sent", whole, algorithm="sha256").hexdigest()


@transaction.atomic
def delete(draft: Draft) -> None:
    """Destroy what was typed, with the key that sealed it. The referral of a call that was sent is not touched."""
    draft.delete()
    # Django would first look for rows that the key seals in tables which the web role may not change; there are none.
    keys = CaseKey.objects.filter(pk=draft.key_id)
    keys._raw_delete(keys.db)
