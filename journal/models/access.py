"""Who looked at what. Written before the answer leaves; ids only."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.utils import timezone


class Access(models.Model):
    """One answer that showed something of some cases to somebody. Append-only by grant and by trigger."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=timezone.now)
    actor_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    what = models.CharField(max_length=80, help_text="The page or export, by its URL name.")
    case_ids = ArrayField(models.UUIDField(), default=list)
    reason = models.CharField(max_length=40, blank=True, help_text="A code, when the page asks for a reason.")

    class Meta:
        verbose_name_plural = "accesses"
        indexes: ClassVar = [
            GinIndex(fields=["case_ids"], name="access_of_case"),
            models.Index(fields=["actor_id", "at"], name="access_by_actor"),
            BrinIndex(fields=["at"], name="access_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.at}"
