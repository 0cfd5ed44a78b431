"""In-app notices, exactly one for each event and organisation; and what makes a form's second press harmless."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.models import Organisation


class Notice(models.Model):
    """Something new for an organisation. Ids and codes only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event_id = models.UUIDField()
    kind = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    case_id = models.UUIDField()
    workstream_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event_id", "organisation"], name="notice_once_per_event"),
            models.CheckConstraint(
                condition=models.Q(seen_at=None, seen_by=None) | models.Q(seen_at__isnull=False, seen_by__isnull=False),
                name="notice_seen_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "at"], name="notice_new", condition=models.Q(seen_at=None)),
            models.Index(fields=["workstream_id"], name="notice_of_workstream"),
        ]

    def __str__(self) -> str:
        return self.kind


class Posted(models.Model):
    """A form that has had its effect. Its id travels hidden in the form, so that sending it again does nothing."""

    id = models.UUIDField(primary_key=True, editable=False)
    organisation_id = models.UUIDField()
    workstream_id = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "posted"
        indexes: ClassVar = [models.Index(fields=["at"], name="posted_by_age")]

    def __str__(self) -> str:
        return str(self.id)
