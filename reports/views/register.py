"""The register of exact figures given elsewhere. The numbers themselves are written here and never shown again."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Asked, requires
from equality.disclosure import periods
from reports import queries
from reports.actions import giving
from reports.forms import GivenForm, StrikeForm, cell_words
from reports.models import Given
from reports.views.attempts import DONE, attempt


@requires("figure.record")
@require_safe
def given(request: Asked) -> HttpResponseBase:
    """What was given, to whom, when and about whom; without the numbers."""
    rows = [(row, periods.words(row.period), cell_words(row.where)) for row in queries.given()]
    return render(request, "reports/given.html", {"rows": rows, "me": request.actor.user_id})


@requires("figure.record")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: Asked) -> HttpResponseBase:
    """One more figure that the check must know of."""
    form = GivenForm(request.POST or None, today=timezone.localdate())
    status = attempt(form, lambda typed: giving.enter(by=request.actor, posted=typed["posted"], figure=form.figure()))
    if status == DONE:
        return redirect("reports:given")
    return render(request, "reports/enter_given.html", {"form": form}, status=status)


@requires("figure.record")
@require_http_methods(["GET", "HEAD", "POST"])
def strike_out(request: Asked, given_id: UUID) -> HttpResponseBase:
    """Somebody else's entry was wrong: the check stops using it."""
    row = queries.given().filter(pk=given_id).first()
    if row is None:
        raise Http404
    form = StrikeForm(request.POST or None)
    status = attempt(form, lambda typed: giving.strike_out(by=request.actor, given_id=given_id, why=typed["why"]))
    if status == DONE:
        return redirect("reports:given")
    page = {"decision": _decision(row), "form": form, "title": "Figure"}
    return render(request, "reports/decision.html", page, status=status)


def _decision(row: Given) -> dict[str, Any]:
    return {
        "heading": "Strike out this figure",
        "what": [f"{row.what}, given to {row.to_whom}: {cell_words(row.where)}, {periods.words(row.period)}."],
        "undo": "The check does not know this figure any more. If it was really given, releases can give people away.",
        "confirm": "Strike it out",
        "kind": "warning",
        "cancel": reverse("reports:given"),
    }
