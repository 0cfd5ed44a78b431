"""Writing down what was told outside the scheme (S0.15, S1.37, S1.38)."""

import uuid
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from journal.actions import record
from referrals.access import registered, with_key
from referrals.actions.once import save_once
from referrals.choices import LegalBasis, Outside
from referrals.machine import check_said
from referrals.models import Disclosure
from referrals.register import REGISTER
from walls.refusals import Refused


@transaction.atomic
def disclose(
    *, by: Actor, case_id: uuid.UUID, disclosure_id: uuid.UUID, recipient: str, basis: str, fields: Sequence[str],
    told_on: date, to: str, decided_by: str, reason: str,
) -> Disclosure:  # fmt: skip
    """One entry for good, once for each `disclosure_id`. Raises Http404 for a case that `by` may not know of.

    fields: names of the field register. told_on: not in the future. The words are sealed with the key of the case.
    """
    case = registered(by, case_id)
    if there := Disclosure.objects.filter(pk=disclosure_id, referral_id=case.pk).first():
        return there
    if case.key_id is None:
        raise Refused("This referral is anonymised: nothing of it can be told.", status=409)
    if recipient not in Outside.values or basis not in LegalBasis.values:
        raise Refused("Choose who was told, and the legal basis.", field="recipient")
    if not fields or any(name not in REGISTER for name in fields):
        raise Refused("Choose what was told.", field="fields")
    if told_on > timezone.localdate():
        raise Refused("Enter the day on which it was told: today or before.", field="told_on")
    for field, said in (("to", to), ("decided_by", decided_by), ("reason", reason)):
        check_said(said, "Write who was told, who decided, and why.", field=field)
    row = Disclosure(
        id=disclosure_id, referral_id=case.pk, key_id=case.key_id, recipient=recipient, basis=basis, fields=list(fields),
        told_on=told_on, to=to, decided_by=decided_by, reason=reason, recorded_by=by.own_id,
    )  # fmt: skip
    with with_key(by, case):
        save_once(row)
    record("referral.disclosed", by=by, case_id=case.pk, subject=row, recipient=recipient, basis=basis)
    return row
