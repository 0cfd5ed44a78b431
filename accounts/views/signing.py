"""django-allauth's views with what is ours: the demo list, the way out, and what a session has proved."""

import json
from typing import Any

from allauth.account import views as account
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth as passkeys
from allauth.usersessions import views as usersessions
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import demo, factors
from accounts.access import public
from accounts.forms import EndSessions, ReplaceCodes
from accounts.models import Organisation, User
from accounts.queries import actor_for
from journal.actions import record

ONLY_ONE = (
    "This passkey is your only second step, so it stays. Add an authenticator app or another passkey first, then remove "
    "this one."
)


class SignIn(account.LoginView):
    """E-mail address and password. A sample instance lists its demo accounts."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        if settings.AGENCY_SIGN_IN:
            slugs = [agency["slug"] for agency in settings.AGENCY_SIGN_IN]
            shown["agencies"] = Organisation.objects.filter(slug__in=slugs)
        if demo.allowed():
            shown["demo_groups"] = demo.by_agency()
            shown["demo_password"] = demo.password()
        return shown


class EnterCode(mfa.AuthenticateView):
    """The second step. On a sample instance a demo person sees the code that their app would show."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        user = self.stage.login.user
        shown |= _demo_code(user)
        if factors.has_passkey(user):
            shown["options"] = _for_browser(shown["js_data"]["request_options"])
        return shown


class ConfirmCode(mfa.ReauthenticateView):
    """A code once more, for what needs a fresh proof."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        return shown | _demo_code(self.request.user)


class ConfirmPasskey(webauthn.ReauthenticateWebAuthnView):
    """A passkey once more."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        return shown | {"options": _for_browser(shown["js_data"]["request_options"])}


class SignOut(account.LogoutView):
    """The browser throws away what it kept of us."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = super().post(*args, **kwargs)
        answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        return answer


class EnrolApp(totp.ActivateTOTPView):
    """An authenticator app. Who makes a second factor in this session has shown it."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        _made(self.request, "totp")
        return answer


class EnrolPasskey(webauthn.AddWebAuthnView):
    """A passkey that checks finger, face or PIN itself, so it may stand for both steps."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        shown["options"] = _for_browser(passkeys.begin_registration(self.request.user, passwordless=True))
        return shown

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        _made(self.request, "webauthn")
        return answer


class RemovePasskey(webauthn.RemoveWebAuthnView):
    """Nobody removes their last second step."""

    def form_valid(self, form: Any) -> HttpResponse:
        if not factors.has_another(self.object):
            shown = self.get_context_data(form=form, refused=ONLY_ONE)
            return render(self.request, self.template_name, shown, status=422)
        answer: HttpResponse = super().form_valid(form)
        record("account.second_factor_removed", by=actor_for(self.request.user.pk), factor="webauthn")
        return answer


class RemoveApp(totp.DeactivateTOTPView):
    """The adapter refuses it when it is the last second step."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        record("account.second_factor_removed", by=actor_for(self.request.user.pk), factor="totp")
        return answer


class NewCodes(recovery_codes.GenerateRecoveryCodesView):
    """Sent twice it makes codes once: those that the person has printed meanwhile go on to work."""

    form_class = ReplaceCodes

    def form_valid(self, form: Any) -> HttpResponse:
        User.objects.select_for_update().get(pk=self.request.user.pk)
        if form.cleaned_data["replaces"] != form.current():
            return redirect(self.get_success_url())
        answer: HttpResponse = super().form_valid(form)
        record("account.second_factor_added", by=actor_for(self.request.user.pk), factor="recovery_codes")
        return answer


class ChangePassword(account.PasswordChangeView):
    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        record("account.password_changed", by=actor_for(self.request.user.pk))
        return answer


class SetNewPassword(account.PasswordResetFromKeyView):
    """From the link of a mail. Signing in afterwards still needs the second step."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        record("account.password_reset", by=actor_for(self.reset_user.pk))
        return answer


class Sessions(usersessions.ListUserSessionsView):
    """Where somebody is signed in. To end one of them, or all others, takes the second step of the last ten minutes."""

    form_class = EndSessions

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        if not factors.confirmed_recently(self.request):
            raise ReauthenticationRequired
        answer: HttpResponse = super().post(*args, **kwargs)
        return answer


@public
@require_http_methods(["GET", "HEAD", "POST"])
def closed(request: HttpRequest) -> HttpResponse:
    """/accounts/signup/: nobody signs up."""
    return render(request, "account/signup_closed.html", status=403)


def _demo_code(user: Any) -> dict[str, str]:
    return {"demo_code": demo.codes(user.email)[1]} if demo.is_open_to(user) else {}


def _for_browser(options: Any) -> str:
    """JSON that static/accounts-passkeys.js reads from an attribute."""
    return json.dumps(options)


def _made(request: Any, kind: str) -> None:
    factors.mark_proved(request, kind)
    record("account.second_factor_added", by=actor_for(request.user.pk), factor=kind)
