"""A decision has its own page: what will happen, then the button. Used by every decision about an account."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.forms_people import Carrying


def decision(
    request: HttpRequest,
    form_class: type[Carrying],
    act: Callable[[Carrying], object],
    *,
    words: Mapping[str, object],
    said: str,
    then: str = "accounts:people",
) -> HttpResponse:
    """Show the page; on POST do it, then go to `then` saying `said`. A refusal stands on the page."""
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.carry_out(lambda: act(form)):
        return done(request, said, then)
    shown = {"form": form, "decision": {"cancel": reverse(then)} | dict(words)}
    return render(request, "accounts/decision.html", shown, status=form.status)


def done(request: HttpRequest, said: str, then: str) -> HttpResponse:
    """To the next page, which says what happened."""
    messages.success(request, said)
    return redirect(then)
