"""Asking for a report, and watching it being made."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Asked, requires
from equality.disclosure import periods
from reports import queries
from reports.actions.asking import ask
from reports.catalogue import REPORTS
from reports.forms import NewReport
from reports.views.closing import progress
from walls.refusals import Refused

REFRESH_SECONDS = 3


@requires("report.request")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponseBase:
    """Choose a closed period; what is released already is shown at once."""
    today = timezone.localdate()
    form = NewReport(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("report", "period")}
        if made := queries.released_id(**chosen):
            return redirect("reports:release", made)
        try:
            return redirect("reports:run", ask(by=request.actor, today=today, **chosen).pk)
        except Refused as refused:
            form.add_error("period", refused.message)
    return render(request, "reports/new.html", {"form": form}, status=422 if form.errors else 200)


@requires("report.request")
@require_safe
def run(request: Asked, run_id: UUID) -> HttpResponseBase:
    """How far it is. The page renews itself, by a header where there is no script, and leads on when it is done."""
    asked = queries.run(run_id)
    if asked is None:
        raise Http404
    if asked.release_id:
        return redirect("reports:release", asked.release_id)
    if asked.report == queries.CLOSING:
        return progress(request, asked)
    shown = {"run": asked, "report": REPORTS[asked.report], "words": periods.words(asked.period)}
    shown["why"] = asked.fault if asked.asked_by == request.actor.user_id else ""  # it may name figures
    shown["longer"] = not periods.is_year(asked.period)
    response: HttpResponse = render(request, "reports/run.html", shown | {"refresh": REFRESH_SECONDS})
    if not asked.over:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response
