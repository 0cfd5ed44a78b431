"""A question to the referrer, answered through a one-time link or by phone."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from referrals.models.referral import Referral
from walls.fields import SealedText
from walls.models import CaseKey


class Question(models.Model):
    """Asked while the triage clock stands still. The link's secret is kept as a digest only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="questions")
    key = models.ForeignKey(CaseKey, on_delete=models.SET_NULL, null=True, related_name="+")
    question = SealedText()
    answer = SealedText()
    asked_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True)  # with an empty answer: nobody waits for it any more
    link_digest = models.BinaryField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["referral"], condition=models.Q(answered_at=None), name="question_one_open")
        ]

    def __str__(self) -> str:
        return f"Question of {self.asked_at:%d %B %Y}"

    @property
    def link_ends_at(self) -> datetime:
        """From then on its link opens no more, answered or not."""
        return self.asked_at + timedelta(days=settings.QUESTION_LINK_DAYS)

    @property
    def link_ended(self) -> bool:
        """Whether it has run out while somebody still waits for the answer."""
        return self.answered_at is None and self.link_ends_at <= timezone.now()
