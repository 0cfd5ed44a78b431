"""The privacy notices that people were shown, word for word, each version for ever (S1.1, S1.41)."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class NoticeVersion(models.Model):
    """One published text. A consent points at the exact version that the person was shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(help_text="Which notice: 'safer'.")
    title = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    last_updated = models.DateField(help_text="Printed on the notice (S1.1).")
    published_at = models.DateTimeField()
    body = models.JSONField(help_text="Sections: [{heading, paragraphs: [..], points: [..]}].")

    covers = ArrayField(
        models.CharField(max_length=80),
        default=list,
        blank=True,
        help_text="Register fields that are off by default and that this text covers.",
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["slug", "version"], name="notice_version_once")]
        ordering: ClassVar = ["slug", "-version"]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"
