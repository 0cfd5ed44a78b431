"""Forms of sign-in, in the look of the house. The checks are django-allauth's; the words and the boxes are ours."""

import uuid
from contextlib import suppress
from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from allauth.usersessions.forms import ManageUserSessionsForm
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from accounts import demo
from accounts.actors import ANONYMOUS
from accounts.models import User
from accounts.queries import actor_for
from journal.actions import record
from walls.forms import Confirm, Email, PageForm, PageFormRules, Text
from walls.keys import Unreadable

# How long a code could be used again if it were not remembered: its own half minute and the tolerance on both sides.
CODE_SECONDS = demo.PERIOD * (2 * settings.MFA_TOTP_TOLERANCE + 1)
INCOMPLETE = {"invalid": "This page was incomplete. Open it again."}


class Password(Text):
    """A password that exists. Never put back into the page."""

    widget = forms.PasswordInput

    def __init__(self, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {"max_length": 128, "autocomplete": "current-password"}
        super().__init__(**(defaults | kwargs))


class NewPassword(Password):
    """A password to be: twelve characters or more, not a common one, not like the person's name or address."""

    user: User | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"autocomplete": "new-password"} | kwargs))

    def clean(self, value: Any) -> str:
        chosen: str = get_adapter().clean_password(super().clean(value), user=self.user)
        return chosen


class Code(Text):
    """Six digits from an app, or one of the codes kept on paper."""

    def __init__(self, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {"max_length": 20, "width": 10, "strip": True, "autocomplete": "one-time-code"}
        super().__init__(**(defaults | kwargs))
        self.widget.attrs["inputmode"] = "numeric"


class SignIn(PageFormRules, account.LoginForm):
    """ACCOUNT_FORMS login."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = Email(label="Email address", called="your email address", autocomplete="email")
        self.fields["password"] = Password(label="Password", called="your password")


class AskNewPassword(PageFormRules, account.ResetPasswordForm):
    """ACCOUNT_FORMS reset_password. Known or not, the answer and the work are the same; the outbox sends the mail. Sent
    again, the same page asks once: its event has an id that is worked out from the page's own.
    """

    email = Email(label="Email address", called="your email address", autocomplete="email")
    posted = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput, error_messages=INCOMPLETE)

    def save(self, request: HttpRequest, **_: Any) -> str:
        known, email = next(iter(self.users), None), str(self.cleaned_data["email"])
        event_id = uuid.uuid5(self.cleaned_data["posted"] or uuid.uuid4(), email)
        with suppress(IntegrityError), transaction.atomic():  # the same page, a moment ago: that mail is on its way
            record("account.password_reset_asked", by=ANONYMOUS, subject=known, event_id=event_id)
        return email


class Twice(PageFormRules):
    """A new password, typed twice."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data  # type: ignore[attr-defined]
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", "The two passwords are not the same. Type both again")  # type: ignore[attr-defined]
        return cleaned


def _first() -> NewPassword:
    return NewPassword(
        label="New password",
        called="a new password",
        help_text="12 characters or more. Three or four words that do not belong together are easy to remember.",
    )


def _second() -> Password:
    return Password(label="New password again", called="the new password again", autocomplete="new-password")


class SetNewPassword(Twice, account.ResetPasswordKeyForm):
    """ACCOUNT_FORMS reset_password_from_key."""

    password1 = _first()
    password2 = _second()


class ChangePassword(Twice, account.ChangePasswordForm):
    """ACCOUNT_FORMS change_password."""

    oldpassword = Password(label="Your password now", called="your password now")
    password1 = _first()
    password2 = _second()


class ConfirmPassword(PageFormRules, account.ReauthenticateForm):
    """ACCOUNT_FORMS reauthenticate: for people who have no second step yet."""

    password = Password(label="Password", called="your password")


class CodeRules(PageFormRules):
    """A code works once. Demo accounts of a sample instance are shared by many, so theirs may be used again."""

    def clean_code(self) -> str:
        if demo.is_open_to(self.user):  # type: ignore[attr-defined]
            cache.delete(self._used_key())
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except Unreadable:  # somebody put another person's secret into this row: it opens nothing
            raise get_mfa_adapter().validation_error("incorrect_code") from None
        cache.touch(self._used_key(), CODE_SECONDS)
        return code

    def _used_key(self) -> str:
        totp = Authenticator(user=self.user, type=Authenticator.Type.TOTP)  # type: ignore[attr-defined]
        return str(totp.wrap()._get_used_cache_key(self.cleaned_data["code"]))  # type: ignore[attr-defined]


class EnterCode(CodeRules, mfa.AuthenticateForm):
    """MFA_FORMS authenticate."""

    code = Code(label="Code", called="the code")


class ConfirmCode(CodeRules, mfa.ReauthenticateForm):
    """MFA_FORMS reauthenticate."""

    code = Code(label="Code", called="the code")


class EnrolApp(PageFormRules, ActivateTOTPForm):
    """MFA_FORMS activate_totp."""

    code = Code(label="Six digits from the app", called="the six digits")


class Answer(forms.JSONField):
    """What a browser says about a passkey. Anything else is refused in words: numbers beyond counting, endless brackets."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as fault:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from fault


class SignInPasskey(webauthn.LoginWebAuthnForm):
    """MFA_FORMS login_webauthn."""

    credential = Answer()


class ConfirmPasskey(webauthn.ReauthenticateWebAuthnForm):
    """MFA_FORMS reauthenticate_webauthn."""

    credential = Answer()


class EnrolPasskey(PageFormRules, webauthn.AddWebAuthnForm):
    """MFA_FORMS add_webauthn. A passkey is always one that can sign in alone: it checks finger, face or PIN itself."""

    name = Text(label="Name of this passkey", called="a name", required=False, initial="Passkey", max_length=60)
    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)
    credential = Answer()


class RenamePasskey(PageFormRules, webauthn.EditWebAuthnForm):
    """MFA_FORMS edit_webauthn."""

    name = Text(label="Name of this passkey", called="a name", max_length=60)


class ReplaceCodes(GenerateRecoveryCodesForm):
    """Carries which codes it replaces, so that sending it twice makes them once."""

    replaces = forms.IntegerField(required=False, widget=forms.HiddenInput, error_messages=INCOMPLETE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replaces"].initial = self.current()

    def current(self) -> int | None:
        """Which codes the person has now."""
        found = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.RECOVERY_CODES)
        pk: int | None = found.values_list("pk", flat=True).first()
        return pk


class EndSessions(ManageUserSessionsForm):
    """One of one's own sessions, or all but this one when none is named. What has ended already ends no more."""

    session = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)

    def save(self, request: HttpRequest) -> None:
        named = self.cleaned_data["session"]
        theirs = UserSession.objects.filter(user=request.user)
        ending = [one for one in theirs if (one.pk == named if named else not one.is_current())]
        if ending:
            record("account.sessions_ended", by=actor_for(self.request.user.pk))
            end_sessions(request, ending)


class Accept(Twice, PageForm):
    """An invited person chooses a password."""

    password1 = _first()
    password2 = _second()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["password1"]
        assert isinstance(field, NewPassword)  # noqa: S101 — for the type checker
        field.user = user


class Join(PageForm):
    """Somebody who had an account before takes up a new place; their password and second step stay."""

    sure = Confirm(label="I want to join", missing="Tick the box to join")
