"""What django-allauth asks of us: who may sign up (nobody), what is recorded, and how secrets are kept."""

import uuid
from typing import Any, Final

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts import devices, factors, secrets
from accounts.actors import ANONYMOUS, Actor
from accounts.backends import MembersOnly
from accounts.models import User
from accounts.queries import actor_for
from journal.actions import record

WORDS: Final = {
    "email_password_mismatch": "The email address or the password is not right. Check both and try again.",
    "incorrect_password": "That is not your password. Try again.",
    "incorrect_code": "That code is not right. Wait for the next one in your app and enter it.",
    "too_many_login_attempts": "Too many tries. Wait a few minutes, then try again.",
    "rate_limited": "Too many tries. Wait a few minutes, then try again.",
    "enter_current_password": "That is not your password now. Try again.",
    "cannot_delete_authenticator": "This is your only second step. Add another one first, then you can remove this.",
}


class InvitationOnly(DefaultAccountAdapter):
    """Accounts are made by invitation. Nobody without a live membership is let in, whatever they know."""

    error_messages = DefaultAccountAdapter.error_messages | WORDS

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **how: Any) -> HttpResponse | None:
        """Also covers passkeys, which do not pass the authentication backend."""
        if MembersOnly().get_user(user.pk) is None:
            return redirect("account_login")
        answer: HttpResponse | None = super().pre_login(request, user, **how)
        return answer

    def post_login(self, request: HttpRequest, user: Any, **how: Any) -> HttpResponse:
        record("account.signed_in", by=actor_for(user.pk))
        if devices.meet(request, user):
            record("account.new_device", by=actor_for(user.pk))
        answer: HttpResponse = super().post_login(request, user, **how)
        return answer

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            record("account.signed_out", by=actor_for(request.user.pk))
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        user = User.objects.filter(email=str(credentials.get("email", "")).lower()).first()
        record("account.sign_in_failed", by=Actor(kind=ANONYMOUS.kind, user_id=user.pk if user else None))

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:
        """What somebody has just proved at sign-in counts as well as what they prove again."""
        return not factors.confirmed_recently(self.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """A password proves nothing to somebody who has a second step: they are asked for that."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if factors.shown_elsewhere(self.request, user) and not factors.has_second_factor(user):
            agency = actor_for(user.pk).organisation_slug
            return [{"id": "agency", "description": "Your agency", "url": reverse("agency_ask", args=[agency])}]
        stronger = [method for method in methods if method["id"] != "reauthenticate"]
        return stronger or methods

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": "accounts.stages.SecondStep"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Counted for each address and each place it is tried from: a stranger cannot keep its owner out."""
        return f"{str(credentials.get('email', '')).lower()}|{self.get_client_ip(request)}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """allauth sends nothing itself: what we send goes through the outbox (accounts/notices.py)."""
        raise NotImplementedError(f"no mail for {template_prefix}")


class SealedSecrets(DefaultMFAAdapter):
    """Seeds are sealed to the person they belong to: copied to somebody else's row, they do not open."""

    error_messages = DefaultMFAAdapter.error_messages | WORDS

    def encrypt(self, text: str) -> str:
        return secrets.seal_for(_whose(), text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.open_for(_whose(), encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return factors.has_another(authenticator)

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002 — allauth's name
        return "Passkey"

    def build_totp_svg(self, url: str) -> str:
        """A picture without inline styles, which our content security policy refuses."""
        code = qrcode.QRCode(border=4)
        code.add_data(url)
        squares = code.get_matrix()
        size = len(squares)
        path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(squares) for x, dark in enumerate(row) if dark)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="240" height="240" role="img">'
            f'<title>Code to scan</title><path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{path}"/></svg>'
        )


def _whose() -> uuid.UUID:
    """The person signed in, or in the middle of signing in, whose secret allauth is about to seal or open."""
    request = context.request
    if request.user.is_authenticated:
        return uuid.UUID(str(request.user.pk))
    return uuid.UUID(str(request._login_stage.login.user.pk))
