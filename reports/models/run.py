"""A request for a report, while it is made and after."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from reports.models.release import Release


class Run(models.Model):
    """One request: for a report, or (report "closing") to close a period.

    `step`, `done` and `total` say in words and numbers how far it is; `fault` why there is no report.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        WORKING = "working", "Being made"
        RELEASED = "released", "Released"
        REFUSED = "refused", "Not made"
        UNDECIDED = "undecided", "Waiting for a decision"
        CLOSED = "closed", "Closed"
        FAULTY = "faulty", "Interrupted"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.CharField(max_length=20)
    period = models.CharField(max_length=6)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.UUIDField(null=True, help_text="The account that asked; none when a command did.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    step = models.CharField(max_length=120, default="Waiting for its turn")
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=1)
    fault = models.TextField(blank=True, help_text="Plain sentences: why not, and what to do.")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, null=True, related_name="runs")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="released", release__isnull=False)
                | models.Q(~models.Q(state="released"), release__isnull=True),
                name="run_released_with_release",
            ),
            models.CheckConstraint(
                condition=models.Q(models.Q(state__in=["refused", "faulty"]), ~models.Q(fault=""))
                | models.Q(~models.Q(state__in=["refused", "faulty"]), fault=""),
                name="run_fault_in_words",
            ),
            models.CheckConstraint(condition=models.Q(done__lte=models.F("total")), name="run_done_within_total"),
        ]
        indexes: ClassVar = [models.Index(fields=["-asked_at"], name="run_newest_first")]

    def __str__(self) -> str:
        return f"{self.report} {self.period} {self.state}"

    @property
    def over(self) -> bool:
        """Nothing more will happen to it."""
        return self.state in (self.State.RELEASED, self.State.REFUSED, self.State.CLOSED)
