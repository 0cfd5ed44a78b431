"""Photographs of the home for the assessment. Of doors and windows, never of people."""

import uuid

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from providers import pictures, policies
from providers.actions.moving import go, take
from providers.models import Photograph, SecurityWorkstream, belonging
from referrals.machine import check_said
from walls.refusals import Refused

MOST = 12  # photographs of one home at one time


@transaction.atomic
def photograph(
    *, workstream_id: uuid.UUID, version: int, by: Actor, image: bytes, caption: str, no_people: bool
) -> SecurityWorkstream:
    """Keep one photograph, drawn anew without metadata and sealed. image: the bytes as they were sent."""
    row = take(SecurityWorkstream, "photograph", workstream_id=workstream_id, version=version, by=by)
    policies.check_all_yes(
        {"no_people": no_people},
        {"no_people": "Look at the photograph again, then tick the box to say that nobody is on it."},
    )
    check_said(caption, "Say what the photograph shows.", field="caption")
    if row.photographs.filter(deleted_at=None).count() >= MOST:
        raise Refused(f"There are {MOST} photographs already. Delete one that is not needed, then add this one.")
    try:
        drawn = pictures.redraw(image)
    except Refused as refused:
        raise Refused(refused.message, field="image") from refused
    kept = Photograph.objects.create(**belonging(row), by_id=by.user_id, caption=caption, image=drawn)
    go(row, "photograph", by=by, photograph=str(kept.pk))
    return row


@transaction.atomic
def delete_photograph(
    *, workstream_id: uuid.UUID, version: int, by: Actor, photograph: uuid.UUID, note: str = ""
) -> SecurityWorkstream:
    """Destroy a photograph: it shows somebody, or is not needed. That it was there stays in the history."""
    row = take(SecurityWorkstream, "delete_photograph", workstream_id=workstream_id, version=version, by=by)
    found = row.photographs.select_related("key").filter(pk=photograph, deleted_at=None).first()
    if found is None:
        raise Refused("Choose a photograph that is still there.", field="photograph")
    found.image, found.caption, found.deleted_at = b"", "", timezone.now()
    found.save(update_fields=["image", "caption", "deleted_at"])
    go(row, "delete_photograph", by=by, note=note, photograph=str(photograph))
    return row
