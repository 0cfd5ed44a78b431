"""Coming in by invitation: the link, then a password, then the second step."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import entrance, public
from accounts.actions.joining import NO_LONGER
from accounts.actions.joining import join as carry_join
from accounts.forms import Accept, Join
from accounts.links import invitation_for
from accounts.models import Invitation, User
from walls.refusals import Refused

KEPT = "invitation"  # in the session, so that the address bar does not keep the secret


@entrance
@require_safe
def arrive(request: HttpRequest, secret: str) -> HttpResponse:
    """The link of the mail. The secret leaves the address bar at once."""
    if request.user.is_authenticated or invitation_for(secret) is None:
        return _no_longer(request)
    request.session[KEPT] = secret
    return redirect("accounts:join")


@entrance
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Choose a password; who had an account before only says yes."""
    secret = request.session.get(KEPT, "")
    invitation = invitation_for(secret)
    if invitation is None:
        return _no_longer(request)
    known = User.objects.filter(email=invitation.email).exists()
    form = _form(request, invitation, known)
    if form.is_valid():
        try:
            user = carry_join(secret=secret, password=form.cleaned_data.get("password1", ""))
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            return _inside(request, user, known)
    shown = {"form": form, "invitation": invitation, "known": known}
    return render(request, "account/join.html", shown, status=422 if form.errors else 200)


@public
@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """The two cookies that signed-in people have, and how to be rid of them (S2.14)."""
    names = {"session_cookie": settings.SESSION_COOKIE_NAME, "csrf_cookie": settings.CSRF_COOKIE_NAME}
    return render(request, "account/cookies.html", names)


def _form(request: HttpRequest, invitation: Invitation, known: bool) -> Accept | Join:
    data = request.POST if request.method == "POST" else None
    return Join(data) if known else Accept(data, user=User(email=invitation.email, name=invitation.name))


def _inside(request: HttpRequest, user: User, known: bool) -> HttpResponse:
    """A new person goes on to their second step; one who had an account signs in as before."""
    del request.session[KEPT]
    if known:
        return redirect("account_login")
    get_adapter(request).login(request, user)
    record_authentication(request, user, "password")
    return redirect("mfa_activate_totp")


def _no_longer(request: Any) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("desk")
    return render(request, "account/invitation_over.html", {"words": NO_LONGER}, status=410)
