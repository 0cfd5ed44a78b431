"""A decision has its own page: what will happen, then the button. Used by every decision about an account."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url

from accounts.forms_people import Carrying


def decision(
    request: HttpRequest,
    form_class: type[Carrying],
    act: Callable[[Carrying], object],
    *,
    words: Mapping[str, object],
    said: str,
    then: str = "accounts:people",
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the page; on POST do it, then go to `then` (a URL name or a path) saying `said`. A refusal stands on the page.

    initial: what the form holds when it is opened.
    """
    form = form_class(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and form.carry_out(lambda: act(form)):
        return done(request, said, then)
    shown = {"form": form, "decision": {"cancel": resolve_url(then)} | dict(words)}
    return render(request, "accounts/decision.html", shown, status=form.status)


def done(request: HttpRequest, said: str, then: str) -> HttpResponse:
    """To the next page, which says what happened."""
    messages.success(request, said)
    return redirect(then)
