"""What the check could not decide is decided by a named person, once, with a reason."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from journal.actions import record
from reports.models import OpenQuestion
from walls.refusals import Refused


def decide(*, by: Actor, question_id: UUID, agreed: bool, reason: str) -> OpenQuestion:
    """The worker hears of it, and makes the report or gives it up. Raises Refused for whoever asked for the report, and
    when somebody else has decided meanwhile.
    """
    with transaction.atomic(using="reports"):
        question = OpenQuestion.objects.select_for_update().get(pk=question_id)
        if question.decided_at is not None:
            raise Refused(f"{question.decided_name} has decided this already.", status=409)
        if by.user_id is None or question.run.asked_by == by.user_id:
            raise Refused("You asked for the report, so somebody else has to decide.", status=403)
        question.agreed, question.reason = agreed, reason
        question.decided_at, question.decided_by, question.decided_name = timezone.now(), by.user_id, by.name
        question.save(update_fields=["agreed", "reason", "decided_at", "decided_by", "decided_name"])
    record("report.decided", by=by, subject=question.run, question=str(question.pk), agreed=agreed)
    return question
