"""Sharing with providers: begins by dispatch, stops at once when it must, ends when the work has ended."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Organisation
from journal.actions import record
from referrals.access import locked
from referrals.choices import ConsentUse, Element
from referrals.machine import check_open, move
from referrals.models import Onward, Referral
from referrals.policies import told
from referrals.states import MACHINE, State
from walls.refusals import Refused


def check_consent(referral: Referral, organisation: Organisation) -> None:
    """Refused unless the person agreed, and still agrees, that this organisation may see the referral (S1.35)."""
    live = referral.consents.filter(use=ConsentUse.SHARE, recipient=organisation, withdrawn_at=None)
    if not live.exists():
        raise Refused(
            f"The person has not agreed that {organisation.name} may see this referral. Ask the person, record the "
            "consent, then send it.",
            field="organisation",
        )


@transaction.atomic
def dispatch(
    *, referral_id: uuid.UUID, version: int, by: Actor, organisation: Organisation, element: Element, note: str = ""
) -> Onward:
    """Share the referral with one provider for one element. providers.actions.dispatch calls it with the workstream."""
    referral = locked(by, referral_id, version)
    check_open(MACHINE, "dispatch", referral, by)
    check_consent(referral, organisation)
    _check_not_sent(referral, organisation, element)
    onward = Onward(referral=referral, organisation=organisation, element=element, sent_by=by.user_id)
    onward.save(force_insert=True)
    referral.due_at, referral.clock_left, referral.ready_to_close = None, None, False
    facts = {"organisation": str(organisation.id), "element": element, "onward": str(onward.id)}
    why = told(f"{organisation.name}: {Element(element).label.lower()}", note)
    move(MACHINE, "dispatch", referral, by=by, note=why, **facts)
    return onward


def _check_not_sent(referral: Referral, organisation: Organisation, element: Element) -> None:
    still_open = referral.onwards.filter(element=element, ended_at=None)
    if element != Element.SECURITY:
        still_open = still_open.filter(organisation=organisation)
    if still_open.exists():
        raise Refused("This part has been sent already and is still open.", field="element")


def stop_sharing(referral: Referral, organisation_ids: Iterable[uuid.UUID] | None = None) -> None:
    """From now on row-level security shows these providers (None: all) nothing of the referral."""
    open_onwards = referral.onwards.filter(stopped_at=None)
    if organisation_ids is not None:
        open_onwards = open_onwards.filter(organisation_id__in=organisation_ids)
    open_onwards.update(stopped_at=timezone.now())


def nothing_open(referral: Referral) -> bool:
    """Whether every provider that was asked has ended its work or acknowledged that it must stop."""
    return not referral.onwards.filter(ended_at=None).exists()


@transaction.atomic
def end(*, onward: Onward, by: Actor, completed: bool, still_shared: bool = False) -> None:
    """A workstream has ended. It never moves the referral; the last one to end says "ready to close".

    still_shared: checks after 3 and 6 months are to come, for which the provider must still see how to get in touch.
    """
    now = timezone.now()
    stop = {} if still_shared or onward.stopped_at else {"stopped_at": now}
    Onward.objects.filter(pk=onward.pk, ended_at=None).update(ended_at=now, completed=completed, **stop)
    record("referral.onward_ended", by=by, case_id=onward.referral_id, onward=str(onward.pk), completed=completed)


@transaction.atomic
def raise_ready_to_close(*, referral_id: uuid.UUID, by: Actor) -> None:
    """Mark a referral whose workstreams have all ended, so that triage sees it. Called for every `onward_ended`.

    On hold it is not marked; taking it off hold looks again.
    """
    referral = Referral.objects.select_for_update(no_key=True).get(pk=referral_id)
    if referral.state in {State.IN_PROGRESS, State.CLOSING} and nothing_open(referral):
        Referral.objects.filter(pk=referral_id).update(ready_to_close=True)
