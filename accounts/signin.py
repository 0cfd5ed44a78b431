"""Addresses under /accounts/ that django-allauth answers. What is not here is closed: sign-up, e-mail changes, sign-in
codes by e-mail, phone numbers. Each address has its policy in accounts/access.py.
"""

from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.webauthn import views as webauthn
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, register_converter
from django.views.decorators.http import require_http_methods

from accounts.access import ALLAUTH
from accounts.views import agency, signing


class Alphanumeric:
    """A part of an address that ends where the hyphen begins."""

    regex = "[0-9A-Za-z]+"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


register_converter(Alphanumeric, "alnum")


def _page(address: str, view: Any, name: str) -> URLPattern:
    """A view with its policy; a name that accounts/access.py does not list stops the start. Browsers show and send forms:
    Django's own views would take a PUT for a POST, and a DELETE too.
    """
    takes = ["GET", "HEAD", "POST"] if hasattr(view.view_class, "post") else ["GET", "HEAD"]
    view = require_http_methods(takes)(_says_refusal(view))
    view.policy = ALLAUTH[name]
    page: URLPattern = path(address, view, name=name)
    return page


def _says_refusal(view: Any) -> Any:
    """A form that is drawn again because something is wrong is a 422, as everywhere in the house."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = view(request, *args, **kwargs)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if request.method == "POST" and response.status_code == 200 and form is not None and form.errors:
            response.status_code = 422
        return response

    return answered


urlpatterns = [
    _page("login/", signing.SignIn.as_view(), "account_login"),
    _page("login/code/", signing.EnterCode.as_view(), "mfa_authenticate"),
    _page("login/passkey/", webauthn.LoginWebAuthnView.as_view(), "mfa_login_webauthn"),
    _page("logout/", signing.SignOut.as_view(), "account_logout"),
    path("signup/", signing.closed, name="account_signup"),
    _page("confirm/", account.ReauthenticateView.as_view(), "account_reauthenticate"),
    _page("confirm/code/", signing.ConfirmCode.as_view(), "mfa_reauthenticate"),
    _page("confirm/passkey/", signing.ConfirmPasskey.as_view(), "mfa_reauthenticate_webauthn"),
    _page("password/change/", signing.ChangePassword.as_view(), "account_change_password"),
    _page("password/reset/", account.PasswordResetView.as_view(), "account_reset_password"),
    _page("password/reset/sent/", account.PasswordResetDoneView.as_view(), "account_reset_password_done"),
    _page(
        "password/reset/done/", account.PasswordResetFromKeyDoneView.as_view(), "account_reset_password_from_key_done"
    ),
    _page(
        "password/reset/<alnum:uidb36>-<str:key>/", signing.SetNewPassword.as_view(), "account_reset_password_from_key"
    ),
    _page("second-step/", mfa.IndexView.as_view(), "mfa_index"),
    _page("second-step/app/", signing.EnrolApp.as_view(), "mfa_activate_totp"),
    _page("second-step/app/remove/", signing.RemoveApp.as_view(), "mfa_deactivate_totp"),
    _page("second-step/codes/", recovery_codes.ViewRecoveryCodesView.as_view(), "mfa_view_recovery_codes"),
    _page("second-step/codes/new/", signing.NewCodes.as_view(), "mfa_generate_recovery_codes"),
    _page("second-step/passkeys/", webauthn.ListWebAuthnView.as_view(), "mfa_list_webauthn"),
    _page("second-step/passkeys/add/", signing.EnrolPasskey.as_view(), "mfa_add_webauthn"),
    _page("second-step/passkeys/<int:pk>/", webauthn.EditWebAuthnView.as_view(), "mfa_edit_webauthn"),
    _page("second-step/passkeys/<int:pk>/remove/", signing.RemovePasskey.as_view(), "mfa_remove_webauthn"),
    path("agency/<slug:agency>/", agency.ask, name="agency_ask"),
    path("agency/<slug:agency>/answer/", agency.answer, name="agency_answer"),
    _page("sessions/", signing.Sessions.as_view(), "usersessions_list"),
]
