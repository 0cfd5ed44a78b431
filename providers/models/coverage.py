"""Which provider may be sent what: where it works, for which element, and whether it has signed the agreement."""

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
