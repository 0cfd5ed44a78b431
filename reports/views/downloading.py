"""Downloads of a release. Why somebody takes a file is asked once for each release and day, and kept with the reading."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Asked, public, requires
from journal.reads import seen
from reports import queries
from reports.catalogue import Format
from reports.forms import Why
from reports.models import Release


@requires("report.read")
@require_safe
def download(request: Asked, release_id: UUID, name: str, ending: str) -> HttpResponseBase:
    """A file of a release, exactly as it was stored; first the question why, when it was not answered today."""
    found = queries.release(release_id)
    form, content = queries.file_of(found, name, ending)
    if found is None or form is None:
        raise Http404
    reason = queries.reason_of(request.actor.own_id, found, timezone.localdate())
    if not reason:
        return redirect("reports:why", release_id, name, ending)
    seen(by=request.actor, what=f"reports:{form.slug}", case_ids=[found.pk], reason=reason)
    return as_download(found, form, content)


@requires("report.read")
@require_http_methods(["GET", "HEAD", "POST"])
def why(request: Asked, release_id: UUID, name: str, ending: str) -> HttpResponseBase:
    """Ask what the file is for, and go on to it."""
    found = queries.release(release_id)
    kind, _ = queries.file_of(found, name, ending)
    if found is None or kind is None:
        raise Http404
    form = Why(request.POST or None)
    if request.method == "POST" and form.is_valid():
        seen(by=request.actor, what=queries.WHY, case_ids=[found.pk], reason=form.cleaned_data["reason"])
        return redirect("reports:download", release_id, name, ending)
    shown: dict[str, Any] = {"form": form, "release": found, "data": found.data, "kind": kind}
    return render(request, "reports/why.html", shown, status=422 if form.errors else 200)


@public
@require_safe
def public_download(request: Any, name: str, ending: str) -> HttpResponseBase:
    """A file of the report that everybody may read, where the scheme publishes it."""
    found = queries.published()
    form, content = queries.file_of(found, name, ending)
    if found is None or form is None:
        raise Http404
    return as_download(found, form, content)


def as_download(found: Release, form: Format, content: bytes) -> HttpResponse:
    """The file as an attachment, under a name that says which report and period it is."""
    response = HttpResponse(content, content_type=form.content_type)
    name = f"safer-{found.report}{form.suffix}-{found.period}.{form.ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
