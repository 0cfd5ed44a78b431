"""A lost second step. One person asks after checking who it is, another one agrees; then everything starts anew."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone

from accounts.actions.people import GONE, end_sessions
from accounts.actors import Actor
from accounts.models import Recovery, User
from journal.actions import record
from walls.refusals import Refused


@transaction.atomic
def ask(*, user: User, by: Actor) -> Recovery:
    """Nothing changes for the person yet."""
    held = User.objects.select_for_update().get(pk=user.pk)
    if held.pk == by.user_id:
        raise Refused("You cannot ask for yourself. Two other people must agree.", status=403)
    if Recovery.objects.filter(user=held, decided_at=None).exists():
        raise Refused("Somebody has asked for this already. It waits for a second person.", status=409)
    asked = Recovery.objects.create(user=held, asked_by_id=by.own_id)
    record("account.recovery_asked", by=by, subject=asked)
    return asked


@transaction.atomic
def decide(*, recovery: Recovery, agreed: bool, by: Actor) -> None:
    """When agreed: second steps, sessions and the password are gone, and the person gets a link by mail to choose a
    new password; the second step is made again at the next sign-in. So it takes two people and the mailbox.
    """
    held = Recovery.objects.select_for_update(of=("self",)).select_related("user").get(pk=recovery.pk)
    if held.decided_at:
        raise Refused(GONE, status=409)
    if by.user_id in (held.asked_by_id, held.user_id):
        raise Refused("Somebody else must decide this: not who asked, and not who it is about.", status=403)
    held.decided_at, held.decided_by_id, held.agreed = timezone.now(), by.user_id, agreed
    held.save(update_fields=["decided_at", "decided_by", "agreed"])
    if agreed:
        _start_anew(held.user)
    record("account.recovery_agreed" if agreed else "account.recovery_refused", by=by, subject=held.user)


def _start_anew(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    end_sessions(user)
    user.set_unusable_password()
    user.save(update_fields=["password"])
