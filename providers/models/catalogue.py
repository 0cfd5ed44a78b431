"""The catalogue of security measures (domain.md "Measures"). A change is a new version; old work keeps the old one."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.models import Organisation


class MeasureType(models.Model):
    """One measure in one version of the catalogue. `guide_pence`: what one usually costs, fitted, in pence."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=80)
    standard = models.CharField(max_length=80, blank=True, help_text="The standard it is fitted to.")
    guide_pence = models.PositiveIntegerField()
    from_date = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="measure_type_version_once"),
            models.UniqueConstraint(fields=["code"], condition=models.Q(until=None), name="measure_type_one_in_use"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def pounds(self) -> str:
        """What one usually costs, as people write it."""
        return f"£{self.guide_pence / 100:,.2f}"


class Spend(models.Model):
    """A view of the database: what one firm fitted of one version of a measure so far, and what it cost. Sums, no case.

    It shows the firm that the scope names (migrations/0013_spend.py). `in_place`: not removed since.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.DO_NOTHING, related_name="+")
    measure = models.ForeignKey(MeasureType, on_delete=models.DO_NOTHING, related_name="+")
    quantity = models.PositiveIntegerField()
    in_place = models.PositiveIntegerField()
    cost_pence = models.PositiveBigIntegerField()

    class Meta:
        verbose_name_plural = "spend"
        managed = False
        db_table = "providers_spend"

    def __str__(self) -> str:
        return f"{self.quantity} × {self.measure_id}"
