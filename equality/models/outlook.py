"""What may be said of a quarter before it is rounded: no number, and nothing that changes with one person."""

from django.db import models


class Outlook(models.Model):
    """Written by the worker once a day, for commissioners. `enough`: against a limit that a keyed draw has moved."""

    quarter = models.CharField(primary_key=True, max_length=6)
    enough = models.BooleanField(help_text="Whether a report of the quarter is likely.")
    agrees = models.BooleanField(help_text="Whether the facts are the referrals.")
    seen_on = models.DateField()

    def __str__(self) -> str:
        return self.quarter
