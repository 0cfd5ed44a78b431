"""Who asks, and what the database may therefore show."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, resolve_url

from accounts import access, factors, tokens
from accounts.actors import ANONYMOUS, Actor
from accounts.queries import actor_for
from accounts.scope import acting

WRITE_EVERY_SECONDS = 30  # so that a busy person's session is not saved at every click


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
        if access.policy_of(view) == access.PUBLIC:
            request.actor = ANONYMOUS  # a public page never looks at a session, so it never sets a cookie
        elif access.policy_of(view).startswith(access.BEARER):
            request.actor = tokens.bearer(request)  # neither does an answer to a system
        else:
            request.actor = who(request)
        try:
            with acting(request.actor):
                response = view(request, *args, **kwargs)
                return response.render() if hasattr(response, "render") else response
        except ReauthenticationRequired:
            return confirm_first(request)
        except access.Instead as instead:
            return instead.response


class SecondFactorMiddleware:
    """Nobody passes with a password alone.

    Without a second factor the only way is to the page that makes one. With one that this session has not shown (it
    was made elsewhere after this session began), the session ends.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: Any, view: Callable[..., HttpResponseBase], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        policy = access.policy_of(view)
        open_here = policy in (access.PUBLIC, access.ENTRANCE) or policy.startswith(access.BEARER)
        if open_here or getattr(view, "outside_transactions", False):
            return None
        if not request.user.is_authenticated or factors.proved(request):
            return None
        if factors.has_second_factor(request.user):
            logout(request)
            return redirect(settings.LOGIN_URL)
        return None if policy == access.ENROLMENT else redirect("mfa_activate_totp")


def who(request: HttpRequest) -> Actor:
    """The signed-in person, unless idle for too long, signed in too long ago, without a second factor shown in this
    session, or without a live membership.
    """
    if not request.user.is_authenticated:
        return ANONYMOUS
    now = int(time.time())
    session = request.session
    started, last = session.setdefault("started", now), session.get("last", now)
    if now - last > settings.SESSION_IDLE_SECONDS or now - started > settings.SESSION_ABSOLUTE_SECONDS:
        logout(request)
        return ANONYMOUS
    if now - last >= WRITE_EVERY_SECONDS or "last" not in session:
        session["last"] = now
    return actor_for(request.user.pk) if factors.proved(request) else ANONYMOUS


def confirm_first(request: HttpRequest) -> HttpResponseBase:
    """To the page where the person proves once more that it is them; afterwards they are back where they were."""
    ways = access.ways_to_confirm(request)
    answer: HttpResponseBase = suspend_request(request, ways[0] if ways else resolve_url(settings.LOGIN_URL))
    return answer
