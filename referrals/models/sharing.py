"""Views of the database for the sharing register: ids, codes and times of cases, nothing that says who somebody is.

Whoever may read them sees through them what row-level security lets the sight `review` see, and no row of the tables
themselves (migrations/0014_sharing_register.py).
"""

import uuid

from django.conf import settings
from django.db import models

from accounts.models import Organisation
from governance.models import NoticeVersion
from referrals import choices
from walls.models import CaseKey


class Registered(models.Model):
    """A case by its reference."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12)
    key = models.ForeignKey(CaseKey, on_delete=models.DO_NOTHING, null=True, related_name="+")

    class Meta:
        managed = False
        db_table = "referrals_registered"

    def __str__(self) -> str:
        return self.reference


class Sharing(models.Model):
    """One onward referral with the consent that stood when it was sent; no consent reads as None."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Registered, on_delete=models.DO_NOTHING, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.DO_NOTHING, related_name="+")
    element = models.CharField(max_length=20, choices=choices.Element.choices)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, null=True, db_column="sent_by", related_name="+"
    )
    stopped_at = models.DateTimeField(null=True)
    completed = models.BooleanField()
    given_at = models.DateTimeField(null=True)
    given_how = models.CharField(max_length=20, choices=choices.Heard.choices)
    withdrawn_at = models.DateTimeField(null=True)
    notice_version = models.ForeignKey(NoticeVersion, on_delete=models.DO_NOTHING, null=True, related_name="+")

    class Meta:
        managed = False
        db_table = "referrals_sharing"

    def __str__(self) -> str:
        return f"{self.element}: {self.sent_at}"
