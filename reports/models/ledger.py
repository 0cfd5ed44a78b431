"""The release ledger: every figure that may ever be printed is one of these, or a sum of them. No true count is here."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone


class Closing(models.Model):
    """One period that was rounded, once. Append-only by grant and by trigger."""

    period = models.CharField(primary_key=True, max_length=6, help_text="2026Q2, or 2026 for the annual tables.")
    closed_at = models.DateTimeField(default=timezone.now)
    parameters = models.JSONField(help_text="The numbers of disclosure control that were in force.")
    code_version = models.CharField(max_length=60)
    solver = models.JSONField(help_text="How the rounding went: seconds, cells, gap, tables left out.")
    gate = models.CharField(max_length=64, help_text="SHA-256 of the report of the check that the rows passed.")

    seal = models.CharField(
        max_length=64,
        default="",
        help_text="HMAC-SHA256 of the stored figures. Keyed, because a plain hash could be tried until [low] is known.",
    )

    def __str__(self) -> str:
        return self.period


class LedgerCell(models.Model):
    """One stored value: a multiple of the base, unique on (period, table, cell). Append-only by grant and by trigger."""

    id = models.BigAutoField(primary_key=True)
    period = models.ForeignKey(Closing, on_delete=models.PROTECT, db_column="period", related_name="cells")
    table = models.CharField(max_length=80)
    cell = ArrayField(models.CharField(max_length=40), help_text="One category code for each dimension of the table.")
    value = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "table", "cell"], name="ledger_cell_once"),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="ledger_value_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.table}"
