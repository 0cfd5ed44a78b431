"""Sending a referral to a provider: the sharing and the workstream are one. Also from one support provider to another."""

import uuid

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Organisation
from journal.actions import record
from providers.access import workstream_for
from providers.actions.moving import finish, go, take
from providers.models import SecurityWorkstream, SupportWorkstream, Workstream
from providers.queries import covers, installed_on, is_signatory
from referrals.access import locked as referral_locked
from referrals.actions import onward as sharing
from referrals.choices import District, Element
from referrals.models import Onward, Referral
from referrals.states import State
from walls.refusals import Refused
from walls.scope import scoped


@transaction.atomic
def dispatch(
    *, referral_id: uuid.UUID, version: int, by: Actor, organisation: Organisation, element: str, note: str = ""
) -> Workstream:
    """Send one element to one provider: → its workstream, `sent`. The note is for the provider.

    Refused for a provider that has not signed the KMISA, does not do the element in the district today, or that the
    person has not agreed to (S1.35). The sharing register entry is the onward row and its event (S1.36).
    """
    referral = referral_locked(by, referral_id, version)
    check_provider(organisation, element, referral.district)
    onward = sharing.dispatch(
        referral_id=referral_id, version=version, by=by, organisation=organisation, element=Element(element)
    )
    return begin(referral, onward, by=by, note=note)


def check_provider(organisation: Organisation, element: str, district: str) -> None:
    """Refused unless this organisation may be sent this element in this district today."""
    today = timezone.localdate()
    if element not in Element.values:
        raise Refused("Choose what the provider should do.", field="element")
    if not is_signatory(organisation.pk, today):
        raise Refused(
            f"{organisation.name} has not signed the Kent and Medway Information Sharing Agreement, or its signature "
            "has ended. Nothing can be sent to it.",
            field="organisation",
        )
    if not covers(organisation.pk, element, district, today):
        what, where = Element(element).label.lower(), District(district).label
        raise Refused(f"{organisation.name} does not do {what} in {where} today. Choose another.", field="organisation")


def begin(referral: Referral, onward: Onward, *, by: Actor, note: str) -> Workstream:
    """The workstream of an onward referral that has just been made."""
    shared = {
        "referral": referral, "organisation_id": onward.organisation_id, "key": referral.key, "onward": onward,
        "reference": referral.reference, "element": onward.element, "sent_at": onward.sent_at,
    }  # fmt: skip
    row: Workstream
    if onward.element == Element.SECURITY:
        row = SecurityWorkstream(**shared)
    else:
        row = SupportWorkstream(**shared, secured_on=installed_on(referral.pk))
    go(row, "dispatch", by=by, note=note)
    return row


@transaction.atomic
def transfer(
    *, workstream_id: uuid.UUID, version: int, by: Actor, organisation: Organisation, note: str = ""
) -> SupportWorkstream:
    """Hand support over to another provider: a new workstream there, this one ends. Notes and plan stay behind.

    The person must have agreed to the new provider. A provider cannot see consents, so they are looked up with the
    sight of this one referral; the referral is locked first, as everywhere, so that nothing is shared while somebody
    withdraws.
    """
    referral_id = workstream_for(by, workstream_id).referral_id
    with scoped(sight="link", actor=by.user_id, organisation=by.organisation_id, referral=referral_id):
        rows = Referral.objects.select_related("key").select_for_update(of=("self",), no_key=True)
        referral = rows.get(pk=referral_id)
    row = take(SupportWorkstream, "transfer", workstream_id=workstream_id, version=version, by=by)
    if organisation.pk == row.organisation_id:
        raise Refused("Choose another provider than your own.", field="organisation")
    if referral.state != State.IN_PROGRESS:
        raise Refused("The referral is on hold or closing. Call Victim Support: 0808 168 9111.", status=409)
    check_provider(organisation, row.element, referral.district)
    with scoped(sight="link", actor=by.user_id, organisation=by.organisation_id, referral=referral_id):
        sharing.check_consent(referral, organisation)
        _check_not_there(referral, organisation, row.element)
        row.transferred_to_id = begin(referral, _pass_on(referral, organisation, row.element, by), by=by, note="").pk
    finish(row, "transfer", by=by, note=note, to_organisation=str(organisation.pk))
    return row


def _check_not_there(referral: Referral, organisation: Organisation, element: str) -> None:
    if referral.onwards.filter(organisation=organisation, element=element, ended_at=None).exists():
        raise Refused(f"{organisation.name} has this already.", field="organisation")


def _pass_on(referral: Referral, organisation: Organisation, element: str, by: Actor) -> Onward:
    """A new onward referral without moving the parent: workstreams never do."""
    onward = Onward(referral=referral, organisation=organisation, element=element, sent_by=by.user_id)
    onward.save(force_insert=True)
    record(
        "referral.dispatched", by=by, case_id=referral.pk, subject=referral, organisation=str(organisation.pk),
        element=element, onward=str(onward.pk), transferred=True,
    )  # fmt: skip
    return onward
