"""How many forms came lately from one part of the internet. No address is kept."""

from typing import ClassVar

from django.db import models


class Flood(models.Model):
    """A token bucket. `part`: keyed digest of the first bits of an address and the day; equal for one day only.

    `tokens`: how many more forms may come at `at` without being doubted.
    """

    part = models.CharField(primary_key=True, max_length=32)
    day = models.DateField()
    tokens = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["day"], name="flood_by_day")]

    def __str__(self) -> str:
        return self.part
