"""What a person answered about themself, under an opaque key and apart from the case (S1.23–S1.26)."""

from dataclasses import asdict, dataclass
from typing import Self

from django.db import models

from equality import sealing


@dataclass(frozen=True)
class Said:
    """Codes of equality/codes.py; "" and () where nothing was answered. Every answer is optional."""

    ethnicity: str = ""
    disability: str = ""
    conditions: tuple[str, ...] = ()

    @classmethod
    def of(cls, stored: dict[str, object]) -> Self:
        conditions = stored.get("conditions")
        chosen = tuple(str(code) for code in conditions) if isinstance(conditions, list) else ()
        return cls(str(stored.get("ethnicity", "")), str(stored.get("disability", "")), chosen)


class Answers(models.Model):
    """One row for each opaque link. No name, no referral id, no time finer than a day.

    The answers are one sealed value of constant length, so that neither its length nor an empty column tells which
    questions somebody answered.
    """

    link = models.CharField(primary_key=True, max_length=64)
    sealed = models.BinaryField()
    notice_version = models.CharField(max_length=40)
    asked_on = models.DateField()
    answered_on = models.DateField()

    class Meta:
        verbose_name_plural = "answers"

    def __str__(self) -> str:
        return "answers"

    @property
    def said(self) -> Said:
        """Raises walls.keys.Unreadable when it was sealed for another link or with another key."""
        return Said.of(sealing.open_for(self.link, bytes(self.sealed)))

    def say(self, said: Said) -> None:
        """Replace what was answered; not saved."""
        self.sealed = sealing.seal_for(self.link, asdict(said))


class Severed(models.Model):
    """A link whose facts are counted for good: they no longer carry it, and whatever arrives for it is too late."""

    link = models.CharField(primary_key=True, max_length=64)

    class Meta:
        verbose_name_plural = "severed"

    def __str__(self) -> str:
        return "severed link"


class SpentInvitation(models.Model):
    """A one-time link that was opened. It knows no case: only the random part of the link, hashed."""

    digest = models.CharField(primary_key=True, max_length=64)
    spent_on = models.DateField()

    def __str__(self) -> str:
        return "spent invitation"
