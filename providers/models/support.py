"""The support workstream: one for each provider; adults and children apart (S1.6)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_fsm import FSMField

from providers import choices
from providers.models.base import CaseRow, OfOnward, Step, Workstream, ended_with_time, known, reason_given
from providers.states import SUPPORT_ENDED, SUPPORT_MACHINE, SupportState
from referrals.models import Onward
from walls.fields import SealedText

P = SupportState


class SupportWorkstream(SUPPORT_MACHINE.mixin(), Workstream):  # type: ignore[misc]
    """Reach somebody safely, agree a plan, work on it, end well."""

    onward = models.OneToOneField(Onward, on_delete=models.CASCADE, related_name="support")
    state = FSMField(default=P.PREPARED, choices=P.choices, protected=True)
    next_contact_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    secured_on = models.DateField(null=True, help_text="All that support sees of security: when it was installed.")
    transferred_to = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    kind = "support"

    class Meta:
        constraints: ClassVar = [
            known(P, "support_state_known"),
            ended_with_time(SUPPORT_ENDED, "support_ended_with_time"),
            reason_given({P.RETURNED, P.RECALLED, P.ACKNOWLEDGED, P.ENDED_EARLY}, "support_reason_given"),
            models.UniqueConstraint(
                fields=["referral", "organisation", "element"],
                condition=models.Q(ended_at=None),
                name="support_one_open_per_provider",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[P.PLAN_AGREED, P.ACTIVE]) | models.Q(review_on__isnull=False),
                name="support_plan_with_review",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "due_at"], name="support_by_organisation"),
            models.Index(fields=["worker", "due_at"], name="support_by_worker"),
        ]
        triggers: ClassVar = [SUPPORT_MACHINE.trigger("support_moves")]


class SupportRow(OfOnward, CaseRow):
    """What hangs on a support workstream."""

    class Meta:
        abstract = True


class SupportStep(OfOnward, Step):
    workstream = models.ForeignKey(SupportWorkstream, on_delete=models.CASCADE, related_name="steps")

    class Meta(Step.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workstream", "version"], name="support_step_once_per_version")
        ]


class Attempt(SupportRow):
    """One attempt to reach the person, by a way that was safe at that moment."""

    workstream = models.ForeignKey(SupportWorkstream, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    way = models.CharField(max_length=10, choices=choices.Way.choices)
    outcome = models.CharField(max_length=20, choices=choices.Reached.choices)
    note = SealedText()

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.way} {self.at:%d %B %Y}"


class Goal(SupportRow):
    """One goal of the plan, and how it came out."""

    workstream = models.ForeignKey(SupportWorkstream, on_delete=models.CASCADE, related_name="goals")
    area = models.CharField(max_length=20, choices=choices.Area.choices)
    aim = SealedText()
    progress = models.CharField(max_length=10, choices=choices.Progress.choices, default=choices.Progress.OPEN)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["added_at"]

    def __str__(self) -> str:
        return self.area


class Review(SupportRow):
    """How the plan goes, seen together with the person."""

    workstream = models.ForeignKey(SupportWorkstream, on_delete=models.CASCADE, related_name="reviews")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    next_on = models.DateField()
    note = SealedText()

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"Review of {self.at:%d %B %Y}"
