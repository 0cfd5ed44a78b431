"""What the person agreed to, for whom, on which notice, and what they took back (S1.35, S1.39, S1.40)."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.models import Organisation
from governance.models import NoticeVersion
from referrals import choices
from referrals.models.referral import Referral
from walls.fields import SealedText
from walls.models import CaseKey


class Consent(models.Model):
    """One agreement: one use, one recipient. Withdrawn, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="consents")
    key = models.ForeignKey(CaseKey, on_delete=models.SET_NULL, null=True, related_name="+")
    basis = models.CharField(max_length=10, choices=choices.Basis.choices)
    use = models.CharField(max_length=20, choices=choices.ConsentUse.choices)
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    notice_version = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    given_how = models.CharField(max_length=20, choices=choices.Heard.choices)
    taken_by = SealedText(help_text="Who heard it")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_how = models.CharField(max_length=20, choices=choices.Heard.choices, blank=True)
    withdrawn_heard_by = SealedText()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["referral", "use", "recipient"],
                condition=models.Q(withdrawn_at=None),
                nulls_distinct=False,
                name="consent_once_while_live",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_how="")
                | models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_how=""),
                name="consent_withdrawn_with_how",
            ),
            models.CheckConstraint(
                condition=models.Q(use="share", recipient__isnull=False, basis="6(1)(a)")
                | models.Q(use="equality", recipient=None, basis="9(2)(a)")
                | models.Q(use="adjustments", recipient=None, basis="9(2)(a)"),
                name="consent_basis_fits_its_use",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.use} {self.recipient or ''}".strip()
