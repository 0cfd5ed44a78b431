"""The agencies of the scheme and the council itself."""

import uuid
from typing import ClassVar

from django.db import models


class Organisation(models.Model):
    """An agency named in the SAFER notice (S1.4–S1.6), or the council."""

    class Kind(models.TextChoices):
        ACCESS_POINT = "access_point", "Single point of access"
        SECURITY = "security", "Property security"
        SUPPORT = "support", "Support"
        COUNCIL = "council", "Kent County Council"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    telephone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True, help_text="The team's mailbox. Messages to it carry no personal data.")

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
