"""What the home needs, what was fitted, that it works, and that it still works later."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.actors import Actor
from journal.actions import record
from providers import policies
from providers.actions.acceptance import stop_sharing
from providers.actions.moving import check_reason, finish, go, take
from providers.choices import Check, Removal, VisitState
from providers.models import (
    Assessment,
    Fitting,
    FollowUp,
    MeasureType,
    Recommendation,
    SecurityWorkstream,
    SignOff,
    belonging,
)
from providers.queries import fitted_pence, in_quote
from referrals.policies import told
from walls.refusals import Refused


@dataclass(frozen=True)
class Recommended:
    """measure: a code of the catalogue, at its cost of today; labour_pence: beyond the usual fitting, for all of them."""

    measure: str
    room: str
    quantity: int
    labour_pence: int = 0


@dataclass(frozen=True)
class Fitted:
    """measure: a code of the catalogue; cost_pence: for the whole quantity; standard '' for the catalogue's own."""

    measure: str
    place: str
    quantity: int
    fitted_on: date
    cost_pence: int
    standard: str = ""


@transaction.atomic
def recommend(
    *, workstream_id: uuid.UUID, version: int, by: Actor, item: Recommended, note: str = ""
) -> SecurityWorkstream:
    """Add one measure to the assessment while the visit goes on."""
    row = take(SecurityWorkstream, "recommend", workstream_id=workstream_id, version=version, by=by)
    add_to_quote(row, item)
    go(row, "recommend", by=by, note=note, measure=item.measure)
    return row


@transaction.atomic
def assess(
    *, workstream_id: uuid.UUID, version: int, by: Actor, fire_considered: bool, fire_note: str = "",
    findings: str = "", items: Sequence[Recommended] = (), note: str = "",
) -> SecurityWorkstream:  # fmt: skip
    """Finish the assessment; `items` are recommended besides those added before. Its estimate is their sum."""
    row = take(SecurityWorkstream, "assess", workstream_id=workstream_id, version=version, by=by)
    policies.check_all_yes(
        {"fire_considered": fire_considered},
        {"fire_considered": "Consider fire safety first: can everybody get out of every room?"},
    )
    for item in items:
        add_to_quote(row, item)
    Assessment.objects.create(
        **belonging(row), by_id=by.user_id, fire_considered=True, fire_note=fire_note, findings=findings
    )
    row.visits.filter(status=VisitState.BOOKED).update(status=VisitState.DONE)
    go(row, "assess", by=by, note=note, **estimated(row))
    return row


@transaction.atomic
def approve(*, workstream_id: uuid.UUID, version: int, by: Actor, note: str = "") -> SecurityWorkstream:
    """The work may be done. The firm decides up to the limit, a triage lead above it."""
    row = take(SecurityWorkstream, "approve", workstream_id=workstream_id, version=version, by=by)
    pence = row.estimate_pence or 0
    if not in_quote(row).exists():
        raise Refused("Nothing was recommended. Choose “No work needed” instead.")
    by_triage, row.cost_refused_reason = by.may("workstream.approve_cost"), ""
    policies.check_cost(pence, settings.COST_APPROVAL_LIMIT_PENCE, by_triage)
    go(row, "approve", by=by, note=told(note, _beyond(row, by)), pence=pence, by_triage=by_triage)
    return row


@transaction.atomic
def find_no_works(*, workstream_id: uuid.UUID, version: int, by: Actor, note: str) -> SecurityWorkstream:
    """The home needs nothing."""
    row = take(SecurityWorkstream, "find_no_works", workstream_id=workstream_id, version=version, by=by)
    if in_quote(row).exists():
        raise Refused("Measures were recommended. Approve them, or return the work.")
    if not note.strip():
        raise Refused("Say in a few words why nothing is needed.", field="note")
    go(row, "find_no_works", by=by, note=note)
    return row


@transaction.atomic
def fit(*, workstream_id: uuid.UUID, version: int, by: Actor, item: Fitted, note: str = "") -> SecurityWorkstream:
    """One measure is fitted (S1.20). Whoever records it is its fitter."""
    row = take(SecurityWorkstream, "fit", workstream_id=workstream_id, version=version, by=by)
    before = fitted_pence(row)
    _add_fitting(row, item, by)
    go(row, "fit", by=by, note=told(note, _beyond(row, by, before)), measure=item.measure)
    return row


@transaction.atomic
def install(
    *, workstream_id: uuid.UUID, version: int, by: Actor, items: Sequence[Fitted] = (), note: str = ""
) -> SecurityWorkstream:
    """Everything is fitted; `items` besides those added before."""
    row = take(SecurityWorkstream, "install", workstream_id=workstream_id, version=version, by=by)
    before = fitted_pence(row)
    for item in items:
        _add_fitting(row, item, by)
    if not row.fittings.exists():
        raise Refused("Add at least one measure that you fitted.")
    row.visits.filter(status=VisitState.BOOKED).update(status=VisitState.DONE)
    go(row, "install", by=by, note=told(note, _beyond(row, by, before)), pence=fitted_pence(row))
    return row


@transaction.atomic
def sign_off(
    *, workstream_id: uuid.UUID, version: int, by: Actor, shown: bool, tested: bool, agreed: bool, note: str = ""
) -> SecurityWorkstream:
    """Handed over: tested, shown how to use it, and the person says yes."""
    row = take(SecurityWorkstream, "sign_off", workstream_id=workstream_id, version=version, by=by)
    policies.check_all_yes(
        {"tested": tested, "shown": shown, "agreed": agreed},
        {
            "tested": "Test everything that you fitted, then sign off.",
            "shown": "Show the person how to use everything, then sign off.",
            "agreed": "The person has to agree that the work is done. If they do not, add a note and book another day.",
        },
    )
    SignOff.objects.create(**belonging(row), by_id=by.user_id, shown=True, tested=True, agreed=True)
    go(row, "sign_off", by=by, note=note)
    return row


@transaction.atomic
def complete(*, workstream_id: uuid.UUID, version: int, by: Actor, note: str = "") -> SecurityWorkstream:
    """The security part has ended. What was fitted is looked at again after 3 and 6 months."""
    row = take(SecurityWorkstream, "complete", workstream_id=workstream_id, version=version, by=by)
    fitted = row.fittings.filter(removed_on=None).exists()
    if fitted:
        days = policies.follow_up_days(timezone.localdate())
        FollowUp.objects.bulk_create(FollowUp(**belonging(row), months=m, due_on=day) for m, day in days)
    finish(row, "complete", by=by, note=note, completed=True, still_shared=fitted)
    return row


@transaction.atomic
def follow_up(
    *, workstream_id: uuid.UUID, version: int, by: Actor, months: int, found: str, note: str = ""
) -> SecurityWorkstream:
    """A check 3 or 6 months later. After the last one the provider sees nothing more."""
    row = take(SecurityWorkstream, "follow_up", workstream_id=workstream_id, version=version, by=by)
    check = row.follow_ups.filter(months=months, done_on=None, cancelled=False).first()
    if check is None:
        raise Refused("There is no such check to record.", field="months")
    if found not in Check.values:
        raise Refused("Choose what you found.", field="found")
    check.done_on, check.found = timezone.localdate(), found
    check.save(update_fields=["done_on", "found"])
    go(row, "follow_up", by=by, note=note, months=months, found=found)
    if not row.follow_ups.filter(done_on=None, cancelled=False).exists():
        stop_sharing(row)
    return row


@transaction.atomic
def remove_measure(
    *, workstream_id: uuid.UUID, version: int, by: Actor, fitting: uuid.UUID, removed_on: date, reason: str,
    note: str = "",
) -> SecurityWorkstream:  # fmt: skip
    """A measure is no longer there."""
    row = take(SecurityWorkstream, "remove_measure", workstream_id=workstream_id, version=version, by=by)
    found = row.fittings.select_related("key").filter(pk=fitting, removed_on=None).first()
    if found is None:
        raise Refused("Choose a measure that is still there.", field="fitting")
    check_reason(reason, Removal.values)
    if not found.fitted_on <= removed_on <= timezone.localdate():
        raise Refused("Enter a day from its fitting until today.", field="removed_on")
    found.removed_on, found.removed_reason = removed_on, reason
    found.save(update_fields=["removed_on", "removed_reason"])
    go(row, "remove_measure", by=by, note=note, fitting=str(fitting), reason=reason)
    return row


def _measure(code: str) -> MeasureType:
    found = MeasureType.objects.filter(code=code, until=None).first()
    if found is None:
        raise Refused("Choose a measure from the catalogue.", field="measure")
    return found


def estimated(row: SecurityWorkstream) -> dict[str, Any]:
    """Set the estimate: the sum of the quote as it stands. → what the event says of it."""
    row.estimate_pence = in_quote(row).aggregate(sum=Sum("estimate_pence"))["sum"] or 0
    above = row.estimate_pence > settings.COST_APPROVAL_LIMIT_PENCE
    return {"pence": row.estimate_pence, "above_limit": above}


def add_to_quote(row: SecurityWorkstream, item: Recommended) -> None:
    """One more line, in the version that the quote has now."""
    _check_amount(item.quantity)
    if item.labour_pence < 0:
        raise Refused("Enter the labour in pounds, 0 or more.", field="labour")
    measure = _measure(item.measure)
    Recommendation.objects.create(
        **belonging(row), measure=measure, room=item.room, quantity=item.quantity, unit_pence=measure.guide_pence,
        labour_pence=item.labour_pence, added_in=row.quote_version,
    )  # fmt: skip


def _beyond(row: SecurityWorkstream, by: Actor, before: int = 0) -> str:
    """More is fitted than was approved: it is kept all the same, and the people who approve are told, once for each
    approval, when it passes that sum. before: pence that were fitted already. → words for the history (ADR 51)
    """
    fitted, approved = fitted_pence(row), row.estimate_pence or 0
    if before <= approved < fitted:
        where = {"organisation": str(row.organisation_id)}
        record(
            "workstream.beyond_approved",
            by=by,
            case_id=row.case_id,
            subject=row,
            pence=fitted,
            approved=approved,
            **where,
        )
    return policies.beyond_words(fitted, approved)


def _add_fitting(row: SecurityWorkstream, item: Fitted, by: Actor) -> None:
    _check_amount(item.quantity)
    if item.fitted_on > timezone.localdate():
        raise Refused("Enter today’s date or an earlier one.", field="fitted_on")
    measure = _measure(item.measure)
    Fitting.objects.create(
        **belonging(row), measure=measure, place=item.place, quantity=item.quantity,
        standard=item.standard or measure.standard, fitted_on=item.fitted_on, fitter_id=by.user_id,
        cost_pence=item.cost_pence,
    )  # fmt: skip


def _check_amount(quantity: int) -> None:
    if quantity < 1:
        raise Refused("Enter how many, 1 or more.", field="quantity")
