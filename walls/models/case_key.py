"""One data key for each case (and each draft). Destroying the row destroys what it sealed; in a backup,
once the backup is destroyed, or the key that wrapped it there."""

import os
import uuid
from functools import cached_property

from django.db import models

from walls import keys


class CaseKey(models.Model):
    """A 32-byte data key, wrapped by the key named `wrapped_by`, which is not in this database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped_by = models.CharField(max_length=40)
    wrapped = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["wrapped_by"], name="case_key_wrapped_by")]

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def fresh(cls) -> "CaseKey":
        """A new key, not saved."""
        key = cls()
        key.wrapped_by, key.wrapped = keys.wrap(os.urandom(32), key.about)
        return key

    @property
    def about(self) -> bytes:
        return f"case-key:{self.id}".encode()

    @cached_property
    def data_key(self) -> bytes:
        return keys.unwrap(self.wrapped_by, bytes(self.wrapped), self.about)
