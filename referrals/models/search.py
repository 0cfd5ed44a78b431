"""Blind indexes of a referral, for search and duplicate checks."""

import uuid
from typing import ClassVar

from django.db import models

from referrals.models.referral import Referral


class SearchTerm(models.Model):
    """One digest. Kinds: 'person' (surname + date of birth), 'surname', 'postcode', 'home' (address + postcode),
    'earlier_home' (the same of a home from before), 'telephone', 'email'.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="search_terms")
    kind = models.CharField(max_length=20)
    digest = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["digest", "kind", "referral"], name="search_term_once"),
        ]

    def __str__(self) -> str:
        return self.kind
