"""Who may open a page. Every view says so with one of these; a view that says nothing fails a test of the house."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from accounts.actors import Actor


class Asked(HttpRequest):
    """A request after ScopeMiddleware: it knows who asks."""

    actor: Actor


class View(Protocol):
    def __call__(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


V = TypeVar("V", bound=View)


def public(view: V) -> V:
    """Anybody, without an account. No cookie is set."""
    view.policy = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: V) -> V:
    """Anybody with an account, a live membership and a second factor."""
    return _guarded(view, "signed in", lambda actor: True)


def requires(*permissions: str) -> Callable[[V], V]:
    """Anybody whose roles give at least one of these permissions. To others the page does not exist (404)."""
    wanted = frozenset(permissions)

    def decorate(view: V) -> V:
        return _guarded(view, " or ".join(sorted(wanted)), lambda actor: actor.may_any(wanted))

    return decorate


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


