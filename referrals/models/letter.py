"""What is written to the person: wordings that a lead approved, and each letter, e-mail and text made from one."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from referrals import choices
from referrals.models.referral import Referral
from walls.fields import SealedText
from walls.models import CaseKey


class Wording(models.Model):
    """One version of neutral words, about nobody. Usable from the approval by a second person until it is retired."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80, help_text="What triage calls it; the person never sees it.")
    version = models.PositiveIntegerField()
    way = models.CharField(max_length=10, choices=choices.Way.choices)
    subject = models.CharField(max_length=80, blank=True)
    body = models.CharField(max_length=2000, help_text="{name} and {worker} are filled in.")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["way", "name", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["way", "name", "version"], name="wording_version_once"),
            models.UniqueConstraint(
                fields=["way", "name"],
                condition=models.Q(approved_at__isnull=False, retired_at=None),
                name="wording_one_in_use",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None, approved_at=None)
                | models.Q(approved_by__isnull=False, approved_at__isnull=False)
                & ~models.Q(approved_by=models.F("proposed_by")),
                name="wording_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"


class Letter(models.Model):
    """One letter, e-mail or text to the person. An e-mail waits until the worker has looked at the plan once more, a
    letter until somebody says that they posted it, or that they did not.
    """

    id = models.UUIDField(primary_key=True, editable=False, help_text="From the form: sending twice makes one.")
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="letters")
    key = models.ForeignKey(CaseKey, on_delete=models.SET_NULL, null=True, related_name="+")
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=10, choices=choices.Way.choices)
    to = SealedText()
    subject = SealedText()
    body = SealedText()
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=choices.LetterState.choices)
    why_not = models.CharField(max_length=120, blank=True)
    posted_on = models.DateField(null=True)
    actor_id = models.UUIDField()
    actor_name = models.CharField(max_length=120)
    settled_at = models.DateTimeField(null=True, help_text="When it was known what became of it.")
    settled_by = models.CharField(max_length=120, blank=True, help_text="Who said so; nobody of an email.")

    class Meta:
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(posted_on=None) | models.Q(state="sent", way="post"), name="letter_posted_is_sent"
            ),
            models.CheckConstraint(
                condition=models.Q(settled_by="") | models.Q(settled_at__isnull=False), name="letter_settled_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way}: {self.state}"

    @property
    def case_id(self) -> uuid.UUID:
        return self.referral_id
