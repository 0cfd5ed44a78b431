"""Need to know: who must not know that a case exists, said by themself or by triage, and lifted by a lead."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Membership
from accounts.queries import members_now
from accounts.roles import GRANTS
from governance.access import SETTLES
from journal.actions import record
from referrals.access import referrals_for
from referrals.machine import check_said
from referrals.models import KeptFrom, Referral
from walls.refusals import Refused

# Whoever could meet a case somewhere: by a sight of the rows, in the record of who looked, or by its reference where
# something did not get through.
MEETS_CASES = [role.value for role, grant in GRANTS.items() if grant.sight or SETTLES in grant.permissions]


def candidates(by: Actor, referral: Referral) -> Iterable[Membership]:
    """Everybody of every organisation from whom this case could be kept and is not yet, by name; not oneself."""
    kept = referral.kept_from.filter(lifted_at=None).values("user_id")
    people = members_now().filter(roles__overlap=MEETS_CASES).exclude(user_id__in=kept)
    return people.exclude(user_id=by.own_id).order_by("user__name")


@transaction.atomic
def declare(*, referral_id: uuid.UUID, key_id: uuid.UUID | None, by: Actor, reason: str = "") -> None:
    """“I know somebody in this referral.” From now on it does not exist for this person. The caller has fetched the
    case or a workstream of it as this person.
    """
    _keep(referral_id, key_id, by.own_id, by=by, declared=True, reason=reason)


@transaction.atomic
def keep_from(*, referral: Referral, user_id: uuid.UUID, by: Actor, reason: str) -> None:
    """Triage says from whom a case is kept."""
    check_said(reason, "Write why they must not know.", field="reason")
    if by.user_id == user_id:
        raise Refused("About yourself say “I know somebody in this referral”.", field="who")
    if not members_now().filter(user_id=user_id, roles__overlap=MEETS_CASES).exists():
        raise Refused("Choose somebody who works at one of the agencies today.", field="who")
    _keep(referral.id, referral.key_id, user_id, by=by, declared=False, reason=reason)


def _keep(
    referral_id: uuid.UUID, key_id: uuid.UUID | None, user_id: uuid.UUID, *, by: Actor, declared: bool, reason: str
) -> None:
    """The case and those linked to it as duplicates. Done twice it changes nothing. The row comes last: after it the
    database shows and lets change nothing more, when it is about whoever acts.
    """
    linked = Referral.objects.filter(Q(duplicate_of=referral_id) | Q(duplicates=referral_id))
    cases = {referral_id: key_id} | dict(linked.values_list("id", "key_id"))
    known = KeptFrom.objects.filter(referral_id__in=cases, user_id=user_id, lifted_at=None)
    for case in known.values_list("referral_id", flat=True):
        del cases[case]
    for case in cases:
        record("referral.kept_from", by=by, case_id=case, user=str(user_id), declared=declared)
        if Referral.objects.filter(pk=case, worker_id=user_id).update(worker=None):
            record("referral.left", by=by, case_id=case)
    about: dict[str, Any] = {"user_id": user_id, "declared": declared, "reason": reason, "set_by": by.own_id}
    rows = [KeptFrom(referral_id=case, key_id=key, **about) for case, key in cases.items()]
    KeptFrom.objects.bulk_create(rows, ignore_conflicts=True)


def keep_alike(*, referral: Referral, other: Referral, by: Actor) -> None:
    """Two referrals turned out to be about the same person: what is kept from somebody is kept in both."""
    for one, two in ((referral, other), (other, referral)):
        for kept in one.kept_from.select_related("key").filter(lifted_at=None):
            _keep(two.id, two.key_id, kept.user_id, by=by, declared=kept.declared, reason=kept.reason)


@transaction.atomic
def lift(*, reference: str, kept_id: uuid.UUID, by: Actor, reason: str) -> None:
    """A lead lets somebody know of the case again. Http404 when there is nothing to lift any more."""
    check_said(reason, "Write why they may know of it now.", field="reason")
    seen = referrals_for(by).filter(reference=reference.upper()).values("pk")
    rows = KeptFrom.objects.select_for_update(of=("self",)).select_related("key")
    row = rows.filter(pk=kept_id, referral_id__in=seen, lifted_at=None).first()
    if row is None:
        raise Http404
    row.lifted_at, row.lifted_by, row.lifted_reason = timezone.now(), by.user_id, reason
    row.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])
    record("referral.kept_from_lifted", by=by, case_id=row.referral_id, user=str(row.user_id))
