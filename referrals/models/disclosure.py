"""What was told outside the scheme: to the police, a court, an adviser (S0.15, S1.37, S1.38)."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from referrals import choices
from referrals.models.referral import Referral
from walls.fields import SealedText
from walls.models import CaseKey


class Disclosure(models.Model):
    """One telling. Added, never changed: a mistake is put right by another entry that says so."""

    id = models.UUIDField(
        primary_key=True, default=uuid.uuid4, editable=False, help_text="From the form: sending twice makes one."
    )
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="disclosures")
    key = models.ForeignKey(CaseKey, on_delete=models.SET_NULL, null=True, related_name="+")
    recipient = models.CharField(max_length=20, choices=choices.Outside.choices)
    basis = models.CharField(max_length=20, choices=choices.LegalBasis.choices)
    fields = ArrayField(models.CharField(max_length=80), help_text="Names of the field register.")
    told_on = models.DateField()
    to = SealedText(help_text="The person or office, and their own reference")
    decided_by = SealedText()
    reason = SealedText()
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.UUIDField()

    class Meta:
        ordering: ClassVar = ["-told_on", "-recorded_at"]
        indexes: ClassVar = [models.Index(fields=["told_on"], name="disclosure_by_day")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(fields__len__gt=0), name="disclosure_of_something")
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.told_on}"
