"""Who asks, and what the database may therefore show."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from accounts.actors import ANONYMOUS, Actor
from accounts.queries import actor_for
from accounts.scope import acting

FREE_OF_SECOND_FACTOR = ("account_logout", "account_reauthenticate", "mfa_activate_totp", "mfa_add_webauthn")


class ScopeMiddleware:
    """Runs every view in one transaction with the scope of whoever asks. A refusal or fault rolls everything back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: Any, view: Callable[..., HttpResponseBase], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase:
        if getattr(view, "outside_transactions", False):
            request.actor = ANONYMOUS
            return view(request, *args, **kwargs)
        if getattr(view, "policy", "") == "public":
            request.actor = ANONYMOUS  # a public page never looks at a session, so it never sets a cookie
        else:
            request.actor = who(request)
        with acting(request.actor):
            response = view(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response


def who(request: HttpRequest) -> Actor:
    """The signed-in person, unless idle for too long, signed in too long ago, or without a live membership."""
    user = request.user
    if not user.is_authenticated:
        return ANONYMOUS
    now = int(time.time())
    started = request.session.setdefault("started", now)
    last = request.session.get("last", now)
    if now - last > settings.SESSION_IDLE_SECONDS or now - started > settings.SESSION_ABSOLUTE_SECONDS:
        logout(request)
        return ANONYMOUS
    if now - last > 30 or "last" not in request.session:
        request.session["last"] = now
    return actor_for(user.pk)


class SecondFactorMiddleware:
    """Nobody passes with a password alone: without a second factor the only way is to the page that adds one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: Any, view: Callable[..., HttpResponseBase], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if getattr(view, "policy", "") == "public" or not request.user.is_authenticated:
            return None
        if request.resolver_match.url_name in FREE_OF_SECOND_FACTOR:
            return None
        if request.user.authenticator_set.exists():
            return None
        return redirect("mfa_activate_totp")
