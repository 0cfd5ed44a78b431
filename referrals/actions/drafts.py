"""A draft: begun with the first answer, kept page by page, sent once, closed by the exit. Each call is the referrer's
own, in the scope of that one draft; the database shows no other.
"""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import REFERRER
from referrals.access import open_draft
from referrals.actions import doubting
from referrals.actions.intake import submit
from referrals.choices import Route
from referrals.intake import Intake
from referrals.models import Draft
from walls.models import CaseKey
from walls.scope import scoped

TypedPages = Mapping[str, Mapping[str, list[str]]]


class Closed(Exception):
    """There is no such draft, or it opens no more: expired, or left through the exit."""


@contextmanager
def within(draft_id: uuid.UUID) -> Iterator[None]:
    """A transaction that sees this draft and nothing else of any case."""
    with scoped(sight="intake", referral=draft_id):
        yield


def begin(*, draft_id: uuid.UUID, route: str, typed: TypedPages | None = None) -> Draft:
    """Make the draft, or change who refers in the one that is there. The same post twice does it once."""
    try:
        draft = opened(draft_id)
    except Closed:
        draft = _new(draft_id, route, typed or {})
    if draft.route != route and not draft.reference:
        draft.route = Route(route)
        draft.save(update_fields=["route", "changed_at"])
    return draft


def _new(draft_id: uuid.UUID, route: str, typed: TypedPages) -> Draft:
    key = CaseKey.fresh()
    draft = Draft(id=draft_id, key=key, route=route, answers={slug: dict(boxes) for slug, boxes in typed.items()})
    try:
        with transaction.atomic():
            CaseKey.objects.bulk_create([key])
            draft.save(force_insert=True)
    except IntegrityError:  # the same first post, a moment earlier; or a draft that was left
        return opened(draft_id)
    return draft


def opened(draft_id: uuid.UUID) -> Draft:
    """The draft, locked for the rest of the transaction. Raises Closed."""
    draft = open_draft(draft_id)
    if draft is None:
        raise Closed
    return draft


def keep(draft: Draft, *, slug: str, boxes: Mapping[str, list[str]]) -> None:
    """Keep what was typed on one page, right or wrong. A draft that was sent keeps nothing more."""
    if draft.reference or draft.answers.get(slug) == boxes:
        return
    draft.answers = {**draft.answers, slug: dict(boxes)}
    draft.save(update_fields=["answers", "changed_at"])


def send(draft: Draft, *, intake: Intake, trap: str, address: str) -> Draft:
    """Submit it and return the draft with its reference. Raises Refused when something is missing.

    trap: what stands in the box that people do not see. address: where it came from.
    """
    submit(intake=intake, by=REFERRER, doubts=doubting.doubts_about(draft, trap=trap, address=address))
    return Draft.objects.select_related("key").get(pk=draft.pk)


def leave(draft_id: uuid.UUID) -> None:
    """The exit was used with this draft on the screen: pages left in the browser open it no more."""
    with within(draft_id):
        Draft.objects.filter(pk=draft_id, left_at=None).update(left_at=timezone.now())


def sent_as(draft: Draft) -> dict[str, Any]:
    """What a sent draft still knows: {"referral": id as text, "equality": whether that consent was given}."""
    kept: dict[str, Any] = draft.answers or {}
    return kept


def referral_of(draft: Draft) -> uuid.UUID:
    """Which referral a sent draft became."""
    return uuid.UUID(sent_as(draft)["referral"])
