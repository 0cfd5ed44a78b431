"""Of what somebody wants to hear by e-mail, and which days' digests were sent."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.kinds import How
from accounts.models.user import User


class Wish(models.Model):
    """One choice of one person. Who has not chosen has no row: the default of kinds.RULES holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=20, help_text="One of kinds.Group.")
    mail = models.CharField(max_length=10, choices=How.choices)

    class Meta:
        verbose_name_plural = "wishes"
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "group"], name="wish_once_per_group")]

    def __str__(self) -> str:
        return f"{self.group}: {self.mail}"


class Digest(models.Model):
    """The one e-mail of a morning. The row makes it one, however many workers and beats there are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "day"], name="digest_once_a_day")]

    def __str__(self) -> str:
        return f"Digest {self.day}"
