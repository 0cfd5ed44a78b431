"""What is said about a released report after its release. The report itself stays as it is."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from reports.models.release import Release


class Erratum(models.Model):
    """A correction in words, shown wherever the release is. Append-only by grant and by trigger."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="errata")
    text = models.TextField(help_text="Plain sentences without a number of people.")
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.UUIDField()
    written_name = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "errata"
        ordering: ClassVar = ["written_at"]

    def __str__(self) -> str:
        return "erratum"
