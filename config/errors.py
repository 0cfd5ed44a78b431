"""A page for every refusal and fault: what happened, what is safe, what to do next. None of them needs a database."""

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from accounts.access import PUBLIC, policy_of
from accounts.actors import ANONYMOUS, Actor
from accounts.answers import is_for_systems, problem
from accounts.middleware import who
from config.context import frame
from config.uploads import TOO_LONG
from walls.patient.base import Unsure

log = logging.getLogger(__name__)

LAST_RESORT = (
    "<!doctype html><html lang=en-GB><meta charset=utf-8><meta name=viewport content='width=device-width'>"
    "<title>Sorry</title><h1>Sorry, this page does not work now</h1>"
    "<p>Nothing was saved. In danger now? Call 999. Victim Support: 0808 168 9111.</p>"
)


@dataclass(frozen=True)
class Words:
    """One error page. `said`: paragraphs. `title` stands in the tab and gives nothing away."""

    title: str
    heading: str
    said: tuple[str, ...]


_SAVED = "Nothing was saved by this last step."
_AGAIN = "Go back, check what you typed and try once more."

PAGES: dict[int, Words] = {
    400: Words("Page problem", "We could not read what was sent", (_SAVED, _AGAIN)),
    403: Words(
        "Not open", "You may not do this", ("If you think that you should be able to, ask whoever leads your team.",)
    ),
    404: Words(
        "Page not found",
        "Page not found",
        (
            "If you typed the address, check it.",
            "If you followed a link, it may be old, or it may belong to somebody else's work.",
        ),
    ),
    405: Words(
        "Page problem",
        "This page cannot be opened this way",
        ("That happens when a page in the middle of a form is loaded again or opened from a bookmark.", _SAVED),
    ),
    413: Words("Too large", "What was sent is too large", (_SAVED, "Go back and send less text, or a smaller file.")),
    429: Words("Please wait", "Too many tries in a short time", ("Wait a few minutes, then try again.", _SAVED)),
    500: Words(
        "Page problem",
        "Sorry, something went wrong",
        ("The fault is ours, and it is recorded.", _SAVED, "Wait a minute, then try again."),
    ),
    503: Words(
        "Page problem",
        "Sorry, this service is away for a moment",
        (
            "Nothing was saved. Try again in a few minutes.",
            "If somebody needs help now, do not wait for this page: the numbers above answer.",
        ),
    ),
}


def page(request: HttpRequest, status: int, words: Words | None = None) -> HttpResponse:
    """The page of this status, in the frame of whoever asks: signed-in people keep their navigation. Systems get JSON."""
    response = _as_json(status, words) if is_for_systems(request) else _as_page(request, status, words)
    response.headers["Cache-Control"] = "no-store"
    if status in (429, 503):
        response.headers["Retry-After"] = "120"
    return response


def _as_json(status: int, words: Words | None) -> HttpResponse:
    said = words or PAGES[status]
    return problem(status, " ".join((said.heading + ".", *said.said)))


def _as_page(request: HttpRequest, status: int, words: Words | None) -> HttpResponse:
    shown = {"words": words or PAGES[status], "status": status}
    try:
        inside = status < 500 and _asker(request).kind == "person"
        layout = {"layout": "layout/desk.html" if inside else "layout/public.html"}
        if inside:
            body = str(render_to_string("errors/page.html", shown | layout, request))
        else:
            body = str(render_to_string("errors/page.html", frame() | shown | layout))
    except Exception:  # the page that says sorry must not fail, whatever is broken
        log.exception("The page of status %d could not be drawn", status)
        body = LAST_RESORT
    return HttpResponse(body, status=status)


def _asker(request: Any) -> Actor:
    """Whoever asks, also where no view was reached: an address that leads nowhere, a form that was open for too long, a
    body over the limit. A public page never looks at a session.
    """
    if not hasattr(request, "actor"):
        public = policy_of(getattr(request.resolver_match, "func", None)) == PUBLIC
        request.actor = ANONYMOUS if public or not hasattr(request, "user") else who(request)
    return cast(Actor, request.actor)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400; a body over the limit is a 413."""
    return page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403."""
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404: the same words for what is absent and for what belongs to somebody else."""
    return page(request, 404)


def too_many(request: HttpRequest) -> HttpResponse:
    """handler429, which django-allauth looks for when its limits are met."""
    return page(request, 429)


def fault(request: HttpRequest) -> HttpResponse:
    """handler500; when the database is away, a 503 that says nothing was saved, or that nobody knows."""
    why = sys.exception()
    if isinstance(why, Unsure):
        return page(request, 503, UNSURE)
    return page(request, 503 if isinstance(why, OperationalError | InterfaceError) else 500)


UNSURE = Words(
    "Page problem",
    "Sorry, we do not know whether this was saved",
    (
        "The service went away at the very moment of saving.",
        "Go back and send the same page again in a few minutes: what was saved is not made twice.",
        "If somebody needs help now, do not wait for this page: the numbers above answer.",
    ),
)

CSRF = Words(
    "Page problem",
    "This page was open for too long, or in two windows",
    (_SAVED, "Go back, load the page again and send it once more. You may have to sign in first."),
)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW."""
    return page(request, 403, CSRF)


class ErrorPages:
    """Gives a page to refusals that come without one: a wrong method, a body over the limit, too many tries.

    Answers that have words of their own pass untouched.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code not in PAGES:
            return response
        if getattr(response, "streaming", False) or response.content:
            return response
        return _keeping(page(request, response.status_code), response)

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        """Of a body over the limit nothing is left to look at (config/wsgi.py), whatever it was sent to."""
        if TOO_LONG in request.META:
            raise RequestDataTooBig


def _keeping(drawn: HttpResponse, first: HttpResponse) -> HttpResponse:
    """The headers that the bare refusal carried, such as Allow and Retry-After."""
    kept: dict[str, Any] = {name: value for name, value in first.items() if name in ("Allow", "Retry-After")}
    for name, value in kept.items():
        drawn.headers[name] = value
    return drawn
