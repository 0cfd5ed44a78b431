"""One coarse row for each referral and kind of event, from which figures are counted (S1.32)."""

import uuid
from typing import ClassVar

from django.db import models

from equality.codes import NOT_STATED

UNCOUNTED = ""


class Fact(models.Model):
    """Coarse by construction: a quarter, a district, bands and broad codes. It knows nobody.

    `link` leads back to the answers, and is destroyed after the last counting. `person` is equal for two referrals of
    one person in the same quarter only, and is erased when the quarter is counted. `counted_in`: the quarter whose
    figures it is part of, '' before.
    """

    class Kind(models.TextChoices):
        ENTERED = "entered", "The referral came in"
        ENDED = "ended", "The referral ended"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    link = models.CharField(max_length=64, null=True)  # noqa: DJ001 — NULL: severed, so many rows may lack one
    person = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    quarter = models.CharField(max_length=6, help_text="2026Q2: the calendar quarter in which it happened.")
    counted_in = models.CharField(max_length=6, blank=True, default=UNCOUNTED)
    repeat = models.BooleanField(default=False, help_text="The same person is counted in the quarter already.")

    district = models.CharField(max_length=24)
    gender = models.CharField(max_length=10)
    age_band = models.CharField(max_length=10)
    children = models.CharField(max_length=2)
    outcome = models.CharField(max_length=40, blank=True)
    work = models.CharField(max_length=60, blank=True, help_text="What was done until it ended: a code of work.py.")
    first_look = models.CharField(max_length=8, blank=True, help_text="in_time or late, once it has ended.")
    triage = models.CharField(max_length=8, blank=True, help_text="The same for the decision of triage.")
    ethnicity = models.CharField(max_length=30, default=NOT_STATED)
    disability = models.CharField(max_length=20, default=NOT_STATED)
    condition = models.CharField(max_length=20, default="not_recorded")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["link", "kind"], name="fact_once_per_link"),
            models.CheckConstraint(condition=models.Q(kind__in=["entered", "ended"]), name="fact_kind_known"),
            models.CheckConstraint(
                condition=models.Q(counted_in="") | models.Q(counted_in__gte=models.F("quarter")),
                name="fact_counted_not_before_it_happened",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["counted_in", "kind"], name="fact_by_counting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.quarter}"
