"""What the outbox tells people about their accounts. config/wiring.py names these."""

import uuid

from accounts import mail
from accounts.backends import MembersOnly
from accounts.links import invitation_address, password_address
from accounts.models import Invitation, User
from journal.models import Event

NOBODY = uuid.UUID(int=0)


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


def tell_of_change(event: Event) -> None:
    """account.password_changed, .password_reset, .second_factor_added, .second_factor_removed: was it you?"""
    user = User.objects.filter(pk=event.actor_id or NOBODY).first()
    if user is not None:
        mail.send(
            event, to=user.email, subject="Your sign-in was changed", template="account/email/sign_in_changed.txt"
        )
