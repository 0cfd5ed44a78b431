"""What watches over the record of who looked. The worker's alone: no page and no web process reads these."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from referrals.models.referral import Referral


class Honeytoken(models.Model):
    """This case is invented, and nobody has a reason to open it. Whoever does is told of."""

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, primary_key=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.referral_id)


class Alert(models.Model):
    """One curious read that people were told of. about: the case, or for many cases the reader; day: NULL for once ever."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    reader_id = models.UUIDField()
    about = models.UUIDField()
    day = models.DateField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reader_id", "kind", "about", "day"], name="alert_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Watched(models.Model):
    """How far the record of who looked has been watched: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    until = models.DateTimeField()

    class Meta:
        verbose_name_plural = "watched"
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="watched_is_one_row")]

    def __str__(self) -> str:
        return str(self.until)
