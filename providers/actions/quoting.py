"""The quote after the assessment: a cost that is not approved, and another version of the quote."""

import uuid
from collections.abc import Collection

from django.conf import settings
from django.db import transaction

from accounts.actors import Actor
from providers.actions.moving import check_reason, go, take
from providers.actions.works import Recommended, add_to_quote, estimated
from providers.choices import CostRefused
from providers.models import SecurityWorkstream
from providers.queries import in_quote
from referrals.machine import check_said
from walls.refusals import Refused


@transaction.atomic
def refuse_cost(*, workstream_id: uuid.UUID, version: int, by: Actor, reason: str, note: str) -> SecurityWorkstream:
    """A triage lead does not approve this version of the quote. note: what would help. The firm changes the quote; up to
    the limit it then decides by itself.
    """
    row = take(SecurityWorkstream, "refuse_cost", workstream_id=workstream_id, version=version, by=by)
    if (row.estimate_pence or 0) <= settings.COST_APPROVAL_LIMIT_PENCE:
        raise Refused("The firm decides about a cost up to the limit. Ask a question or add a note instead.")
    row.cost_refused_reason = check_reason(reason, CostRefused.values)
    check_said(note, "Say in a few words what the firm should change.", field="note")
    go(row, "refuse_cost", by=by, note=note, reason=reason, pence=row.estimate_pence)
    return row


@transaction.atomic
def change_quote(
    *, name: str, workstream_id: uuid.UUID, version: int, by: Actor, drop: Collection[uuid.UUID],
    item: Recommended | None, note: str,
) -> SecurityWorkstream:  # fmt: skip
    """Another version of the quote: the lines that go, one that comes, and why. What goes is kept with the version in
    which it went. name: change_quote while it waits; requote once it was approved: what was approved is another quote,
    so whoever may decides anew.
    """
    row = take(SecurityWorkstream, name, workstream_id=workstream_id, version=version, by=by)
    gone = in_quote(row).filter(pk__in=drop)
    if gone.count() < len(drop):
        raise Refused("Choose lines that are in the quote now.", field="drop")
    if not drop and item is None:
        raise Refused("Choose what goes, or what comes.", field="drop")
    check_said(note, "Say in a few words why it changes.", field="note")
    row.quote_version += 1
    row.cost_refused_reason = ""
    gone.update(dropped_in=row.quote_version)
    if item:
        add_to_quote(row, item)
    go(row, name, by=by, note=note, quote=row.quote_version, **estimated(row))
    return row
