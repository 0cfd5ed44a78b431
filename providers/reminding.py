"""Timers remind and escalate; people decide (domain.md rule 4). Nothing in here moves a referral or a workstream.

A sweep finds clocks that end soon or have ended, holds whose date to look again has come, and letters of which nobody
has said whether they were posted; it writes one Reminder
for each run of a clock, and an event. The handlers of the event tell people, unless the clock has stopped meanwhile.
"""

import itertools
import uuid
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.actors import SYSTEM
from accounts.scope import as_system
from governance.clocks import CLOSE_OF_DAY, LONDON, add_working_days, in_office_hours
from journal.actions import record
from providers.models import Reminder, SecurityWorkstream, SupportWorkstream
from providers.turns import SECURITY_CLOCKS, SUPPORT_CLOCKS
from referrals.choices import LetterState
from referrals.models import Letter, Question, Referral
from referrals.states import CLOCKS, State

ENDING, ENDED, REVIEW, MISSED = "clock.nearly_ended", "clock.ended", "hold.review_reached", "hold.review_missed"
UNANSWERED, LEFT = "question.unanswered", "question.left_unanswered"
UNPOSTED, LEFT_UNPOSTED = "letter.unposted", "letter.left_unposted"
DAYS = {"review_on", "due_on"}  # columns that hold a day
WAITS_TO_BE_POSTED = timedelta(days=1)
WITH_CLOCKS: tuple[tuple[type[models.Model], Mapping[Any, str]], ...] = (
    (Referral, CLOCKS),
    (SecurityWorkstream, SECURITY_CLOCKS),
    (SupportWorkstream, SUPPORT_CLOCKS),
)
BATCH = 500  # of each kind in one sweep; the next sweep is some minutes away
Found = tuple[str, type[models.Model], uuid.UUID]


def sweep(now: datetime) -> int:
    """Remind of everything that is due, on working days by day only. → of how many."""
    if not in_office_hours(now):
        return 0
    with as_system():
        found = list(_due(now))
    return sum(_once(*one) for one in found)


def _due(now: datetime) -> Iterator[Found]:
    today = now.astimezone(LONDON).date()
    for model, clocks in WITH_CLOCKS:
        rows = model._default_manager.all()
        yield from _new(ENDING, rows.filter(_soon(clocks, today), due_at__gt=now), "due_at")
        yield from _new(ENDED, rows.filter(state__in=[str(state) for state in clocks], due_at__lte=now), "due_at")
    held = Referral.objects.filter(state=State.ON_HOLD)
    missed = next(day for day in _back(today) if add_working_days(day, settings.HOLD_ESCALATION_DAYS) <= today)
    yield from _new(REVIEW, held.filter(review_on__lte=today, review_on__gt=missed), "review_on")
    yield from _new(MISSED, held.filter(review_on__lte=missed), "review_on")
    asked = Question.objects.filter(answered_at=None, referral__state=State.INFO_REQUESTED, due_on__lt=today)
    yield from _new(UNANSWERED, asked.filter(due_on__gte=missed), "due_on", "referral_id")
    yield from _new(LEFT, asked.filter(due_on__lt=missed), "due_on", "referral_id")
    written = Letter.objects.filter(state=LetterState.TO_POST, at__lte=now - WAITS_TO_BE_POSTED)
    yield from _new(UNPOSTED, written, "at")
    yield from _new(LEFT_UNPOSTED, written.filter(at__lt=datetime.combine(missed, time.min, tzinfo=LONDON)), "at")


def _soon(clocks: Mapping[Any, str], today: date) -> Q:
    """Clocks with no more working days left than the scheme's settings say."""
    soon = Q()
    for state, name in clocks.items():
        last = add_working_days(today, settings.CLOCK_REMINDER_DAYS[name])
        soon |= Q(state=state, due_at__lte=datetime.combine(last, CLOSE_OF_DAY, tzinfo=LONDON))
    return soon


def _back(today: date) -> Iterator[date]:
    """Days of the past, newest first."""
    return (today - timedelta(days=n) for n in itertools.count())


def _new(kind: str, rows: QuerySet[Any], column: str, subject: str = "pk") -> Iterator[Found]:
    """Those of which nobody was told yet, the oldest end first. subject: the column of whom it is about, if not itself."""
    told = Reminder.objects.filter(subject_id=OuterRef(subject), kind=kind)
    told = told.filter(until__date=OuterRef(column)) if column in DAYS else told.filter(until=OuterRef(column))
    for pk in rows.filter(~Exists(told)).order_by(column, "pk").values_list(subject, flat=True)[:BATCH]:
        yield kind, rows.model if subject == "pk" else Referral, pk


def _once(kind: str, model: type[models.Model], pk: uuid.UUID) -> bool:
    """One reminder in its own transaction. Of two sweeps at once one writes it; the other finds it written."""
    with as_system():
        row: Any = model._default_manager.filter(pk=pk).first()
        until = until_of(kind, row) if row else None
        if until is None:
            return False
        _, new = Reminder.objects.get_or_create(kind=kind, subject_id=pk, until=until)
        if new:
            record(kind, by=SYSTEM, case_id=row.case_id, subject=row, until=until.isoformat())
        return new


def until_of(kind: str, row: Any) -> datetime | None:
    """When the run ends that this kind of reminder is about; None when nothing runs any more."""
    if kind in {ENDING, ENDED}:
        return row.due_at  # type: ignore[no-any-return]
    if kind in {UNPOSTED, LEFT_UNPOSTED}:
        return row.at if row.state == LetterState.TO_POST else None
    waits = row.review_on if row.state == State.ON_HOLD else None
    day: date | None = _answer_by(row) if kind in {UNANSWERED, LEFT} else waits
    return datetime.combine(day, time(12), tzinfo=LONDON) if day else None


def _answer_by(referral: Referral) -> date | None:
    """The day by which the referrer is asked to answer, None when nobody waits for it any more. The clock stands still
    meanwhile: without this a case without an answer would be forgotten.
    """
    asked = referral.questions.filter(answered_at=None, referral__state=State.INFO_REQUESTED)
    return asked.values_list("due_on", flat=True).first()
