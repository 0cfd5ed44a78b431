"""Reaching somebody safely, agreeing what helps, seeing how it goes, ending well."""

import uuid
from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from providers import clocks, policies
from providers.actions.moving import check_reason, finish, go, take
from providers.choices import Area, EndReason, Progress, Reached
from providers.models import Attempt, Goal, Review, SupportWorkstream, belonging
from referrals.models import ContactPoint
from walls.refusals import Refused


def contact_plan(referral_id: uuid.UUID) -> dict[str, dict[str, str]]:
    """What is known of each means: {means: {safe, voicemail, text}}; only what the asker's sight shows."""
    rows = ContactPoint.objects.filter(referral_id=referral_id).values("means", "safe", "voicemail", "text")
    return {row["means"]: {name: str(value) for name, value in row.items()} for row in rows}


@transaction.atomic
def log_attempt(
    *, name: str, workstream_id: uuid.UUID, version: int, by: Actor, way: str, outcome: str,
    next_on: date | None = None, note: str = "",
) -> SupportWorkstream:  # fmt: skip
    """Write down an attempt to reach the person. name: start_contact for the first one, log_attempt afterwards.

    A way that is not known to be safe is refused with the reason. next_on: when to try or talk again.
    """
    row = take(SupportWorkstream, name, workstream_id=workstream_id, version=version, by=by)
    policies.check_way(way, contact_plan(row.referral_id))
    if outcome not in Reached.values:
        raise Refused("Choose what happened.", field="outcome")
    if next_on and next_on < timezone.localdate():
        raise Refused("Choose today or a later day.", field="next_on")
    Attempt.objects.create(**belonging(row), by_id=by.user_id, way=way, outcome=outcome, note=note)
    row.next_contact_on = next_on
    go(row, name, by=by, note=note, way=way, outcome=outcome)
    return row


@transaction.atomic
def engage(*, workstream_id: uuid.UUID, version: int, by: Actor, note: str = "") -> SupportWorkstream:
    """The person was reached and takes part."""
    row = take(SupportWorkstream, "engage", workstream_id=workstream_id, version=version, by=by)
    if not row.attempts.filter(outcome__in=[Reached.SPOKE, Reached.REPLIED]).exists():
        raise Refused("Log the contact in which you spoke with the person first.")
    go(row, "engage", by=by, note=note)
    return row


@transaction.atomic
def not_reach(*, workstream_id: uuid.UUID, version: int, by: Actor, note: str) -> SupportWorkstream:
    """A manager decides that the person cannot be reached."""
    row = take(SupportWorkstream, "not_reach", workstream_id=workstream_id, version=version, by=by)
    _check_said(note, "Say in a few words what was tried.")
    finish(row, "not_reach", by=by, note=note, attempts=row.attempts.count())
    return row


@transaction.atomic
def add_goal(*, workstream_id: uuid.UUID, version: int, by: Actor, area: str, aim: str) -> SupportWorkstream:
    """One thing that the person wants to reach."""
    row = take(SupportWorkstream, "add_goal", workstream_id=workstream_id, version=version, by=by)
    if area not in Area.values:
        raise Refused("Choose what the goal is about.", field="area")
    _check_said(aim, "Say in the person’s own words what they want to reach.", field="aim")
    Goal.objects.create(**belonging(row), area=area, aim=aim)
    go(row, "add_goal", by=by, area=area)
    return row


@transaction.atomic
def agree_plan(
    *, workstream_id: uuid.UUID, version: int, by: Actor, review_on: date, note: str = ""
) -> SupportWorkstream:
    """The goals are agreed, and when to look at them again."""
    row = take(SupportWorkstream, "agree_plan", workstream_id=workstream_id, version=version, by=by)
    if not row.goals.exists():
        raise Refused("Add at least one goal first.")
    _check_ahead(review_on, "review_on")
    row.review_on = review_on
    go(row, "agree_plan", by=by, note=note, goals=row.goals.count())
    return row


@transaction.atomic
def start(*, workstream_id: uuid.UUID, version: int, by: Actor, note: str = "") -> SupportWorkstream:
    """The work on the plan begins."""
    row = take(SupportWorkstream, "start", workstream_id=workstream_id, version=version, by=by)
    go(row, "start", by=by, note=note)
    return row


@transaction.atomic
def review(*, workstream_id: uuid.UUID, version: int, by: Actor, note: str, next_on: date) -> SupportWorkstream:
    """How it goes, seen together with the person; the clock starts again."""
    row = take(SupportWorkstream, "review", workstream_id=workstream_id, version=version, by=by)
    _check_said(note, "Say in a few words how it goes.")
    _check_ahead(next_on, "next_on")
    Review.objects.create(**belonging(row), by_id=by.user_id, next_on=next_on, note=note)
    row.review_on = next_on
    clocks.restart(row, row.state)
    go(row, "review", by=by)
    return row


@transaction.atomic
def complete(
    *, workstream_id: uuid.UUID, version: int, by: Actor, progress: Mapping[uuid.UUID, str], note: str = ""
) -> SupportWorkstream:
    """The plan is done. progress: how each goal came out, by its id."""
    row = take(SupportWorkstream, "complete", workstream_id=workstream_id, version=version, by=by)
    finish(row, "complete", by=by, note=note, completed=True, goals=_say_results(row, progress))
    return row


@transaction.atomic
def end_early(
    *, workstream_id: uuid.UUID, version: int, by: Actor, reason: str, progress: Mapping[uuid.UUID, str], note: str = ""
) -> SupportWorkstream:
    """It ends before the plan is done. progress: how each goal came out all the same, by its id."""
    row = take(SupportWorkstream, "end_early", workstream_id=workstream_id, version=version, by=by)
    row.reason = check_reason(reason, EndReason.values)
    finish(row, "end_early", by=by, note=note, reason=reason, goals=_say_results(row, progress))
    return row


def _say_results(row: SupportWorkstream, progress: Mapping[uuid.UUID, str]) -> list[str]:
    """Keep how each goal came out; → all results, for the event."""
    for goal in row.goals.select_related("key"):
        result = progress.get(goal.pk, "")
        if result not in Progress.values or result == Progress.OPEN:
            raise Refused("Say for every goal how it came out.", field=f"goal_{goal.pk.hex}")
        goal.progress = result
        goal.save(update_fields=["progress"])
    return sorted(row.goals.values_list("progress", flat=True))


def _check_said(text: str, words: str, *, field: str = "note") -> None:
    if not text.strip():
        raise Refused(words, field=field)


def _check_ahead(day: date, field: str) -> None:
    if day <= timezone.localdate():
        raise Refused("Choose a day after today.", field=field)
