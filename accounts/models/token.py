"""With what an agency's own system asks (docs/adr/0050-an-agencys-system-is-somebody.md)."""

import uuid
from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.models.organisation import Organisation
from accounts.models.user import User
from accounts.roles import SYSTEM_GRANTS

LONGEST = timedelta(days=366)  # a year, and a day for the clocks that change


class Token(models.Model):
    """One key of one system. Whoever holds the secret acts as `user`, a service account: nobody's, without a password and
    without a membership, so that it cannot sign in and no list of people holds it. The secret is kept as a digest only.

    role: one of accounts.roles.SYSTEM_GRANTS; "" for a system that only sends referrals.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="token")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=40, blank=True)
    digest = models.BinaryField(max_length=32, unique=True)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("issued_at"))
                & models.Q(expires_at__lte=models.F("issued_at") + LONGEST),
                name="token_for_a_year_at_most",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revoked_by=None)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="token_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None and timezone.now() < self.expires_at

    @property
    def last_day(self) -> date:
        """The last day on which it works, in London."""
        return timezone.localdate(self.expires_at - timedelta(seconds=1))

    @property
    def may_do(self) -> str:
        """In words, for the list."""
        return ", ".join(["Send referrals", *(one.does for one in SYSTEM_GRANTS.values() if one.role == self.role)])
