"""What somebody has typed and not sent yet: sealed, apart from the referrals, deleted after 90 days."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from referrals import choices
from walls.fields import SealedJSON
from walls.models import CaseKey

LIFETIME = timedelta(days=90)


def _expiry() -> datetime:
    return timezone.now() + LIFETIME


class Draft(models.Model):
    """The answers of one form, by the names of its fields. `left_at`: the person used the exit; it opens no more.

    `worker`: whose phone call it is; NULL for the public form. Row-level security shows it to nobody else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(CaseKey, on_delete=models.CASCADE, related_name="+")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    route = models.CharField(max_length=20, choices=choices.Route.choices)
    answers = SealedJSON(default=dict)
    started_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)
    expires_at = models.DateTimeField(default=_expiry)
    left_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="draft_by_expiry")]

    def __str__(self) -> str:
        return str(self.id)
