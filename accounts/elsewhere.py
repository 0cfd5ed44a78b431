"""Signing in with the account that somebody has at their agency (OpenID Connect, for example Entra ID; docs/adr/0041).

Off unless AGENCY_SIGN_IN names an agency's server. It opens accounts that exist by invitation, of that agency's own members,
and nothing else. What the server says is believed when it is signed, new, and an answer to our own question.
"""

import hmac
import time
from typing import Any, Final

import jwt
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.utils import perform_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts import factors
from accounts.actors import ANONYMOUS
from accounts.models import Membership, User
from accounts.secrets import derived
from journal.actions import record

SIGNED_BY: Final = {"RS256", "PS256", "ES256"}
NEEDED: Final = {"authorization_endpoint", "token_endpoint", "jwks_uri", "issuer"}
SECOND_STEP: Final = {
    "mfa",
    "ngcmfa",
    "fido",
    "hwk",
}  # values of `amr` (RFC 8176, Entra) that say: not by password alone
ANOTHER_FAILED: Final = 424  # the fault is not ours
NOT_NOW = "Your agency’s sign-in did not answer as it should. Try again, or sign in with your password."
NOT_YOU = "No account here belongs to that sign-in. Ask the scheme administrator for an invitation, or sign in with your password."


class Question(OAuth2Client):
    """Asks with a nonce that only this question has."""

    def get_redirect_url(self, authorization_url: str, scope: Any, extra_params: dict[str, str]) -> str:
        asked: str = super().get_redirect_url(authorization_url, scope, extra_params | {"nonce": _nonce(self.state)})
        return asked


class Server(OpenIDConnectOAuth2Adapter):
    """One agency's server, as AGENCY_SIGN_IN names it."""

    client_class = Question

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the server says of itself; OAuth2Error when that is not what we were told it is."""
        said: dict[str, Any] = super().openid_config
        if NEEDED - said.keys() or said["issuer"] != self.get_provider().app.settings["server_url"]:
            raise OAuth2Error("the server is not the one that was configured")
        return said

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return settings.SITE_URL + reverse("agency_answer", args=[self.provider_id])

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **said: Any) -> SocialLogin:
        claims = self._claims(app, str(said["response"].get("id_token", "")))
        login = SocialLogin(account=SocialAccount(provider=self.provider_id, uid=str(claims["sub"])[:191]))
        login.claims = claims
        return login

    def _claims(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """Signed by the server, for us, now, and in answer to this question; OAuth2Error for anything else."""
        try:
            if jwt.get_unverified_header(id_token).get("alg") not in SIGNED_BY:
                raise OAuth2Error("not signed as it should be")
            claims: dict[str, Any] = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as fault:
            raise OAuth2Error("not a token that can be read") from fault
        asked = _nonce(self.request.GET.get("state", ""))
        if not claims.get("exp") or not claims.get("sub") or not hmac.compare_digest(str(claims.get("nonce")), asked):
            raise OAuth2Error("an answer to another question")
        return claims


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = Server
    pkce_enabled_default = True


class ByInvitation(DefaultSocialAccountAdapter):
    """SOCIALACCOUNT_ADAPTER: servers stand in the settings only, and nobody signs up or connects by themselves."""

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        return [_app(agency) for agency in settings.AGENCY_SIGN_IN if agency["slug"] == provider]

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Provider:
        return Provider(request, app=self.get_app(request, provider))

    def get_requests_session(self) -> Any:
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """allauth would go on to connecting and signing up; here it ends."""
        agency, claims = sociallogin.account.provider, sociallogin.claims
        user = _member(agency, sociallogin.account.uid, _address(claims))
        if user is None:
            record("account.sign_in_failed", by=ANONYMOUS)
            raise ImmediateHttpResponse(failed(request, NOT_YOU, 403))
        if request.user.is_authenticated:
            get_account_adapter(request).logout(request)
        factors.mark_elsewhere(request, user, _moment(claims), _two_steps(claims))
        raise ImmediateHttpResponse(perform_login(request, user, redirect_url=sociallogin.get_redirect_url(request)))

    def on_authentication_error(self, request: HttpRequest, provider: Provider, **_: Any) -> None:
        record("account.sign_in_failed", by=ANONYMOUS)
        raise ImmediateHttpResponse(failed(request, NOT_NOW, ANOTHER_FAILED))


def server(request: HttpRequest, agency: str) -> Server:
    """Http404 when this agency has none."""
    found = Server(request, agency)
    try:
        found.get_provider()
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return found


def failed(request: HttpRequest, words: str, status: int) -> HttpResponse:
    return render(request, "account/agency_failed.html", {"words": words}, status=status)


def _app(agency: dict[str, str]) -> SocialApp:
    return SocialApp(
        provider="openid_connect",
        provider_id=agency["slug"],
        name=agency["slug"],
        client_id=agency["client"],
        secret=agency["secret"],
        settings={"server_url": agency["server"]},
    )


def _member(agency: str, subject: str, address: str) -> User | None:
    """Who at this agency it is: whom the server called so before, and the first time whoever has that address."""
    members = Membership.objects.filter(ended_at=None, organisation__slug=agency, user__is_active=True)
    bound = SocialAccount.objects.filter(provider=agency, uid=subject).first()
    if bound is not None:
        found = members.filter(user=bound.user_id).select_related("user").first()
        return found.user if found else None
    found = (
        members.filter(user__email=address).exclude(user__socialaccount__provider=agency).select_related("user").first()
    )
    if found is None:
        return None
    SocialAccount.objects.create(provider=agency, uid=subject, user=found.user)
    return found.user


def _address(claims: dict[str, Any]) -> str:
    return str(claims.get("email") or claims.get("preferred_username") or "").lower()


def _two_steps(claims: dict[str, Any]) -> bool:
    """Whether the server says that it asked for more than a password. Without a word of it, our own second step is asked."""
    ways = claims.get("amr")
    return isinstance(ways, list) and any(way in SECOND_STEP for way in ways if isinstance(way, str))


def _moment(claims: dict[str, Any]) -> int:
    """When the person last proved themself there, in seconds since 1970; never later than now."""
    said = claims.get("auth_time", claims.get("iat"))
    return min(said, int(time.time())) if isinstance(said, int) else 0


def _nonce(state: str) -> str:
    return derived("agency nonce", state).hex()
