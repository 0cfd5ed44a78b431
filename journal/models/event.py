"""What happened, and who must still be told inside the system. Ids and codes only: no personal data, no foreign keys."""

import uuid
from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
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
            BrinIndex(fields=["at"], name="event_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Delivery(models.Model):
    """One handler that an event must reach: the outbox. Exactly one for each (event, handler).

    One that fails for good is `dead` and has an owner (governance/undelivered.py); what the owner must know of its event
    is copied into `kind`, `reference`, `case_id` and `since` then, because the owner may read no event.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        DEAD = "dead"
        SETTLED = "settled"  # by hand: somebody did otherwise what it was for

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event_id = models.UUIDField()
    handler = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=120, blank=True, help_text="The class of the last error, never its text.")
    kind = models.CharField(max_length=80, blank=True)
    reference = models.CharField(max_length=12, blank=True)
    case_id = models.UUIDField(null=True)
    since = models.DateTimeField(null=True, help_text="When the event happened; NULL until it failed for good.")
    settled_by = models.UUIDField(null=True)
    settled_because = models.CharField(max_length=20, blank=True, help_text="A code.")

    class Meta:
        verbose_name_plural = "deliveries"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event_id", "handler"], name="delivery_once_per_handler"),
            models.CheckConstraint(
                condition=models.Q(state="done", done_at__isnull=False)
                | models.Q(~models.Q(state="done"), done_at=None),
                name="delivery_done_with_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state="settled", settled_by__isnull=False, since__isnull=False)
                & ~models.Q(settled_because="")
                | models.Q(~models.Q(state="settled"), settled_by=None, settled_because=""),
                name="delivery_settled_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="delivery_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["since"], name="delivery_failed", condition=models.Q(since__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.handler} of {self.event_id}"
