"""What the check of a report could not decide, and who decided it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Asked, requires
from journal.reads import seen
from reports import queries
from reports.actions.deciding import decide
from reports.forms import DecisionForm
from reports.views.attempts import DONE, attempt


@requires("report.decide")
@require_safe
def questions(request: Asked) -> HttpResponseBase:
    """Open ones first, then what the check refused by itself, with the reason."""
    rows = [(row, queries.called(row)) for row in queries.questions()]
    return render(request, "reports/questions.html", {"rows": rows, "refused": queries.refused()})


@requires("report.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: Asked, question_id: UUID) -> HttpResponseBase:
    """The report of the check in words, and the decision."""
    row = queries.questions().filter(pk=question_id).first()
    if row is None:
        raise Http404
    seen(by=request.actor, what="reports:question", case_ids=[row.pk])
    form = DecisionForm(request.POST or None)
    status = attempt(form, lambda typed: _decide(request, question_id, typed))
    if status == DONE:
        return redirect("reports:questions")
    return render(
        request, "reports/question.html", {"row": row, "called": queries.called(row), "form": form}, status=status
    )


def _decide(request: Asked, question_id: UUID, typed: dict[str, Any]) -> None:
    decide(by=request.actor, question_id=question_id, agreed=typed["agreed"] == "yes", reason=typed["reason"])
