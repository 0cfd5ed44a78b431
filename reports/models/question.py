"""What the check could not decide: a named person does, once, with a reason."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from reports.models.run import Run


class OpenQuestion(models.Model):
    """One verdict "undecided" about the tables of a report. The decision holds for exactly these tables and this verdict."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="questions")
    report = models.CharField(max_length=20)
    period = models.CharField(max_length=6)
    asked_at = models.DateTimeField(default=timezone.now)
    gate = models.JSONField(help_text="The report of the check.")
    sha256 = models.CharField(max_length=64, help_text="Of the check's report and the tables together.")
    agreed = models.BooleanField(null=True, help_text="Whether the report may be released; unknown while open.")
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "period", "sha256"], name="question_once"),
            models.CheckConstraint(
                condition=models.Q(agreed=None, decided_at=None, decided_by=None, reason="")
                | models.Q(
                    models.Q(agreed__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
                    ~models.Q(reason=""),
                ),
                name="question_decided_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.period}"
