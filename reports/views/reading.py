"""The shelf of released reports, a report as a page, and its downloads. Every reading is recorded before the answer."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import Asked, requires
from journal.reads import seen
from reports import queries
from reports.catalogue import REPORTS, format_named
from reports.chapters import chapters, figures, headlines


@requires("report.read")
@require_safe
def shelf(request: Asked) -> HttpResponseBase:
    """What is released, and what is being made."""
    may_ask = request.actor.may("report.request")
    runs = queries.under_way() if may_ask else []
    shown = {"releases": queries.shelf(), "runs": runs, "may_ask": may_ask, "reports": REPORTS.values()}
    return render(request, "reports/shelf.html", shown)


@requires("report.read")
@require_safe
def release(request: Asked, release_id: UUID) -> HttpResponseBase:
    """One report: findings first, then charts, with every table under a fold."""
    found = queries.release(release_id)
    if found is None:
        raise Http404
    seen(by=request.actor, what="reports:release", case_ids=[found.pk])
    data, errata = found.data, queries.errata([found.pk]).get(found.pk, [])
    shown = {
        "release": found,
        "data": data,
        "chapters": chapters(data),
        "downloads": queries.downloads(found),
        "errata": errata,
        "may_ask": request.actor.may("report.request"),
    }
    return render(request, "reports/release.html", shown | {"headlines": headlines(data), "figures": figures(data)})


@requires("report.read")
@require_safe
def download(request: Asked, release_id: UUID, name: str, ending: str) -> HttpResponseBase:
    """A file of a release, exactly as it was stored."""
    found = queries.release(release_id)
    form = format_named(found.report, name, ending) if found else None
    content = queries.content(found, form) if found and form else None
    if found is None or form is None or content is None:
        raise Http404
    seen(by=request.actor, what=f"reports:{form.slug}", case_ids=[found.pk])
    response = HttpResponse(content, content_type=form.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="safer-{name}-{found.period}.{ending}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
