"""What happened, and who must still be told inside the system. Ids and codes only: no personal data, no foreign keys."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone


class Event(models.Model):
    """One thing that happened. Append-only by grant and by trigger."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=80)
    case_id = models.UUIDField(null=True)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True)
    actor_id = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=20)
    organisation_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["case_id", "at"], name="event_of_case"),
            models.Index(fields=["actor_id", "at"], name="event_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Delivery(models.Model):
    """One handler that an event must reach: the outbox. Exactly one for each (event, handler)."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        DEAD = "dead"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event_id = models.UUIDField()
    handler = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=120, blank=True, help_text="The class of the last error, never its text.")

    class Meta:
        verbose_name_plural = "deliveries"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event_id", "handler"], name="delivery_once_per_handler"),
            models.CheckConstraint(
                condition=models.Q(state="done", done_at__isnull=False)
                | models.Q(~models.Q(state="done"), done_at=None),
                name="delivery_done_with_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="delivery_waiting", condition=models.Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.handler} of {self.event_id}"
