"""Which provider may be sent what: where it works, for which element, whether it has signed the agreement. And what
triage is advised of: how much it can hold, and when it is closed.
"""

import uuid
from typing import ClassVar

from django.db import models

from accounts.models import Organisation
from referrals.choices import District, Element


class Coverage(models.Model):
    """A provider does one element in one district from one day until another (S1.5, S1.6). Data, not code."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="coverage")
    element = models.CharField(max_length=20, choices=Element.choices)
    district = models.CharField(max_length=30, choices=District.choices)
    from_date = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The last day, or empty.")

    class Meta:
        verbose_name_plural = "coverage"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "element", "district", "from_date"], name="coverage_once_from_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("from_date")),
                name="coverage_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.element} in {self.district}"


class Signatory(models.Model):
    """An organisation has signed the Kent and Medway Information Sharing Agreement, the KMISA (S1.35)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="signatures")
    signed_on = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The last day, or empty.")
    document = models.CharField(max_length=80, help_text="The reference of the signed document.")

    class Meta:
        verbose_name_plural = "signatories"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "signed_on"], name="signatory_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("signed_on")),
                name="signatory_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.document}"


class Capacity(models.Model):
    """How many open pieces of work a provider says that it can hold. Advice: nothing is refused for it."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, primary_key=True, related_name="capacity"
    )
    open_work = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = "capacities"

    def __str__(self) -> str:
        return f"{self.organisation}: {self.open_work}"


class Closure(models.Model):
    """A provider takes nothing new on these days, both included: holidays, a move. Advice: nothing is refused for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="closures")
    from_date = models.DateField()
    until = models.DateField()
    withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(until__gte=models.F("from_date")), name="closure_days_in_order"),
            models.UniqueConstraint(
                fields=["organisation", "from_date"],
                condition=models.Q(withdrawn=False),
                name="closure_once_from_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.from_date} to {self.until}"
