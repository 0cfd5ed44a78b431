"""Questions and answers between a provider and the single point of access. Other providers never see them.

They are steps of the workstream, so that they stand in its timeline, sealed, and are gone for a provider when sharing
stops. What waits is a column of its own: one open question for each side, whatever was said meanwhile.
"""

import uuid

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from providers.access import MODELS, side_of
from providers.actions.moving import go, take
from providers.models import Workstream
from referrals.machine import check_said
from walls.refusals import Refused

OTHER = {"triage": "provider", "provider": "triage"}


@transaction.atomic
def ask(*, kind: str, workstream_id: uuid.UUID, version: int, by: Actor, note: str) -> Workstream:
    """Ask the other side. It waits there until somebody answers; a second question joins the first."""
    row = take(MODELS[kind], "ask", workstream_id=workstream_id, version=version, by=by)
    check_said(note, "Write your question.", field="note")
    column = f"question_to_{OTHER[side_of(by)]}_at"
    setattr(row, column, getattr(row, column) or timezone.now())
    go(row, "ask", by=by, note=note)
    return row


@transaction.atomic
def answer(*, kind: str, workstream_id: uuid.UUID, version: int, by: Actor, note: str) -> Workstream:
    """Answer everything that waits for one's own side."""
    row = take(MODELS[kind], "answer", workstream_id=workstream_id, version=version, by=by)
    check_said(note, "Write your answer.", field="note")
    column = f"question_to_{side_of(by)}_at"
    if getattr(row, column) is None:
        raise Refused("No question waits for an answer. Ask a question or add a note instead.")
    setattr(row, column, None)
    go(row, "answer", by=by, note=note)
    return row


def look(row: Workstream, by: Actor) -> None:
    """Somebody of this side is shown the work: what stands in it is read. Writes only when something is new."""
    column = f"{side_of(by)}_saw_at"
    last = getattr(row, column)
    if last is None or last < row.changed_at:
        type(row)._default_manager.filter(pk=row.pk).update(**{column: timezone.now()})
