"""The catalogue of measures, version by version. A version is never edited: a new one takes its place."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Asked, requires
from accounts.forms_people import Ending
from accounts.views.deciding import decision
from providers.actions import scheme
from providers.forms.scheme import NewMeasureForm, VersionForm
from providers.models import MeasureType
from providers.views.scheme import MAY

LIST = "providers:measures"


@requires(MAY)
@require_safe
def measures(request: Asked) -> HttpResponse:
    """In use by name, then every version that was."""
    everything = list(MeasureType.objects.order_by("name", "-version"))
    shown = {"in_use": [m for m in everything if not m.until], "before": [m for m in everything if m.until]}
    return render(request, "providers/measures.html", shown)


@requires(MAY)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Asked) -> HttpResponse:
    return decision(
        request, NewMeasureForm, lambda form: scheme.add_version(**form.given(), by=request.actor),  # type: ignore[attr-defined]
        words={"heading": "Add a measure", "what": "Fitters can choose it from now on.", "confirm": "Add the measure"},
        said="The measure is added.", then=LIST, initial={"seen": 0},
    )  # fmt: skip


@requires(MAY)
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: Asked, pk: uuid.UUID) -> HttpResponse:
    held = get_object_or_404(MeasureType, pk=pk)
    given = {
        "seen": held.version,
        "name": held.name,
        "standard": held.standard,
        "cost": f"{held.guide_pence / 100:.2f}",
    }
    return decision(
        request, VersionForm,
        lambda form: scheme.add_version(code=held.code, **form.given(), by=request.actor),  # type: ignore[attr-defined]
        words={"heading": f"New version of “{held.name}”",
               "what": f"It takes the place of version {held.version}. What was fitted before keeps its own version.",
               "confirm": "Save as a new version"},
        said="The new version is in use.", then=LIST, initial=given,
    )  # fmt: skip


@requires(MAY)
@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: Asked, pk: uuid.UUID) -> HttpResponse:
    held = get_object_or_404(MeasureType, pk=pk)
    return decision(
        request, Ending, lambda form: scheme.retire(measure=held, by=request.actor),
        words={"heading": f"Take “{held.name}” out of use", "confirm": "Take it out of use", "kind": "warning",
               "what": "Nobody can choose it any more. What was fitted stays as it is."},
        said="It is out of use.", then=LIST,
    )  # fmt: skip
