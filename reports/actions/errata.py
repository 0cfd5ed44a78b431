"""A correction in words beside a released report. The report stays as it was released."""

import re
from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from journal.actions import record
from reports.models import Erratum, Release
from walls.refusals import Refused

_FIGURE = re.compile(r"\d")
_YEAR = re.compile(r"\b20\d\d\b")


def write_erratum(*, by: Actor, posted: UUID, release: Release, text: str) -> Erratum:
    """Once for each `posted`. Raises Refused when there is a number in it that is not a year: it could be a true count."""
    if by.user_id is None:
        raise Refused("Somebody has to sign it.", status=403)
    if _FIGURE.search(_YEAR.sub("", text)):
        raise Refused(
            "Write it without numbers. A number beside a protected figure can give away what was protected. Years may stay.",
            field="text",
        )
    with transaction.atomic(using="reports"):
        erratum, new = Erratum.objects.get_or_create(
            pk=posted,
            defaults={"release": release, "text": text, "written_by": by.user_id, "written_name": by.name},
        )
    if new:
        record("report.corrected_in_words", by=by, subject=release, erratum=str(erratum.pk))
    return erratum
