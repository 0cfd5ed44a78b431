"""What the outbox tells people about their accounts. config/wiring.py names these."""

import uuid

from django.db.models import QuerySet

from accounts import mail
from accounts.backends import MembersOnly
from accounts.links import invitation_address, password_address
from accounts.models import Invitation, Membership, User
from accounts.queries import member_of
from accounts.roles import GRANTS
from journal.models import Event

NOBODY = uuid.UUID(int=0)
GIVES_WORK = {"team.manage", "referral.assign"}


def send_invitation(event: Event) -> None:
    """account.invited: the one-time link. Nothing when it was taken back meanwhile."""
    invitation = Invitation.objects.filter(pk=event.subject_id or NOBODY).first()
    if invitation is not None and invitation.is_open:
        mail.send(
            event,
            to=invitation.email,
            subject="Your invitation to SAFER Referrals",
            template="account/email/invitation.txt",
            address=invitation_address(invitation.pk),
        )


def send_new_password_link(event: Event) -> None:
    """account.password_reset_asked, account.recovery_agreed. Nothing when the address is unknown or not a member."""
    user = MembersOnly().get_user(event.subject_id) if event.subject_id else None
    if user is not None:
        mail.send(
            event,
            to=user.email,
            subject="Choose a new password for SAFER Referrals",
            template="account/email/new_password.txt",
            address=password_address(user),
        )


def alarm(event: Event) -> None:
    """account.locked_out: to everybody who gives out work there, else to the team's mailbox, else to the scheme
    administrators. Somebody must look at what the person held.
    """
    member = member_of(event)
    there = Membership.objects.filter(organisation=member.organisation_id).exclude(pk=member.pk)
    team = [member.organisation.email] if member.organisation.email else []
    addresses = _mailboxes(there, GIVES_WORK) or team or _mailboxes(Membership.objects.all(), {"account.manage"})
    for address in addresses:
        mail.send(event, to=address, subject="Work that is nobody’s", template="account/email/nobodys.txt")


def _mailboxes(members: QuerySet[Membership], permissions: set[str]) -> list[str]:
    """Addresses of those who work there now and may sign in, in a role with one of these permissions."""
    roles = [role.value for role, grant in GRANTS.items() if permissions & grant.permissions]
    live = members.filter(ended_at=None, user__is_active=True, roles__overlap=roles)
    return list(live.order_by("user__email").values_list("user__email", flat=True))


def tell_of_change(event: Event) -> None:
    """account.password_changed, .password_reset, .second_factor_added, .second_factor_removed: was it you?"""
    _tell_oneself(event, "Your sign-in was changed", "account/email/sign_in_changed.txt")


def tell_of_device(event: Event) -> None:
    """account.new_device: was it you?"""
    _tell_oneself(event, "A new sign-in to your account", "account/email/new_device.txt")


def _tell_oneself(event: Event, subject: str, template: str) -> None:
    user = User.objects.filter(pk=event.actor_id or NOBODY).first()
    if user is not None:
        mail.send(event, to=user.email, subject=subject, template=template)
