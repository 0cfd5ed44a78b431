"""The register of exact figures given elsewhere: entered by one person, struck out by another when it was wrong."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from journal.actions import record
from reports.models import Given
from walls.refusals import Refused


@dataclass(frozen=True)
class Figure:
    """What somebody was told. `where`: dimension → category code."""

    what: str
    to_whom: str
    given_on: date
    period: str
    population: str
    where: dict[str, str]
    value: int


def enter(*, by: Actor, posted: UUID, figure: Figure) -> None:
    """Once for each `posted`. The event holds no number."""
    if by.user_id is None:
        raise Refused("Somebody has to sign it.", status=403)
    with transaction.atomic(using="reports"):
        if Given.objects.filter(pk=posted).exists():
            return
        row = Given(pk=posted, **vars(figure), entered_by=by.user_id, entered_name=by.name)
        row.save(force_insert=True)
    record("figure.given", by=by, subject=row, period=figure.period)


def strike_out(*, by: Actor, given_id: UUID, why: str) -> None:
    """The check stops using it. Raises Refused for whoever entered it; harmless when it is struck out already."""
    with transaction.atomic(using="reports"):
        row = Given.objects.defer("value").select_for_update().get(pk=given_id)
        if row.struck_at is not None:
            return
        if row.entered_by == by.user_id:
            raise Refused("You entered it, so somebody else has to strike it out.", status=403)
        if not why.strip():
            raise Refused("Write why it is wrong.", field="why")
        row.struck_at, row.struck_by, row.struck_name, row.struck_why = timezone.now(), by.user_id, by.name, why
        row.save(update_fields=["struck_at", "struck_by", "struck_name", "struck_why"])
    record("figure.struck_out", by=by, subject=row, period=row.period)
