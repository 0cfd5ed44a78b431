"""What a scheme administrator does for everybody and a manager for their own people: invite, take back, change roles,
lock out, end a membership. To a manager the people of another organisation do not exist.
"""

import hashlib
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from accounts.actors import Actor
from accounts.links import invitation_secret
from accounts.models import Invitation, Membership, Organisation, User
from accounts.policies import check_roles_fit, check_seats
from accounts.queries import roles_of_others
from journal.actions import record
from walls.refusals import Refused

VALID_FOR = timedelta(days=7)
GONE = "This has changed meanwhile. Look at the list of people again."


@transaction.atomic
def invite(*, name: str, email: str, organisation: Organisation, roles: list[str], by: Actor) -> Invitation:
    """Send somebody a one-time link. An address that is a member already, or has an open invitation, is refused."""
    address = email.lower()
    _check_theirs(organisation, by)
    check_roles_fit(agency=organisation.kind, roles=roles)
    check_seats(roles=roles, taken=roles_of_others(None))
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # one invitation at a time for each agency
    if Membership.objects.filter(user__email=address, ended_at=None).exists():
        raise Refused(
            "This person is a member already. Change their roles, or end that membership first.", field="email"
        )
    open_ones = Invitation.objects.select_for_update().filter(email=address, accepted_at=None, withdrawn_at=None)
    if open_ones.filter(expires_at__gt=timezone.now()).exists():
        raise Refused("This address has an invitation already. Take it back first to send another.", field="email")
    open_ones.update(withdrawn_at=timezone.now())
    invitation = Invitation(
        name=name, email=address, organisation=organisation, roles=sorted(roles), expires_at=timezone.now() + VALID_FOR
    )
    invitation.invited_by_id = by.user_id
    invitation.secret_digest = hashlib.sha256(invitation_secret(invitation.pk).encode()).digest()
    invitation.save()
    record("account.invited", by=by, subject=invitation)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Actor) -> None:
    """The link stops working at once."""
    held = Invitation.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=invitation.pk)
    _check_theirs(held.organisation, by)
    if held.accepted_at or held.withdrawn_at:
        raise Refused(GONE, status=409)
    held.withdrawn_at = timezone.now()
    held.save(update_fields=["withdrawn_at"])
    record("account.invitation_withdrawn", by=by, subject=held)


@transaction.atomic
def change_roles(*, membership: Membership, roles: list[str], by: Actor) -> None:
    """From the person's next click on. The same roles again change nothing."""
    held = _live(membership, by)
    if held.user_id == by.user_id:
        raise Refused("You cannot change your own roles. Somebody else has to do it.", status=403)
    check_roles_fit(agency=held.organisation.kind, roles=roles)
    check_seats(roles=roles, taken=roles_of_others(held.user_id))
    before, held.roles = held.roles, sorted(roles)
    if sorted(before) == held.roles:
        return
    held.save(update_fields=["roles"])
    record("account.roles_changed", by=by, subject=held, before=before, after=held.roles)


@transaction.atomic
def end_membership(*, membership: Membership, by: Actor) -> None:
    """The person is out at their next click; what they did stays under their name.

    Refused while they hold open work: it is handed over first (config/wiring.py AT_ONCE).
    """
    held = _live(membership, by)
    if held.user_id == by.user_id:
        raise Refused("You cannot end your own membership. Somebody else has to do it.", status=403)
    held.ended_at = timezone.now()
    held.save(update_fields=["ended_at"])
    record("account.membership_ended", by=by, subject=held)
    end_sessions(held.user)  # last: sessions do not come back when somebody refuses


@transaction.atomic
def lock_out(*, membership: Membership, by: Actor) -> None:
    """Out at once, whatever they hold: their open work counts as nobody's until it is handed over, and whoever gives
    out the work there is told.
    """
    _turn(membership, by, active=False, event="account.locked_out")


@transaction.atomic
def let_in(*, membership: Membership, by: Actor) -> None:
    """They may sign in again; what nobody took over meanwhile is theirs again."""
    _turn(membership, by, active=True, event="account.let_in")


def _turn(membership: Membership, by: Actor, *, active: bool, event: str) -> None:
    held = _live(membership, by)
    if held.user_id == by.user_id:
        raise Refused("You cannot lock yourself out. Somebody else has to do it.", status=403)
    if held.user.is_active == active:
        raise Refused(f"They are {'let in' if active else 'locked out'} already.", status=409)
    held.user.is_active = active
    held.user.save(update_fields=["is_active"])
    record(event, by=by, subject=held)
    end_sessions(held.user)


@transaction.atomic
def change_organisation(*, organisation: Organisation, telephone: str, email: str, by: Actor) -> None:
    """An agency's telephone number and the team's mailbox. The same again change nothing."""
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if (held.telephone, held.email) == (telephone, email):
        return
    held.telephone, held.email = telephone, email
    held.save(update_fields=["telephone", "email"])
    record("organisation.changed", by=by, subject=held)


def end_sessions(user: User) -> None:
    """Sign somebody out everywhere."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def _check_theirs(organisation: Organisation, by: Actor) -> None:
    if not by.looks_after(organisation.pk):
        raise Http404


def _live(membership: Membership, by: Actor) -> Membership:
    held = (
        Membership.objects.select_for_update(of=("self",)).select_related("user", "organisation").get(pk=membership.pk)
    )
    _check_theirs(held.organisation, by)
    if held.ended_at:
        raise Refused(GONE, status=409)
    return held
