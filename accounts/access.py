"""Who may open a page. Every view says so with one of these; a view that says nothing fails a test of the house."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final, Protocol, TypeVar, cast

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from accounts import factors, tokens
from accounts.actors import Actor
from accounts.answers import problem

PUBLIC: Final = "public"
ENTRANCE: Final = "signing in"
ENROLMENT: Final = "making a second factor"
SIGNED_IN: Final = "signed in"
BEARER: Final = "bearer"
NO_KEY = "Send the key of your system: “Authorization: Bearer …”. A key that has ended or was revoked opens nothing."
TOO_OFTEN = "Too many requests in a short time. Wait a minute, then go on more slowly. Nothing was saved by this one."

# django-allauth's views are not ours to decorate. This is all of them that we offer (accounts/signin.py), by URL name.
ALLAUTH: Final[Mapping[str, str]] = {
    "account_login": ENTRANCE,
    "account_logout": ENTRANCE,
    "account_reset_password": ENTRANCE,
    "account_reset_password_done": ENTRANCE,
    "account_reset_password_from_key": ENTRANCE,
    "account_reset_password_from_key_done": ENTRANCE,
    "mfa_authenticate": ENTRANCE,
    "mfa_login_webauthn": ENTRANCE,
    "account_reauthenticate": ENROLMENT,
    "mfa_activate_totp": ENROLMENT,
    "mfa_add_webauthn": ENROLMENT,
    "account_change_password": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "usersessions_list": SIGNED_IN,
}


class Asked(HttpRequest):
    """A request after ScopeMiddleware: it knows who asks."""

    actor: Actor


class Instead(Exception):
    """Raised in a view: this answer is given instead of the page, and nothing that the view wrote is kept."""

    def __init__(self, response: HttpResponseBase) -> None:
        super().__init__()
        self.response = response


class View(Protocol):
    def __call__(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


V = TypeVar("V", bound=View)


def policy_of(view: Any) -> str:
    """What the view says about who may come; '' when it says nothing."""
    return str(getattr(view, "policy", ""))


def public(view: V) -> V:
    """Anybody, without an account. No cookie is set."""
    view.policy = PUBLIC  # type: ignore[attr-defined]
    return view


def without_database(view: V) -> V:
    """Answers while the database is away: no transaction, no scope. Only for views that ask it nothing."""
    view.outside_transactions = True  # type: ignore[attr-defined]
    return view


def entrance(view: V) -> V:
    """A page on the way in: it may use a session, and opens nothing that belongs to a signed-in person."""
    view.policy = ENTRANCE  # type: ignore[attr-defined]
    return view


def signed_in(view: V) -> V:
    """Anybody with an account, a live membership and a second factor."""
    return _guarded(view, SIGNED_IN, lambda actor: True)


def requires(*permissions: str) -> Callable[[V], V]:
    """Anybody whose roles give at least one of these permissions. To others the page does not exist (404)."""
    wanted = frozenset(permissions)

    def decorate(view: V) -> V:
        return _guarded(view, " or ".join(sorted(wanted)), lambda actor: actor.may_any(wanted))

    return decorate


def by_token(*permissions: str) -> Callable[[V], V]:
    """An agency's own system, by its key, that has at least one of these permissions, or any system without them. To others
    the address does not exist (404). Cookies open nothing here, so nothing needs to be asked against forged posts.
    """
    wanted = frozenset(permissions)

    def decorate(view: V) -> V:
        @wraps(view)
        def guarded(request: Asked, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if tokens.too_often(request, request.actor):
                return problem(429, TOO_OFTEN, {"Retry-After": "60"})
            if request.actor.kind != "service":
                return problem(401, NO_KEY, {"WWW-Authenticate": "Bearer"})
            if wanted and not request.actor.may_any(wanted):
                raise Http404
            return view(request, *args, **kwargs)

        guarded.policy = " ".join(filter(None, (BEARER, " or ".join(sorted(wanted)))))  # type: ignore[attr-defined]
        return cast(V, csrf_exempt(guarded))

    return decorate


def confirmed(view: V) -> V:
    """Step-up: only to somebody who has shown their second factor in the last ten minutes. Goes under `requires`:

    @requires("report.read")
    @confirmed
    def export(request): …
    """

    @wraps(view)
    def asking(request: Asked, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not factors.confirmed_recently(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return cast(V, asking)


def ways_to_confirm(request: HttpRequest) -> list[str]:
    """Addresses of the pages where this person can prove once more that it is them, the strongest first."""
    return [str(way["url"]) for way in get_adapter(request).get_reauthentication_methods(request.user)]


def _guarded(view: V, policy: str, allowed: Callable[[Actor], bool]) -> V:
    @wraps(view)
    def guarded(request: Asked, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor.kind != "person":
            return redirect_to_login(request.get_full_path())
        if not allowed(request.actor):
            raise Http404
        return view(request, *args, **kwargs)

    guarded.policy = policy  # type: ignore[attr-defined]
    return cast(V, guarded)
