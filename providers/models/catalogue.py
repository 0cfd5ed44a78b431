"""The catalogue of security measures (domain.md "Measures"). A change is a new version; old work keeps the old one."""

import uuid
from typing import ClassVar

from django.db import models


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
