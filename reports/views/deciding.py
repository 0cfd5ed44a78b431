"""What the check of a report could not decide, and who decided it."""

from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Asked, requires
from equality.disclosure import periods
from journal.reads import seen
from reports import queries
from reports.actions.deciding import decide
from reports.catalogue import REPORTS
from reports.forms import DecisionForm
from reports.models import OpenQuestion
from walls.refusals import Refused


@requires("report.decide")
@require_safe
def questions(request: Asked) -> HttpResponseBase:
    """Open ones first."""
    rows = [(row, _called(row)) for row in queries.questions()]
    return render(request, "reports/questions.html", {"rows": rows})


@requires("report.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: Asked, question_id: UUID) -> HttpResponseBase:
    """The report of the check in words, and the decision."""
    row = queries.questions().filter(pk=question_id).first()
    if row is None:
        raise Http404
    seen(by=request.actor, what="reports:question", case_ids=[row.pk])
    form, status = DecisionForm(request.POST or None), 200
    if request.method == "POST":
        try:
            if form.is_valid():
                agreed, reason = form.cleaned_data["agreed"] == "yes", form.cleaned_data["reason"]
                decide(by=request.actor, question_id=row.pk, agreed=agreed, reason=reason)
                return redirect("reports:questions")
            status = 422
        except Refused as refused:
            form.add_error(None, refused.message)
            status = refused.status
    return render(request, "reports/question.html", {"row": row, "called": _called(row), "form": form}, status=status)


def _called(row: OpenQuestion) -> str:
    return f"{REPORTS[row.report].title}, {periods.words(row.period)}"
