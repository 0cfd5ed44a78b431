"""The security workstream: one open for each referral (S1.5)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_fsm import FSMField

from providers import choices
from providers.models.base import CaseRow, OfOnward, Step, Workstream, ended_with_time, known, reason_given
from providers.models.catalogue import MeasureType
from providers.states import SECURITY_ENDED, SECURITY_MACHINE, SecurityState
from referrals.models import Onward
from walls.fields import SealedBytes, SealedText

S = SecurityState


class SecurityWorkstream(SECURITY_MACHINE.mixin(), Workstream):  # type: ignore[misc]
    """Assess a home, fit measures, hand them over."""

    onward = models.OneToOneField(Onward, on_delete=models.CASCADE, related_name="security")
    state = FSMField(default=S.PREPARED, choices=S.choices, protected=True)
    permission_asked_on = models.DateField(null=True)
    permission_given_on = models.DateField(null=True)
    permission_evidence = models.CharField(max_length=20, choices=choices.Evidence.choices, blank=True)
    no_access_count = models.PositiveSmallIntegerField(default=0)
    estimate_pence = models.PositiveIntegerField(null=True, help_text="Of everything in the quote, in pence.")
    quote_version = models.PositiveSmallIntegerField(default=1)
    cost_refused_reason = models.CharField(
        max_length=20, choices=choices.CostRefused.choices, blank=True, help_text="Of this version of the quote."
    )

    kind = "security"

    class Meta:
        constraints: ClassVar = [
            known(S, "security_state_known"),
            ended_with_time(SECURITY_ENDED, "security_ended_with_time"),
            reason_given({S.RETURNED, S.RECALLED, S.ACKNOWLEDGED}, "security_reason_given"),
            models.UniqueConstraint(
                fields=["referral"], condition=models.Q(ended_at=None), name="security_one_open_per_referral"
            ),
            models.CheckConstraint(
                condition=models.Q(permission_given_on=None, permission_evidence="")
                | models.Q(permission_given_on__isnull=False) & ~models.Q(permission_evidence=""),
                name="security_permission_with_evidence",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[S.ASSESSED, S.APPROVED, S.INSTALL_BOOKED, S.INSTALLED, S.SIGNED_OFF])
                | models.Q(estimate_pence__isnull=False),
                name="security_assessed_with_estimate",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "due_at"], name="security_by_organisation"),
            models.Index(fields=["worker", "due_at"], name="security_by_worker"),
        ]
        triggers: ClassVar = [SECURITY_MACHINE.trigger("security_moves")]

    @property
    def calls_triage(self) -> bool:
        """Nobody could get in twice, and it is not settled yet."""
        return self.no_access_count >= 2 and self.state in {S.NO_ACCESS, S.READY}


class SecurityRow(OfOnward, CaseRow):
    """What hangs on a security workstream."""

    class Meta:
        abstract = True


class SecurityStep(OfOnward, Step):
    workstream = models.ForeignKey(SecurityWorkstream, on_delete=models.CASCADE, related_name="steps")

    class Meta(Step.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workstream", "version"], name="security_step_once_per_version")
        ]


class Visit(SecurityRow):
    """A visit to the home: proposed, booked, done, cancelled, or nobody could get in."""

    workstream = models.ForeignKey(SecurityWorkstream, on_delete=models.CASCADE, related_name="visits")
    purpose = models.CharField(max_length=10, choices=choices.Purpose.choices)
    status = models.CharField(max_length=10, choices=choices.VisitState.choices)
    starts_at = models.DateTimeField()
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    no_access_reason = models.CharField(max_length=20, choices=choices.NoAccess.choices, blank=True)
    cancelled_reason = models.CharField(max_length=20, choices=choices.Cancelled.choices, blank=True)
    set_off_at = models.DateTimeField(null=True, help_text="When the fitter said that they are on their way.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(cancelled_reason="") | ~models.Q(status__in=["proposed", "booked", "done"]),
                name="visit_made_or_ahead_is_not_cancelled",
            ),
            models.UniqueConstraint(
                fields=["workstream"],
                condition=models.Q(status__in=["proposed", "booked"]),
                name="visit_one_ahead",
            ),
            models.CheckConstraint(
                condition=models.Q(status="no_access") & ~models.Q(no_access_reason="")
                | ~models.Q(status="no_access") & models.Q(no_access_reason=""),
                name="visit_no_access_with_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "starts_at"], name="visit_ahead", condition=models.Q(status="booked"))
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.starts_at:%d %B %Y %H:%M}"


class OwnersPermission(SecurityRow):
    """What surrounds the owner's permission: whether they may be written to, who said so, and who then agreed to the work."""

    workstream = models.OneToOneField(SecurityWorkstream, on_delete=models.CASCADE, related_name="owners_permission")
    letter_agreed = models.BooleanField(null=True, help_text="The person agrees that the owner is written to.")
    letter_said_by = SealedText()
    letter_said_on = models.DateField(null=True)
    given_by = SealedText()
    document = SealedText()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(letter_agreed=None, letter_said_on=None)
                | models.Q(letter_agreed__isnull=False, letter_said_on__isnull=False),
                name="owners_permission_letter_with_day",
            )
        ]

    def __str__(self) -> str:
        return f"Permission for {self.workstream_id}"


class Recommendation(SecurityRow):
    """One line of the quote: a measure that the assessment recommends. `unit_pence`: what one cost on that day in the
    version of the catalogue that `measure` is; `labour_pence`: besides, for the line; `estimate_pence`: all of it. What
    is taken out of the quote stays, so that every version of it can be read.
    """

    workstream = models.ForeignKey(SecurityWorkstream, on_delete=models.CASCADE, related_name="recommendations")
    measure = models.ForeignKey(MeasureType, on_delete=models.PROTECT, related_name="+")
    room = SealedText()
    quantity = models.PositiveSmallIntegerField(default=1)
    unit_pence = models.PositiveIntegerField()
    labour_pence = models.PositiveIntegerField()
    added_in = models.PositiveSmallIntegerField(default=1, help_text="The version of the quote that it came with.")
    dropped_in = models.PositiveSmallIntegerField(null=True, help_text="The version that it is not in any more.")
    estimate_pence = models.GeneratedField(
        expression=models.F("unit_pence") * models.F("quantity") + models.F("labour_pence"),
        output_field=models.PositiveIntegerField(),
        db_persist=True,
    )

    @property
    def pounds(self) -> str:
        """All of the line, as people write it."""
        return f"£{self.estimate_pence / 100:,.2f}"

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="recommendation_of_something")
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.measure_id}"


class Photograph(SecurityRow):
    """A photograph of the home, never of people: a JPEG drawn anew by providers/pictures.py. Deleted, it is empty."""

    workstream = models.ForeignKey(SecurityWorkstream, on_delete=models.CASCADE, related_name="photographs")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    caption = SealedText()
    image = SealedBytes()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(deleted_at=None) | models.Q(image=None), name="photograph_deleted_is_empty"
            )
        ]

    def __str__(self) -> str:
        return f"Photograph of {self.at:%d %B %Y}"


class Assessment(SecurityRow):
    """What was seen in the home. Fire safety is always considered: a measure must never lock somebody in."""

    workstream = models.OneToOneField(SecurityWorkstream, on_delete=models.CASCADE, related_name="assessment")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    fire_considered = models.BooleanField()
    fire_note = SealedText()
    findings = SealedText()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(fire_considered=True), name="assessment_considers_fire")
        ]

    def __str__(self) -> str:
        return f"Assessment of {self.at:%d %B %Y}"


class Fitting(SecurityRow):
    """One measure that was fitted (S1.20). `cost_pence`: for the whole quantity."""

    workstream = models.ForeignKey(SecurityWorkstream, on_delete=models.CASCADE, related_name="fittings")
    measure = models.ForeignKey(MeasureType, on_delete=models.PROTECT, related_name="+")
    place = SealedText()
    quantity = models.PositiveSmallIntegerField(default=1)
    standard = models.CharField(max_length=80, blank=True)
    fitted_on = models.DateField()
    fitter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    cost_pence = models.PositiveIntegerField()
    removed_on = models.DateField(null=True)
    removed_reason = models.CharField(max_length=20, choices=choices.Removal.choices, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="fitting_of_something"),
            models.CheckConstraint(
                condition=models.Q(removed_on=None, removed_reason="")
                | models.Q(removed_on__gte=models.F("fitted_on")) & ~models.Q(removed_reason=""),
                name="fitting_removed_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.measure_id}"


class SignOff(SecurityRow):
    """The person was shown how to use what was fitted, it was tested, and they said yes."""

    workstream = models.OneToOneField(SecurityWorkstream, on_delete=models.CASCADE, related_name="sign_off")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    shown = models.BooleanField()
    tested = models.BooleanField()
    agreed = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(shown=True, tested=True, agreed=True), name="sign_off_shown_tested_agreed"
            )
        ]

    def __str__(self) -> str:
        return f"Sign-off of {self.at:%d %B %Y}"


class FollowUp(SecurityRow):
    """A check 3 or 6 months after the work was completed."""

    workstream = models.ForeignKey(SecurityWorkstream, on_delete=models.CASCADE, related_name="follow_ups")
    months = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    found = models.CharField(max_length=20, choices=choices.Check.choices, blank=True)
    cancelled = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["months"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workstream", "months"], name="follow_up_once"),
            models.CheckConstraint(condition=models.Q(months__in=[3, 6]), name="follow_up_after_3_or_6_months"),
            models.CheckConstraint(
                condition=models.Q(done_on=None, found="") | models.Q(done_on__isnull=False) & ~models.Q(found=""),
                name="follow_up_done_with_finding",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.months} months"
