"""The contact log: every attempt to reach the person, and whether the way was safe."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from referrals import choices
from referrals.models.letter import Letter
from referrals.models.referral import Referral
from walls.fields import SealedText
from walls.models import CaseKey


class ContactAttempt(models.Model):
    """One attempt. Append-only. `against_plan`: the way was not known to be safe, and somebody used it all the same."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="contact_attempts")
    key = models.ForeignKey(CaseKey, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    means = models.CharField(max_length=10, choices=choices.Means.choices)
    result = models.CharField(max_length=20, choices=choices.ContactResult.choices)
    letter = models.ForeignKey(
        Letter, on_delete=models.SET_NULL, null=True, related_name="+", help_text="What was sent, written from here."
    )
    against_plan = models.BooleanField(default=False)
    note = SealedText()
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120)
    organisation_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return f"{self.means}: {self.result}"
