"""How far everything has been reconciled."""

from typing import ClassVar

from django.db import models


class Reconciled(models.Model):
    """One row. until: what happened up to then was looked at; looked_at: when that was."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    until = models.DateTimeField()
    looked_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "reconciled"
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="reconciled_is_one_row")]

    def __str__(self) -> str:
        return str(self.until)
