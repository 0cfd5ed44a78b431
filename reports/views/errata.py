"""A written erratum beside a released report."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import Asked, requires
from equality.disclosure import periods
from reports import queries
from reports.actions.errata import write_erratum
from reports.forms import ErratumForm
from reports.models import Release
from reports.views.attempts import DONE, attempt


@requires("report.request")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Asked, release_id: UUID) -> HttpResponseBase:
    """Write one, and see it beside the report."""
    found = queries.release(release_id)
    if found is None:
        raise Http404
    form = ErratumForm(request.POST or None)
    status = attempt(form, lambda typed: _write(request, found, typed))
    if status == DONE:
        return redirect("reports:release", found.pk)
    page = {"decision": _decision(found), "form": form, "title": "Report"}
    return render(request, "reports/erratum.html", page, status=status)


def _write(request: Asked, found: Release, typed: dict[str, Any]) -> None:
    write_erratum(by=request.actor, posted=typed["posted"], release=found, text=typed["text"])


def _decision(found: Release) -> dict[str, Any]:
    return {
        "heading": f"Write an erratum to the report for {periods.words(found.period)}",
        "what": ["It stands beside the report, with your name and the day, wherever the report is shown."],
        "whom": "Everybody who may read the report",
        "undo": "It cannot be changed or taken away. The report and its files stay as they were released.",
        "confirm": "Publish the erratum",
        "cancel": reverse("reports:release", args=[found.pk]),
    }
