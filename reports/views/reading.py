"""The shelf of released reports, a report as a page, two side by side. Every reading is recorded before the answer."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import Asked, public, requires
from journal.reads import seen
from reports import queries
from reports.catalogue import REPORTS
from reports.chapters import chapters, figures, headlines
from reports.comparing import side_by_side
from reports.forms import CompareWith
from reports.models import Release


@requires("report.read")
@require_safe
def shelf(request: Asked) -> HttpResponseBase:
    """What is released, and what is being made."""
    may_ask = request.actor.may("report.request")
    runs = queries.under_way() if may_ask else []
    shown = {"releases": queries.shelf(), "runs": runs, "may_ask": may_ask, "reports": REPORTS.values()}
    shown["refused"] = queries.refused(asked_by=request.actor.own_id) if may_ask else []
    return render(request, "reports/shelf.html", shown)


@requires("report.read")
@require_safe
def release(request: Asked, release_id: UUID) -> HttpResponseBase:
    """One report: findings first, then charts, with every table under a fold."""
    found = queries.release(release_id)
    if found is None:
        raise Http404
    seen(by=request.actor, what="reports:release", case_ids=[found.pk])
    others = queries.other_periods(found)
    shown = {"others": others, "compare": CompareWith(others), "may_ask": request.actor.may("report.request")}
    return render(request, "reports/release.html", shown | _read(found))


@requires("report.read")
@require_safe
def compare(request: Asked, release_id: UUID) -> HttpResponseBase:
    """Two periods of one report side by side, the earlier one first."""
    found = queries.release(release_id)
    other = queries.other_period(found, request.GET.get("other", "")) if found else None
    if found is None or other is None:
        raise Http404
    seen(by=request.actor, what="reports:compare", case_ids=[found.pk, other.pk])
    first, second = sorted((found, other), key=lambda one: one.period)
    shown = {"release": found, "first": first.data, "second": second.data}
    return render(request, "reports/compare.html", shown | {"sides": side_by_side(first.data, second.data)})


@public
@require_safe
def published(request: HttpRequest) -> HttpResponseBase:
    """The latest report for everybody, where the scheme's settings say so. No account, no cookie."""
    found = queries.published()
    if found is None:
        raise Http404
    return render(request, "reports/published.html", _read(found))


def _read(found: Release) -> dict[str, Any]:
    data = found.data
    return {
        "release": found,
        "data": data,
        "downloads": queries.downloads(found),
        "errata": queries.errata([found.pk]).get(found.pk, []),
        "chapters": chapters(data),
        "headlines": headlines(data),
        "figures": figures(data),
    }
