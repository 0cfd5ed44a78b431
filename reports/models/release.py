"""A released report: its figures as JSON and the files that were made of them. Both stay as they were."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone


class Release(models.Model):
    """Exactly one for each (report, period): a repeat reads this one. Append-only by grant and by trigger."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.CharField(max_length=20)
    period = models.CharField(max_length=6)
    released_at = models.DateTimeField(default=timezone.now)
    data = models.JSONField(help_text="Every number of the report: the JSON of the contract.")
    sha256 = models.CharField(max_length=64, help_text="Of the JSON as it is downloaded.")
    gate = models.JSONField(help_text="What was checked before the release, and what was found.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "period"], name="release_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["-released_at"], name="release_newest_first")]

    def __str__(self) -> str:
        return f"{self.report} {self.period}"


class File(models.Model):
    """One download of a release. `format`: the ending of its name, such as pdf. Append-only by grant and by trigger."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(max_length=12)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "format"], name="file_once_per_format"),
        ]

    def __str__(self) -> str:
        return self.format
