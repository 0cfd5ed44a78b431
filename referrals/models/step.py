"""History: who moved a referral from where to where, when and why."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.actors import Actor
from referrals.machine import Transition
from referrals.models.referral import Referral
from walls.fields import SealedText
from walls.models import CaseKey


class Step(models.Model):
    """One line of the timeline. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="steps")
    key = models.ForeignKey(CaseKey, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    transition = models.CharField(max_length=40)
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120)
    organisation_name = models.CharField(max_length=120, blank=True)
    note = SealedText()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["referral", "version"], name="step_once_per_version"),
        ]
        ordering: ClassVar = ["version"]

    def __str__(self) -> str:
        return f"{self.transition} → {self.after}"

    @classmethod
    def of(cls, referral: Referral, *, line: Transition, before: str, by: Actor, note: str) -> "Step":
        return cls(
            referral=referral,
            key=referral.key,
            transition=line.name,
            before=before,
            after=referral.state,
            version=referral.version,
            actor_id=by.user_id,
            actor_name=by.name,
            organisation_name=by.organisation_name,
            note=note,
        )
