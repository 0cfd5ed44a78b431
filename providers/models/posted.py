"""What makes a form's second press harmless."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Posted(models.Model):
    """A form that has had its effect. Its id is worked out from one that travels hidden in the form, and from what was
    typed: sending the same again does nothing, and a copy of the page with other words is another form.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    organisation_id = models.UUIDField()
    workstream_id = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "posted"
        indexes: ClassVar = [models.Index(fields=["at"], name="posted_by_age")]

    def __str__(self) -> str:
        return str(self.id)
