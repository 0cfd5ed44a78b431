"""Taking consent back, wholly or for some recipients, whoever heard it and by whichever channel (S1.45)."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Organisation
from governance.clocks import LONDON
from governance.queries import notice_in_force
from journal.actions import record
from referrals.access import locked
from referrals.actions.endings import begin_closing
from referrals.actions.onward import stop_sharing
from referrals.choices import Basis, ConsentUse, Heard
from referrals.machine import check_open, check_said, move
from referrals.models import Consent, Referral
from referrals.policies import told
from referrals.states import MACHINE, State
from walls.refusals import Refused


@transaction.atomic
def withdraw_consent(
    *, referral_id: uuid.UUID, version: int, by: Actor, heard_by: str, how: str, recipients: Collection[str] = (),
    note: str = "", said_on: date | None = None, equality_only: bool = False,
) -> Referral:  # fmt: skip
    """Stop sharing now. recipients: slugs of organisations; none means everything, and the referral closes.

    said_on: the day on which the person said it, today unless told. equality_only: the case goes on as it is, and only
    the answers to the equality questions are deleted, by whoever hears of the event. The event names the organisations, so that
    equality answers are deleted when everything was withdrawn.
    """
    referral = locked(by, referral_id, version)
    check_open(MACHINE, "withdraw_consent", referral, by)
    only = _only(referral, recipients, equality_only)
    taken = _take_back(referral, heard_by=heard_by, how=how, only=only, note=note, said_on=said_on)
    if taken.everything:
        begin_closing(referral, "consent")
    else:
        stop_sharing(referral, taken.organisations)
    to = State.CLOSING if taken.everything else State(referral.state)
    move(MACHINE, "withdraw_consent", referral, by=by, note=taken.why, to=to, **taken.codes)
    return referral


@transaction.atomic
def withdraw_consent_after(
    *, referral_id: uuid.UUID, version: int, by: Actor, heard_by: str, how: str, recipients: Collection[str] = (),
    note: str = "", said_on: date | None = None, equality_only: bool = False,
) -> Referral:  # fmt: skip
    """The same when the referral is closing or has ended: it stays so, and what is still shared stops now (checks after
    3 and 6 months). Consent can be taken back at any time (S1.45).
    """
    referral = locked(by, referral_id, version)
    check_open(MACHINE, "withdraw_consent_after", referral, by)
    only = _only(referral, recipients, equality_only)
    taken = _take_back(referral, heard_by=heard_by, how=how, only=only, note=note, said_on=said_on)
    stop_sharing(referral, None if taken.everything else taken.organisations)
    move(MACHINE, "withdraw_consent_after", referral, by=by, note=taken.why, **taken.codes)
    return referral


@dataclass(frozen=True)
class Taken:
    """What was taken back. organisations: ids. everything: no consent to share is left. why: for the history."""

    organisations: frozenset[uuid.UUID]
    everything: bool
    why: str
    codes: dict[str, Any]


def _only(referral: Referral, recipients: Collection[str], equality_only: bool) -> list[Consent] | None:
    """The live consents that are taken back; None for all of them. Refused when there is none of the kind."""
    live = _live(referral)
    if equality_only:
        chosen = [c for c in live if c.use == ConsentUse.EQUALITY]
    elif recipients:
        chosen = [c for c in live if c.recipient and c.recipient.slug in recipients]
    else:
        return None
    if not chosen:
        raise Refused("There is no live consent of that kind.", field="recipients")
    return chosen


def _live(referral: Referral) -> list[Consent]:
    return list(referral.consents.select_related("key", "recipient").filter(withdrawn_at=None))


def _take_back(
    referral: Referral, *, heard_by: str, how: str, only: list[Consent] | None, note: str, said_on: date | None
) -> Taken:
    at, live = _heard(how, heard_by, said_on), _live(referral)
    chosen = live if only is None else only
    if not chosen:
        raise Refused("There is no live consent for that recipient.", field="recipients")
    shared = any(c.use == ConsentUse.SHARE for c in chosen)
    everything = only is None or shared and not _still_shared(live, chosen)
    for consent in live if everything else chosen:
        _end(consent, how, heard_by, at)
    organisations = frozenset(c.recipient_id for c in chosen if c.recipient_id)
    codes = {"how": how, "organisations": sorted(str(pk) for pk in organisations), "everything": everything}
    codes["equality"] = any(c.use == ConsentUse.EQUALITY for c in chosen)
    why = told(_whom(chosen, everything), f"{Heard(how).label}. Heard by {heard_by}", note)
    return Taken(organisations, everything, why, codes)


def _whom(chosen: list[Consent], everything: bool) -> str:
    names = sorted({consent.recipient.name if consent.recipient else "Equality answers" for consent in chosen})
    return "Everything" if everything else ", ".join(names)


def _still_shared(live: Collection[Consent], chosen: list[Consent]) -> bool:
    return any(c.use == ConsentUse.SHARE for c in live if c not in chosen)


def _heard(how: str, heard_by: str, said_on: date | None) -> datetime:
    """When it was said: now, or noon of an earlier day. Refused unless we know how, and who heard it."""
    if how not in Heard.values:
        raise Refused("Choose how it was said.", field="how")
    check_said(heard_by, "Write who heard it.", field="heard_by")
    today = timezone.localdate()
    if said_on is None or said_on == today:
        return timezone.now()
    if said_on > today:
        raise Refused("The day must be today or in the past.", field="said_on")
    return datetime.combine(said_on, time(12), tzinfo=LONDON)


def _end(consent: Consent, how: str, heard_by: str, at: datetime) -> None:
    consent.withdrawn_at, consent.withdrawn_how, consent.withdrawn_heard_by = at, how, heard_by
    consent.save(update_fields=["withdrawn_at", "withdrawn_how", "withdrawn_heard_by"])


@transaction.atomic
def add_consent(*, referral_id: uuid.UUID, version: int, by: Actor, organisation: Organisation, how: str) -> Referral:
    """The person has now agreed to one more recipient."""
    referral = locked(by, referral_id, version)
    check_open(MACHINE, "add_consent", referral, by)
    if how not in Heard.values:
        raise Refused("Choose how the person agreed.", field="how")
    if referral.consents.filter(use=ConsentUse.SHARE, recipient=organisation, withdrawn_at=None).exists():
        raise Refused(f"The person has agreed to {organisation.name} already.", field="organisation")
    consent = Consent(
        referral=referral, key=referral.key, use=ConsentUse.SHARE, basis=Basis.CONSENT, recipient=organisation,
        notice_version_id=referral.notice_version_id, given_how=how, taken_by=by.name,
    )  # fmt: skip
    consent.save(force_insert=True)
    codes = {"organisation": str(organisation.id), "how": how}
    why = told(organisation.name, Heard(how).label)
    move(MACHINE, "add_consent", referral, by=by, note=why, to=referral.state, **codes)
    return referral


def settle_adjustments(*, referral: Referral, wanted: bool, how: str, by: Actor) -> None:
    """The explicit consent (9(2)(a)) behind BSL and Relay UK follows what is kept: recorded with the first of them, taken
    back with the last. how: how the person said so; asked only when one of the two happens.
    """
    live = next((c for c in _live(referral) if c.use == ConsentUse.RELAY_UK), None)
    if wanted == (live is not None):
        return
    if how not in Heard.values:
        raise Refused("Choose how the person said so.", field="how")
    if live:
        _end(live, how, by.name, timezone.now())
        return
    consent = Consent(
        referral=referral, key=referral.key, use=ConsentUse.RELAY_UK, basis=Basis.EXPLICIT, recipient=None,
        notice_version_id=referral.notice_version_id, given_how=how, taken_by=by.name,
    )  # fmt: skip
    consent.save(force_insert=True)


def agree_to_equality_questions(*, referral: Referral, by: Actor, how: str) -> None:
    """Explicit consent (9(2)(a)) to be asked the equality questions later, on today's notice. Again: stays as it was.

    A provider may add this consent to a referral that is shared with it, and reads none: so it cannot look first.
    """
    if how not in Heard.values:
        raise Refused("Choose how the person agreed.", field="how")
    consent = Consent(
        referral=referral, key=referral.key, use=ConsentUse.EQUALITY, basis=Basis.EXPLICIT, recipient=None,
        notice_version=notice_in_force("safer"), given_how=how, taken_by=by.name,
    )  # fmt: skip
    try:
        with transaction.atomic():
            consent.save(force_insert=True)
    except IntegrityError:  # consent_once_while_live: nothing else in this row can break a constraint before the commit
        return
    record("referral.equality_agreed", by=by, case_id=referral.pk, how=how)
