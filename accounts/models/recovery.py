"""A lost second step comes back only when two people agree."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.models.user import User


class Recovery(models.Model):
    """One person asked for somebody's second step to be taken off; another one agrees or refuses."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recoveries")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)

    class Meta:
        verbose_name_plural = "recoveries"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(decided_at=None, decided_by=None, agreed=None)
                | models.Q(decided_at__isnull=False, decided_by__isnull=False, agreed__isnull=False),
                name="recovery_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("asked_by"))
                & ~models.Q(decided_by=models.F("user"))
                & ~models.Q(asked_by=models.F("user")),
                name="recovery_needs_two_others",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(decided_at=None), name="recovery_one_open_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"Recovery {self.id}"
