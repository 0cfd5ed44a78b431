"""What a detail of the case was before it was corrected or brought up to date, what it is now, and why (S1.45, S4.15)."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from referrals import choices
from referrals.models.referral import Referral
from walls.fields import SealedText
from walls.models import CaseKey


class Amendment(models.Model):
    """One field, once. Append-only. `field`: its name in the register; `means`: of which number or address, "" for none.

    before, after: as people read them. version: of the referral after it, and so the step of the history it belongs to.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="amendments")
    key = models.ForeignKey(CaseKey, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=choices.Correction.choices)
    field = models.CharField(max_length=60)
    means = models.CharField(max_length=10, choices=choices.Means.choices, blank=True)
    before = SealedText()
    after = SealedText()
    reason = SealedText()
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120)
    organisation_name = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["referral", "version", "field", "means"], name="amendment_once_per_version"
            ),
        ]
        ordering: ClassVar = ["version", "field"]

    def __str__(self) -> str:
        return self.field
