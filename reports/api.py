"""Released reports for the commissioner's own systems: what the pages give, and nothing else."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import Asked, by_token
from accounts.answers import problem
from equality.disclosure import periods
from journal.reads import seen
from reports import queries
from reports.catalogue import FORMATS, REPORTS
from reports.forms import Why
from reports.models import Release
from reports.views.downloading import as_download
from walls.schema import faults_of

MAY = "report.read"
FILES = ("json", "csv", "ods", "pdf")  # the PDF in large print is for people, and on the page
REASONS = dict(Why.base_fields["reason"].choices)  # type: ignore[attr-defined]


@by_token(MAY)
@require_safe
def shelf(request: Asked) -> HttpResponseBase:
    """Everything that was released, the newest period first."""
    rows = [one.release for one in queries.shelf()]
    said = queries.errata(row.pk for row in rows)
    return JsonResponse({"reports": [_line(row, said.get(row.pk, [])) for row in rows]})


@by_token(MAY)
@require_safe
def file(request: Asked, release_id: UUID, ending: str) -> HttpResponseBase:
    """A file exactly as it was stored. What it is for comes with the request, and is kept with the reading."""
    found = queries.release(release_id)
    form, content = queries.file_of(found, found.report if found else "", ending)
    if found is None or form is None:
        raise Http404
    why = Why(request.GET)
    if not why.is_valid():
        return problem(422, "Say what the file is for, as “?reason=…”.", errors=faults_of(why))
    seen(by=request.actor, what=f"reports:{form.slug}", case_ids=[found.pk], reason=why.cleaned_data["reason"])
    return as_download(found, form, content)


def _line(row: Release, errata: list[Any]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "report": row.report,
        "title": REPORTS[row.report].title,
        "period": row.period,
        "period_in_words": periods.words(row.period),
        "released_at": row.released_at,
        "errata": [{"written_at": one.written_at, "text": one.text} for one in errata],
        "files": {ending: reverse("reports:api_file", args=[row.pk, ending]) for ending in FILES},
    }


_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
_WHY = {
    "name": "reason", "in": "query", "required": True, "description": "What the file is for; kept with the reading.",
    "schema": {"type": "string", "enum": list(REASONS)},
}  # fmt: skip
_REPORT = {
    "type": "object",
    "required": ["id", "report", "title", "period", "period_in_words", "released_at", "errata", "files"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "report": {"type": "string", "enum": list(REPORTS)},
        "title": {"type": "string"},
        "period": {"type": "string", "description": "A quarter or a year, as 2026Q2 or 2026."},
        "period_in_words": {"type": "string"},
        "released_at": {"type": "string", "format": "date-time"},
        "errata": {"type": "array", "items": {"type": "object"}},
        "files": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}


def described() -> dict[str, Any]:
    """Its part of the OpenAPI document, by address."""
    shelf_of = {
        "type": "object",
        "required": ["reports"],
        "properties": {"reports": {"type": "array", "items": _REPORT}},
    }
    found: dict[str, Any] = {
        "/api/v1/reports": {"get": {
            "operationId": "listReports", "summary": "Released reports, the newest period first",
            "responses": {"200": {"description": "The shelf", "content": {"application/json": {"schema": shelf_of}}}},
        }},
    }  # fmt: skip
    for ending in FILES:
        kind = FORMATS[ending]
        found[f"/api/v1/reports/{{id}}.{ending}"] = {"get": {
            "operationId": f"takeReportAs{ending.capitalize()}", "summary": f"One report: {kind.what}",
            "parameters": [_ID, _WHY],
            "responses": {"200": {"description": kind.label, "content": {kind.content_type: {}}}},
        }}  # fmt: skip
    return found
