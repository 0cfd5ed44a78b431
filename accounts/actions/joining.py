"""An invited person becomes a member."""

from django.db import transaction
from django.utils import timezone

from accounts.links import invitation_for
from accounts.models import Invitation, Membership, User
from accounts.policies import check_seats
from accounts.queries import actor_for, roles_of_others
from journal.actions import record
from walls.refusals import Refused

NO_LONGER = "This link does not work any more. Ask the scheme administrator for a new invitation."


@transaction.atomic
def join(*, secret: str, password: str = "") -> User:
    """Make the account and the membership. Somebody who had an account before keeps it, password and second step
    included; `password` is then ignored.
    """
    invitation = _claimed(secret)
    check_seats(roles=invitation.roles, taken=roles_of_others(None))
    user = User.objects.filter(email=invitation.email).first()
    if user is None:
        user = User.objects.create_user(invitation.email, password, name=invitation.name)
    if Membership.objects.filter(user=user, ended_at=None).exists():
        raise Refused("You are a member already. Sign in.", status=409)
    membership = Membership.objects.create(
        user=user, organisation=invitation.organisation, roles=invitation.roles, started_at=timezone.now()
    )
    if not user.is_active:  # locked out before they left; whoever invites lets them in again
        user.is_active = True
        user.save(update_fields=["is_active"])
    invitation.accepted_at, invitation.accepted_by = membership.started_at, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record("account.joined", by=actor_for(user.pk), subject=membership)
    return user


def _claimed(secret: str) -> Invitation:
    """The open invitation of this link, locked: of two clicks one joins."""
    found = invitation_for(secret)
    if found is not None:
        found = Invitation.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=found.pk)
    if found is None or not found.is_open:
        raise Refused(NO_LONGER, status=409)
    return found
