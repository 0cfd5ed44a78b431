"""What was fitted, and what it cost: a page and a file without a case, a name or an address."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import Asked, requires
from providers.spending import HEAD, lines_of, pounds, spend_of
from walls.spreadsheet import csv_bytes

MAY = ("security.assign", "workstream.approve_cost", "organisation.manage")
NUMBERS = HEAD[2:]
NOTHING = "Every measure that is fitted counts here, by the version of the catalogue of its day."


@requires(*MAY)
@require_safe
def spend(request: Asked) -> HttpResponse:
    """Everything that was fitted so far, whoever's home it was and however the work ended."""
    rows = spend_of(request.actor)
    firm, *others = HEAD
    columns = [{"label": label, "number": label in NUMBERS} for label in (*others, firm)]
    lines = [(*cells, firm) for firm, *cells in lines_of(rows)]  # a row is headed by what was fitted
    table = {"caption": "By measure and version", "columns": columns, "rows": lines, "empty": NOTHING}
    total = pounds(sum(one.cost_pence for one in rows))
    page = {"table": table, "total": total, "quantity": sum(one.quantity for one in rows), "any": bool(rows)}
    return render(request, "providers/spend.html", page)


@requires(*MAY)
@require_safe
def download(request: Asked) -> HttpResponse:
    response = HttpResponse(csv_bytes(HEAD, lines_of(spend_of(request.actor))), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="measures-and-cost.csv"'
    return response
