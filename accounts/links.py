"""One-time links that we send. Their secrets are derived, so the database holds a digest and nothing to steal."""

import base64
import hashlib
import uuid

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse

from accounts.models import Invitation, User
from accounts.secrets import derived


def invitation_secret(invitation_id: uuid.UUID) -> str:
    """43 characters that only this instance can work out."""
    return base64.urlsafe_b64encode(derived("invitation", str(invitation_id))).decode().rstrip("=")


def invitation_for(secret: str) -> Invitation | None:
    """The open invitation that this link belongs to; None when it is used, taken back, expired or made up."""
    digest = hashlib.sha256(secret.encode()).digest()
    found = Invitation.objects.select_related("organisation").filter(secret_digest=digest).first()
    return found if found is not None and found.is_open else None


def invitation_address(invitation_id: uuid.UUID) -> str:
    return settings.SITE_URL + reverse("accounts:invitation", args=[invitation_secret(invitation_id)])


def password_address(user: User) -> str:
    """Where somebody chooses a new password. Dead after PASSWORD_RESET_TIMEOUT, a sign-in or a change of password."""
    token = default_token_generator.make_token(user)
    return settings.SITE_URL + reverse("account_reset_password_from_key", args=[user.pk.hex, token])
