"""Who must not know that a case exists: the perpetrator, or a friend of theirs, may work at one of the agencies."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from referrals.models.referral import Referral
from walls.fields import SealedText
from walls.models import CaseKey


class KeptFrom(models.Model):
    """One person from whom one case is kept. `declared`: they said so themself. Lifted, never deleted.

    Row-level security of every case table reads this one (referrals/rows.py).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="kept_from")
    key = models.ForeignKey(CaseKey, on_delete=models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    declared = models.BooleanField()
    reason = SealedText()
    set_at = models.DateTimeField(default=timezone.now)
    set_by = models.UUIDField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)
    lifted_reason = SealedText()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "referral"], condition=models.Q(lifted_at=None), name="kept_from_once"
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_at=None, lifted_by=None)
                | models.Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="kept_from_lifted_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_by=None) | ~models.Q(lifted_by=models.F("user_id")),
                name="kept_from_not_lifted_by_oneself",
            ),
        ]

    def __str__(self) -> str:
        return f"kept from {self.user_id}"
