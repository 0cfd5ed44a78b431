"""What is new for somebody: told by handlers in a worker, shown on one page, seen once by the team or by the person."""

import uuid
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Notice
from journal.models import Event

NO_CASE = uuid.UUID(int=0)  # of a notice about the system itself: NULL would be hidden by the wall of "must not see"
SHOWN = 100  # rows of the page, and how far the navigation counts


def tell(
    event: Event,
    *,
    organisation_id: uuid.UUID,
    page: str,
    reference: str = "",
    user_ids: Iterable[uuid.UUID | None] = (None,),
    case_id: uuid.UUID | None = None,
) -> None:
    """One notice for each of these people of one organisation (None: the team), however often it is delivered.

    page: the path that it leads to, as `reverse` gives it. case_id: that of the event, unless it says NO_CASE. Row-level
    security lets workers tell, nobody else.
    """
    case_id = case_id or event.case_id
    if case_id is None:
        raise ValueError(f"{event.kind} without a case")
    rows = [
        Notice(
            event_id=event.pk, kind=event.kind, organisation_id=organisation_id, user_id=user_id,
            case_id=case_id, reference=reference, page=page, at=event.at,
        )
        for user_id in user_ids
    ]  # fmt: skip
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def unseen(actor: Actor) -> QuerySet[Notice]:
    """What neither this person nor, for the team's notices, a colleague has looked at; newest first."""
    own = Q(user=None) | Q(user=actor.user_id)
    return Notice.objects.filter(own, organisation=actor.organisation_id, seen_at=None).order_by("-at")


def count(actor: Actor) -> int:
    """How many are unseen, SHOWN at most: one read of a partial index."""
    return len(unseen(actor).order_by("at").values_list("pk", flat=True)[:SHOWN])


def told_of(actor: Actor, case_id: uuid.UUID) -> bool:
    """Whether something of this case is new for this person or their team, or they have looked at it today."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    own = Q(user=None) | Q(user=actor.user_id)
    new = Q(seen_at=None) | Q(seen_by=actor.user_id, seen_at__gte=today)
    return Notice.objects.filter(own, new, organisation=actor.organisation_id, case_id=case_id).exists()


def looked_at(actor: Actor, page: str) -> None:
    """The page to which a notice leads was opened: it is new no longer."""
    _seen(actor, unseen(actor).filter(page=page))


def mark(actor: Actor, ids: Iterable[uuid.UUID]) -> None:
    """Mark these of the actor's own; others are left alone, and so are those that were seen before."""
    _seen(actor, unseen(actor).filter(pk__in=list(ids)))


def _seen(actor: Actor, rows: QuerySet[Notice]) -> None:
    rows.update(seen_at=timezone.now(), seen_by=actor.user_id)
