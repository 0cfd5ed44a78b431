"""What is remembered of sign-ins, so that an old password is refused and a new browser is noticed. Hashes only."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.models.user import User


class UsedPassword(models.Model):
    """A password that somebody had, as Django keeps passwords. The last few of each person (accounts/passwords.py)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="used_passwords")
    hash = models.CharField(max_length=128)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "at"], name="used_password_of_person")]

    def __str__(self) -> str:
        return "A password that was used"


class KnownDevice(models.Model):
    """A browser and a part of the internet from which somebody has signed in, as a keyed digest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="known_devices")
    digest = models.BinaryField(max_length=32)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "digest"], name="known_device_once")]

    def __str__(self) -> str:
        return "A browser that is known"
