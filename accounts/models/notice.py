"""What is new for a team or for one person, inside the system. Exactly one for each event and whoever it is for."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.models.organisation import Organisation
from accounts.models.user import User


class Notice(models.Model):
    """Something new. Ids, codes, a reference and an address of ours; nothing about anybody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event_id = models.UUIDField()
    kind = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", help_text="NULL: for the whole team."
    )
    case_id = models.UUIDField()
    reference = models.CharField(max_length=12, blank=True)
    page = models.CharField(max_length=120, help_text="The path it leads to; opening that page marks it as seen.")
    at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event_id", "organisation", "user"], name="notice_once_per_event", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(seen_at=None, seen_by=None) | models.Q(seen_at__isnull=False, seen_by__isnull=False),
                name="notice_seen_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "at"], name="notice_new", condition=models.Q(seen_at=None)),
            models.Index(fields=["case_id"], name="notice_of_case"),
        ]

    def __str__(self) -> str:
        return self.kind
