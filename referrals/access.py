"""Fetching is authorising: there is no other way to hold a case. A foreign case and an absent one give the same 404.

Row-level security stands behind every one of these (migrations/0002_walls.py, rows.py), with the same rules in SQL.
"""

import uuid
from contextlib import AbstractContextManager
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Membership
from accounts.news import told_of
from accounts.roles import GRANTS
from referrals.machine import check_version
from referrals.models import Draft, KeptFrom, Referral, Registered
from referrals.states import ENDED, State
from walls.refusals import Refused
from walls.scope import scoped

OVER = ENDED | {State.JUNK, State.ANONYMISED}
SEES_CASES = frozenset({"referral.read"})
READS_THE_REGISTER = frozenset({"sharing.review", "sharing.read"})
HOLDERS = [role.value for role, grant in GRANTS.items() if SEES_CASES & grant.permissions]


def referrals_for(actor: Actor) -> QuerySet[Referral]:
    """The cases that this person may see: all of them at the single point of access, none for anybody else.

    A referrer holds one case only: the one that the signed link named and that the scope was set to (sight `link`).
    """
    everything = Referral.objects.select_related("key")
    if actor.kind in {"system", "referrer"}:
        return everything
    return everything.exclude(pk__in=hidden_from(actor)) if actor.may_any(SEES_CASES) else everything.none()


def hidden_from(actor: Actor) -> QuerySet[KeptFrom, Any]:
    """The ids of the cases that must not exist for this person (models/kept.py). For an agency's system those that are kept
    from anybody of the agency: nobody knows who sits at its screens.
    """
    if actor.kind == "service":
        there = Membership.objects.filter(organisation=actor.organisation_id, ended_at=None)
        return KeptFrom.objects.filter(user__in=there.values("user"), lifted_at=None).values("referral_id")
    return KeptFrom.objects.filter(user=actor.user_id, lifted_at=None).values("referral_id")


def kept_from(referral_id: uuid.UUID) -> QuerySet[KeptFrom, Any]:
    """The ids of the people who must not know of this case."""
    return KeptFrom.objects.filter(referral_id=referral_id, lifted_at=None).values("user_id")


def referral_for(actor: Actor, reference: str) -> Referral:
    """One case by its reference, or Http404."""
    found = referrals_for(actor).select_related("worker", "notice_version").filter(reference=reference.upper()).first()
    if found is None:
        raise Http404
    return found


def registered(actor: Actor, case: uuid.UUID | str) -> Registered:
    """A case of the sharing register by its id or reference, or Http404: ids, nothing about a person."""
    found = Registered.objects.exclude(pk__in=hidden_from(actor))
    which = {"pk": case} if isinstance(case, uuid.UUID) else {"reference": case.upper()}
    row = found.filter(**which).first() if actor.may_any(READS_THE_REGISTER) else None
    if row is None:
        raise Http404
    return row


def with_key(actor: Actor, case: Registered) -> AbstractContextManager[None]:
    """A scope in which whoever reads the register may use the key of this one case, for what was told outside."""
    return scoped(sight=actor.sight, actor=actor.user_id, organisation=actor.organisation_id, referral=case.pk)


def colleagues(actor: Actor, referral_id: uuid.UUID | None = None) -> QuerySet[Membership]:
    """Who works at the actor's own organisation now, and may hold a case (this one), by name."""
    live = Membership.objects.filter(organisation__slug=actor.organisation_slug, ended_at=None, user__is_active=True)
    may = live.filter(roles__overlap=HOLDERS).select_related("user").order_by("user__name")
    return may.exclude(user_id__in=kept_from(referral_id)) if referral_id else may


def colleague(actor: Actor, user_id: uuid.UUID, referral_id: uuid.UUID) -> Membership:
    """Somebody who may hold this case, locked until it is theirs, so that nobody ends the membership in between."""
    found = colleagues(actor, referral_id).select_for_update(of=("self",)).filter(user_id=user_id).first()
    if found is None:
        raise Refused("Choose a colleague who works here today and may know of it.", field="to")
    return found


def locked_out(actor: Actor) -> list[uuid.UUID]:
    """User ids of members of the actor's organisation who may not sign in: what they hold counts as nobody's."""
    there = Membership.objects.filter(organisation=actor.organisation_id, ended_at=None, user__is_active=False)
    return list(there.values_list("user_id", flat=True))


def is_outside(actor: Actor, referral: Referral) -> bool:
    """Whether this case is not among what the person works on: not theirs, not nobody's, nothing done in it, nothing
    told of it. To a lead a decline that somebody proposed is their work.
    """
    if referral.worker_id == actor.user_id:
        return False
    if referral.state not in OVER and (referral.worker_id is None or referral.worker_id in locked_out(actor)):
        return False
    if referral.decline_proposed_by and actor.may("referral.agree_decline"):
        return False
    if referral.steps.filter(actor_id=actor.user_id).exists():
        return False
    if referral.contact_attempts.filter(actor_id=actor.user_id).exists():
        return False
    return not told_of(actor, referral.id)


def locked(actor: Actor, referral_id: uuid.UUID, version: int | None) -> Referral:
    """The row, locked for the rest of the transaction, unchanged since `version` was shown (None: whatever it is).

    Raises Http404 or walls.refusals.Stale. Fetched anew: a row that was read earlier is never trusted. Without the key:
    a provider's move, which holds its onward row, writes rows that refer to this one; a full lock would let the two wait
    for each other in a circle.
    """
    found = referrals_for(actor).select_for_update(of=("self",), no_key=True).filter(pk=referral_id).first()
    if found is None:
        raise Http404
    if version is not None:
        check_version(found, version, "referral")
    return found


def open_draft(draft_id: uuid.UUID) -> Draft | None:
    """A draft that is still open (not left through the exit, not expired), locked. Its id comes from a signed token."""
    drafts = Draft.objects.select_related("key").select_for_update(of=("self",))
    return drafts.filter(pk=draft_id, left_at=None, expires_at__gt=timezone.now()).first()
