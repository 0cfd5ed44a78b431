"""A written erratum beside a released report."""

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
from walls.refusals import Refused


@requires("report.request")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Asked, release_id: UUID) -> HttpResponseBase:
    """Write one, and see it beside the report."""
    found = queries.release(release_id)
    if found is None:
        raise Http404
    form, back = ErratumForm(request.POST or None), reverse("reports:release", args=[found.pk])
    if request.method == "POST" and form.is_valid():
        try:
            text, posted = form.cleaned_data["text"], form.cleaned_data["posted"]
            write_erratum(by=request.actor, posted=posted, release=found, text=text)
            return redirect(back)
        except Refused as refused:
            form.add_error(refused.field, refused.message)
    decision = {
        "heading": f"Write an erratum to the report for {periods.words(found.period)}",
        "what": ["It stands beside the report, with your name and the day, wherever the report is shown."],
        "whom": "Everybody who may read the report",
        "undo": "It cannot be changed or taken away. The report and its files stay as they were released.",
        "confirm": "Publish the erratum",
        "cancel": back,
    }
    page = {"decision": decision, "form": form, "title": "Report"}
    return render(request, "reports/decision.html", page, status=422 if form.errors else 200)
