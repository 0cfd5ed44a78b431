"""Makes a sample: walks stories through the actions, and for large numbers multiplies what was walked."""

import random
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from accounts.scope import as_system
from config.sample.calendar import Walk, office_hour
from config.sample.cast import Cast
from config.sample.multiply import multiply
from config.sample.people import SHARES, Kent
from config.sample.triage_story import Case, forget, story
from config.sample.work_stories import dispatch
from governance.clocks import add_working_days
from journal.actions import deliver
from journal.models import Delivery
from providers.access import MODELS

WALKED = 40  # beyond this, a tenth is walked, up to MOST, and the rest multiplied (multiply.py)
MOST = 160
HISTORY = timedelta(days=730)
RECENT = timedelta(days=32)
DUMMY_MAIL = "django.core.mail.backends.dummy.EmailBackend"
# One story for every state that chance would seldom leave behind; the first referrals of a sample take them.
WANTED = (
    "received", "triaging", "info_requested", "proposed", "not_suitable", "triaged", "on_hold", "closing", "consent",
    "withdraw", "duplicate", "anonymised", "reopened",
)  # fmt: skip


class Impossible(Exception):
    """Why no sample can be made here, in words."""


def make(count: int, seed: int, *, say: Callable[[str], object]) -> int:
    """Add `count` referrals. Everything drawn depends on seed and day. → how many were added."""
    settings.EMAIL_BACKEND = DUMMY_MAIL  # nobody in a sample exists, so nobody gets mail
    dice = random.Random(f"safer sample {seed}")  # noqa: S311 - a sample must come out the same again
    cast = Cast(dice)
    try:
        cast.worker  # noqa: B018 - asks for the demo accounts before anything is written
    except LookupError as missing:
        raise Impossible(str(missing)) from missing
    places = list(SHARES)  # every district in turn, so that copies can be made in each
    walked = min(count, max(WALKED, min(count // 10, MOST)))
    for number in range(walked):
        ends = WANTED[number] if number < len(WANTED) and count >= len(WANTED) else ""
        walk_one(Kent(dice, places[number % len(places)]), cast, ends)
        if number % 20 == 19:
            say(f"{number + 1} of {walked} walked")
    return walked + (multiply(cast.references, count - walked, dice, say=say) if count > walked else 0)


def walk_one(kent: Kent, cast: Cast, ends: str) -> None:
    """One referral and everything that comes of it, in one transaction: it is there with all its history, or not."""
    with transaction.atomic():
        walk = Walk(kent.dice, first_moment(kent, ends))
        case = Case(kent, cast, walk, ends)
        walk.begin(story(case, dispatch))
        walk.run()
        if ends == "anonymised":
            forget(case)
        with as_system():
            settle()
            look_at_old(case.reference)
    cast.references.append(case.reference)


def settle() -> None:
    """Deliver the story's events within its own transaction, so that nothing waits for a worker."""
    while waiting := list(Delivery.objects.filter(state="waiting").values_list("id", flat=True)[:200]):
        for delivery_id in waiting:
            deliver(delivery_id)


def look_at_old(reference: str) -> None:
    """People of the sample opened what they were told: only what is waiting still, and recent, is new."""
    told = Notice.objects.filter(reference=reference, seen_at=None)
    rows = [row for model in MODELS.values() for row in model._default_manager.filter(reference=reference)]
    moved = Q(at__lt=timezone.now() - timedelta(days=3))
    for row in rows:
        moved |= Q(page=reverse("providers:workstream", args=[row.pk]), at__lt=row.changed_at - timedelta(minutes=1))
    told.filter(moved).update(seen_at=timezone.now(), seen_by=uuid.UUID(int=0))


def first_moment(kent: Kent, ends: str) -> datetime:
    """When the story begins: stories that must still be open begin lately, the anonymised one six years ago."""
    today = timezone.localdate()
    if ends == "anonymised":
        return office_hour(kent.dice, add_working_days(today - timedelta(days=2300), 0))
    if ends in {"received", "triaging", "proposed", "triaged"}:
        return office_hour(kent.dice, last_working_day(today, kent.dice.choice([1, 2, 3])))
    if ends in {"info_requested", "on_hold", "closing"}:
        return office_hour(kent.dice, last_working_day(today, 12))
    first = today - (RECENT if kent.chance(55) else HISTORY)
    return office_hour(kent.dice, kent.moment(first, last_working_day(today, 1)))


def last_working_day(today: date, back: int) -> date:
    """A working day at least `back` days ago."""
    day = today - timedelta(days=back)
    while add_working_days(day, 0) != day:
        day -= timedelta(days=1)
    return day
