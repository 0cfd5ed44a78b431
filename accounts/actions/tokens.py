"""The key of an agency's own system: issued and revoked by a scheme administrator, nobody else."""

import uuid
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Organisation, Token, User
from accounts.policies import check_system_may
from accounts.tokens import digest_of, new_secret
from journal.actions import record
from walls.refusals import Refused

YEAR = timedelta(days=365)
SHOWN_ONCE = (
    "This key was made already, and shown once. If nobody has it, go to the list, revoke it and make another one."
)


@transaction.atomic
def issue(*, token_id: uuid.UUID, name: str, organisation: Organisation, role: str, until: date, by: Actor) -> str:
    """→ the secret, which nobody can find out again. `until`: the last day. token_id: from the form, so that the same form
    sent twice makes one. Raises Refused.
    """
    _check_administrator(by)
    check_system_may(agency=organisation.kind, role=role)
    if not timedelta() <= until - timezone.localdate() < YEAR:
        raise Refused("Choose a day from today on, within a year.", field="until")
    expires_at = timezone.make_aware(datetime.combine(until + timedelta(days=1), time()))
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # of two presses one makes it
    if Token.objects.filter(pk=token_id).exists():
        raise Refused(SHOWN_ONCE, status=409)
    secret = new_secret()
    token = Token(id=token_id, user=_nobody(name), organisation=organisation, name=name, role=role)
    token.digest, token.issued_by_id, token.expires_at = digest_of(secret), by.own_id, expires_at
    token.save(force_insert=True)
    record("token.issued", by=by, subject=token, organisation=str(organisation.pk), role=role)
    return secret


@transaction.atomic
def revoke(*, token: Token, by: Actor) -> None:
    """From the system's next request on it opens nothing. Harmless when it was revoked already."""
    _check_administrator(by)
    held = Token.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if held.revoked_at:
        return
    held.revoked_at, held.revoked_by_id = timezone.now(), by.own_id
    held.save(update_fields=["revoked_at", "revoked_by"])
    record("token.revoked", by=by, subject=held)


def _nobody(name: str) -> User:
    """The service account: it cannot sign in, for three reasons that each suffice."""
    user = User(email=f"{uuid.uuid4()}@system.invalid", name=f"{name} (system)", is_active=False)
    user.set_unusable_password()
    user.save(force_insert=True)
    return user


def _check_administrator(by: Actor) -> None:
    if not by.may("account.manage"):
        raise Http404
