"""The register of exact figures that were given to somebody outside the reports: our own attacker knows them too."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone


class Given(models.Model):
    """One true count that somebody has. The number itself is read by the check only, and shown to nobody again.

    `where`: dimension → category code; {} for everybody. A wrong entry is struck out by a second person, never removed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    what = models.CharField(max_length=200, help_text="What it was given in, such as an answer to a request.")
    to_whom = models.CharField(max_length=200)
    given_on = models.DateField()
    period = models.CharField(max_length=6)
    population = models.CharField(max_length=8, choices=[("entered", "Came in"), ("ended", "Ended")])
    where = models.JSONField(default=dict)
    value = models.PositiveIntegerField()
    entered_at = models.DateTimeField(default=timezone.now)
    entered_by = models.UUIDField()
    entered_name = models.CharField(max_length=200)
    struck_at = models.DateTimeField(null=True)
    struck_by = models.UUIDField(null=True)
    struck_name = models.CharField(max_length=200, blank=True)
    struck_why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(struck_at=None, struck_by=None, struck_why="")
                | models.Q(
                    models.Q(struck_at__isnull=False, struck_by__isnull=False),
                    ~models.Q(struck_why=""),
                    ~models.Q(struck_by=models.F("entered_by")),
                ),
                name="given_struck_by_a_second_person",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-entered_at"], name="given_newest_first")]

    def __str__(self) -> str:
        return f"{self.period} {self.population}"
