"""A referral taken on the phone: kept as the worker's own draft until it is complete. The database shows it to nobody
else (migrations/0007_phone_calls.py).
"""

import uuid
from collections.abc import Mapping
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from accounts.actors import Actor
from referrals.actions.intake import submit
from referrals.choices import Heard, Route
from referrals.intake import Intake
from referrals.models import Draft
from walls.models import CaseKey
from walls.refusals import Refused

MAY = "referral.intake"
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


def send(*, intake: Intake, by: Actor) -> str:
    """Make the referral and return its reference, once only. Consent was heard on the phone, by this worker.

    Raises Refused when something is missing.
    """
    heard = replace(intake.agreement, given_how=Heard.PHONE.value, taken_by=by.name)
    return submit(intake=replace(intake, agreement=heard), by=by)


@transaction.atomic
def delete(draft: Draft) -> None:
    """Destroy what was typed, with the key that sealed it. The referral of a call that was sent is not touched."""
    draft.delete()
    # Django would first look for rows that the key seals in tables which the web role may not change; there are none.
    keys = CaseKey.objects.filter(pk=draft.key_id)
    keys._raw_delete(keys.db)
