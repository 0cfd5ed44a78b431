"""The referral: the root of a case."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_fsm import FSMField

from accounts.actors import Actor
from governance.models import NoticeVersion
from referrals import choices, states
from referrals.machine import Transition
from referrals.models.person import HomeFields, PersonFields, ReferrerFields, RiskFields
from referrals.states import MACHINE, Outcome, State
from walls.fields import SealedText
from walls.models import CaseKey

OPEN_IN_ORDER = [state for state in State if state in states.OPEN]  # sorted, so that migrations do not change
ENDED_IN_ORDER = [state for state in State if state in states.ENDED]
OPEN = models.Q(state__in=OPEN_IN_ORDER)
CLOCK = models.Q(due_at__isnull=False)
PAUSED = models.Q(due_at__isnull=True)


class Referral(MACHINE.mixin(), ReferrerFields, PersonFields, HomeFields, RiskFields, models.Model):  # type: ignore[misc]
    """One request for the scheme's help, from submission to its anonymous remains. Drafts live elsewhere (Draft)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(CaseKey, on_delete=models.SET_NULL, null=True, related_name="+")
    reference = models.CharField(max_length=12, unique=True)
    intake_id = models.UUIDField(unique=True, help_text="The draft or request that it came from: makes it once only.")
    route = models.CharField(max_length=20, choices=choices.Route.choices)
    notice_version = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT, related_name="+")

    state = FSMField(default=State.DRAFT, choices=State.choices, protected=True)
    version = models.PositiveIntegerField(default=0)
    state_before_hold = models.CharField(max_length=20, blank=True)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    due_at = models.DateTimeField(null=True, help_text="When the running clock ends; NULL while paused.")
    clock_left = models.PositiveSmallIntegerField(null=True, help_text="Working days left when the clock was paused.")
    ready_to_close = models.BooleanField(default=False)

    safe_weekdays = models.BigIntegerField(default=0, help_text="Half hours in which a call is safe; see hours.py.")
    safe_weekends = models.BigIntegerField(default=0, help_text="The same for Saturday and Sunday.")

    received_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, help_text="Closed or declined: retention counts from here (S1.34).")
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    reason = models.CharField(max_length=40, blank=True, help_text="The coded reason of the last ending or hold.")
    review_on = models.DateField(null=True)
    duplicate_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="duplicates")

    decline_reason = models.CharField(max_length=40, choices=choices.DeclineReason.choices, blank=True)
    decline_signposting = SealedText()
    decline_proposed_by = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=[s for s in State if s != State.DRAFT]), name="referral_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.ON_HOLD)
                | ~models.Q(state_before_hold="") & models.Q(review_on__isnull=False),
                name="referral_hold_with_way_back_and_review",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[State.CLOSED, State.NOT_SUITABLE, State.JUNK])
                | models.Q(ended_at__isnull=False),
                name="referral_ended_with_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.CLOSED) | ~models.Q(outcome=""), name="referral_closed_with_outcome"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.DUPLICATE) | models.Q(duplicate_of__isnull=False),
                name="referral_duplicate_of_another",
            ),
            models.CheckConstraint(
                condition=models.Q(decline_reason="", decline_proposed_by=None)
                | ~models.Q(decline_reason="") & models.Q(decline_proposed_by__isnull=False),
                name="referral_decline_proposed_by_someone",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.ANONYMISED) | models.Q(key__isnull=False), name="referral_has_its_key"
            ),
        ]
        # One index for each part of each view of the worklist (queries.py): no view sorts, counts or skips.
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at", "id"], name="referral_by_state_due"),
            models.Index(fields=["due_at", "id"], condition=OPEN & CLOCK, name="referral_due"),
            models.Index(fields=["received_at", "id"], condition=OPEN & PAUSED, name="referral_paused"),
            models.Index(fields=["worker", "due_at", "id"], condition=OPEN & CLOCK, name="referral_worker_due"),
            models.Index(
                fields=["worker", "received_at", "id"], condition=OPEN & PAUSED, name="referral_worker_paused"
            ),
            models.Index(fields=["received_at", "id"], condition=models.Q(ready_to_close=True), name="referral_ready"),
            models.Index(fields=["review_on", "id"], condition=models.Q(state=State.ON_HOLD), name="referral_review"),
            models.Index(
                fields=["-ended_at", "-id"], condition=models.Q(state__in=ENDED_IN_ORDER), name="referral_ended"
            ),
        ]
        triggers: ClassVar = [MACHINE.trigger("referral_moves")]

    def __str__(self) -> str:
        return self.reference

    @property
    def case_id(self) -> uuid.UUID:
        return self.id

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def add_step(self, *, line: Transition, before: str, by: Actor, note: str) -> None:
        """Write the line of history for a transition that has just been made."""
        from_step = self.steps.model.of(self, line=line, before=before, by=by, note=note)
        self.steps.bulk_create([from_step])

    @classmethod
    def sealed_names(cls) -> list[str]:
        """The attributes whose columns hold ciphertext."""
        return [field.attname for field in cls._meta.concrete_fields if isinstance(field, SealedText)]
