"""What all rows of the workstreams share: whose they are, and with which key they are sealed."""

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Organisation
from referrals.choices import Element
from referrals.machine import Transition
from referrals.models import Onward, Referral
from walls.fields import SealedText
from walls.models import CaseKey


class CaseRow(models.Model):
    """A row about somebody's case at one provider. Row-level security reads organisation, referral and onward."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(CaseKey, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        abstract = True

    @classmethod
    def sealed_names(cls) -> list[str]:
        """The attributes whose columns hold ciphertext."""
        return [field.attname for field in cls._meta.concrete_fields if isinstance(field, SealedText)]


class Workstream(CaseRow):
    """What both kinds of workstream have. `reference` is the referral's: it stays when sharing stops."""

    reference = models.CharField(max_length=12)
    element = models.CharField(max_length=20, choices=Element.choices)
    version = models.PositiveIntegerField(default=0)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_at = models.DateTimeField(null=True, help_text="When the running clock ends; NULL while paused.")
    clock_left = models.PositiveSmallIntegerField(null=True, help_text="Working days left when the clock was paused.")
    sent_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=40, blank=True, help_text="The coded reason of a return, recall or early end.")
    question_to_triage_at = models.DateTimeField(null=True, help_text="Since when triage has a question to answer.")
    question_to_provider_at = models.DateTimeField(null=True, help_text="Since when the provider has one.")
    triage_saw_at = models.DateTimeField(null=True, help_text="When somebody of triage last opened the work.")
    provider_saw_at = models.DateTimeField(null=True, help_text="When somebody of the provider last did.")

    kind: ClassVar[str]
    if TYPE_CHECKING:  # each kind has its own field and its own tables
        state: str
        onward: Onward
        onward_id: uuid.UUID
        steps: Any

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"

    @property
    def case_id(self) -> uuid.UUID:
        return self.referral_id

    def add_step(self, *, line: Transition, before: str, by: Actor, note: str) -> None:
        """Write the line of history for a transition that has just been made."""
        step = self.steps.model(
            **belonging(self), transition=line.name, before=before, after=self.state,
            version=self.version, actor_id=by.user_id, actor_name=by.name, organisation_name=by.organisation_name,
            note=note,
        )  # fmt: skip
        self.steps.bulk_create([step])


class Step(CaseRow):
    """One line of a workstream's timeline. Append-only."""

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
        abstract = True
        ordering: ClassVar = ["version"]

    def __str__(self) -> str:
        return f"{self.transition} → {self.after}"


def belonging(workstream: Workstream) -> dict[str, Any]:
    """The columns that tie a row to its workstream, and that row-level security reads."""
    return {
        "workstream": workstream,
        "referral_id": workstream.referral_id,
        "organisation_id": workstream.organisation_id,
        "onward_id": workstream.onward_id,
        "key": workstream.key,
    }


class OfOnward(models.Model):
    """Mixed into what hangs on a workstream: shown to the provider only while the onward referral is shared."""

    onward = models.ForeignKey(Onward, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


def known(states: type[models.TextChoices], name: str) -> models.CheckConstraint:
    """Only states of the machine, and never `prepared`."""
    return models.CheckConstraint(condition=models.Q(state__in=sorted(set(states.values) - {"prepared"})), name=name)


def ended_with_time(ended: frozenset[str], name: str) -> models.CheckConstraint:
    """`ended_at` stands exactly in the states in which the work has ended."""
    inside = models.Q(state__in=sorted(ended))
    return models.CheckConstraint(
        condition=inside & models.Q(ended_at__isnull=False) | ~inside & models.Q(ended_at=None), name=name
    )


def reason_given(states: set[str], name: str) -> models.CheckConstraint:
    """Work never goes back, stops or ends early without a coded reason."""
    return models.CheckConstraint(condition=~models.Q(state__in=sorted(states)) | ~models.Q(reason=""), name=name)
