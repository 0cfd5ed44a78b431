"""The sharing of a referral with one provider: what row-level security trusts, and what closing waits for (S1.21, S1.36)."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.models import Organisation
from referrals import choices
from referrals.models.referral import Referral


class Onward(models.Model):
    """One onward referral. While `stopped_at` is empty the provider sees the shared fields; then it sees nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="onwards")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    element = models.CharField(max_length=20, choices=choices.Element.choices)
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.UUIDField(null=True)
    stopped_at = models.DateTimeField(null=True, help_text="Sharing stopped: recalled, returned or consent withdrawn.")
    ended_at = models.DateTimeField(null=True, help_text="The workstream has ended, or acknowledged its recall.")
    completed = models.BooleanField(default=False, help_text="Ended because the work was done.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["referral", "element", "organisation"],
                condition=models.Q(ended_at=None),
                name="onward_once_while_open",
            ),
            models.UniqueConstraint(
                fields=["referral"],
                condition=models.Q(ended_at=None, element="security"),
                name="onward_one_open_security",
            ),
            models.CheckConstraint(
                condition=models.Q(completed=False) | models.Q(ended_at__isnull=False),
                name="onward_completed_has_ended",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "referral"], name="onward_of_organisation")]

    def __str__(self) -> str:
        return f"{self.element} → {self.organisation}"
