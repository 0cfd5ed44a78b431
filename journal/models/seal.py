"""Links of the chain that seals what happened and who looked."""

from typing import ClassVar

from django.db import models

DIGEST_BYTES = 32
MARK_BYTES = 24  # 16 of the row's id, 8 of its hash: enough to say which row is wrong, see journal/verification.py


class Seal(models.Model):
    """One batch of rows of one stream, in the order of their numbers. Append-only by grant and by trigger.

    `first`…`last`: row numbers, without a gap to the seal before it in the same stream. `body`: SHA-256 over the
    hashes of the rows. `marks`: MARK_BYTES for each row. `digest`: SHA-256 over all of this and `previous`.
    """

    class Stream(models.TextChoices):
        EVENT = "event"
        ACCESS = "access"

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    stream = models.CharField(max_length=10, choices=Stream.choices)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    rows = models.IntegerField()
    body = models.BinaryField(max_length=DIGEST_BYTES)
    marks = models.BinaryField()
    previous = models.BinaryField(max_length=DIGEST_BYTES)
    digest = models.BinaryField(max_length=DIGEST_BYTES)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["stream", "last"], name="seal_of_stream")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(rows__gt=0) & models.Q(first__lte=models.F("last")), name="seal_not_empty"
            )
        ]

    def __str__(self) -> str:
        return f"Seal {self.number}"
