"""What somebody was reminded of: one row for each run of a clock, so that nobody is told twice."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone


class Reminder(models.Model):
    """`subject_id`: a referral or a workstream. `until`: when its clock ends or ended; another end is another run."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    until = models.DateTimeField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_id", "kind", "until"], name="reminder_once_per_run"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.until}"
