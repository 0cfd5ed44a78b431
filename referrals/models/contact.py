"""Safe contact, one row for each number and address. Unknown means: do not use."""

import uuid
from typing import ClassVar

from django.db import models

from referrals import choices
from referrals.models.referral import Referral
from walls.fields import SealedText
from walls.models import CaseKey


class ContactPoint(models.Model):
    """A phone number, an e-mail address or a postal address, and how it may be used (S1.11)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="contact_points")
    key = models.ForeignKey(CaseKey, on_delete=models.CASCADE, related_name="+")
    means = models.CharField(max_length=10, choices=choices.Means.choices)
    value = SealedText()
    safe = models.CharField(max_length=10, choices=choices.Safe.choices, default=choices.Safe.UNKNOWN)
    voicemail = models.CharField(max_length=10, choices=choices.Safe.choices, default=choices.Safe.UNKNOWN)
    text = models.CharField(max_length=10, choices=choices.Safe.choices, default=choices.Safe.UNKNOWN)
    hours = SealedText()
    code_word = SealedText()
    withheld_number = SealedText(help_text="yes or no: call from a withheld number")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["referral", "means"], name="contact_point_once_per_means"),
        ]

    def __str__(self) -> str:
        return self.means

    @property
    def usable(self) -> bool:
        return self.safe == choices.Safe.YES
