"""The scheme administrator's pages of agencies: what they do where, the KMISA, capacity, closed days, every change."""

import uuid
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Asked, requires
from accounts.forms_people import Ending
from accounts.models import Organisation
from accounts.views.deciding import decision
from providers import standing
from providers.actions import scheme
from providers.forms.scheme import CapacityForm, CloseForm, CoverForm, EndForm, SignForm, today
from providers.models import Closure, Coverage, Signatory
from referrals.choices import District, Element

MAY = "organisation.manage"


@requires(MAY)
@require_safe
def agencies(request: Asked) -> HttpResponse:
    """Every agency with what counts today. The council sends and gets nothing."""
    day = timezone.localdate()
    rows = [
        _line(one) for one in standing.standing_of(Organisation.objects.exclude(kind=Organisation.Kind.COUNCIL), day)
    ]
    heads = ("Organisation", "What it does", "KMISA", "Can hold", "Closed")
    table = {"caption": "What each of them does", "columns": [{"label": label} for label in heads], "rows": rows}
    return render(request, "providers/agencies.html", {"table": table})


def _line(one: standing.Standing) -> list[Any]:
    name = {"text": one.organisation.name, "href": reverse("providers:agency", args=[one.organisation.slug])}
    signed = {"text": "Signed", "tag": "green"} if one.signed else {"text": "Not signed", "tag": "red"}
    does = ", ".join(Element(element).label for element in Element if element in one.elements)
    closed = {"text": f"Until {one.closed_until:%-d %B}", "tag": "orange"} if one.closed_until else "No"
    return [
        name,
        does or "Nothing is sent to it",
        signed,
        "Not known" if one.capacity is None else str(one.capacity),
        closed,
    ]


@requires(MAY)
@require_safe
def agency(request: Asked, slug: str) -> HttpResponse:
    """One organisation: everything that counts, counted or will count, and who changed what."""
    held = get_object_or_404(Organisation, slug=slug)
    capacity = getattr(held, "capacity", None)
    shown = {
        "organisation": held,
        "provider": held.kind in scheme.ELEMENTS,
        "coverage": held.coverage.order_by("until", "element", "district"),
        "signatures": held.signatures.order_by("-signed_on"),
        "closures": held.closures.filter(withdrawn=False, until__gte=timezone.localdate()).order_by("from_date"),
        "capacity": capacity.open_work if capacity else None,
        "entries": [_change(event) for event in standing.changes_of(held)],
        "today": timezone.localdate(),
    }
    return render(request, "providers/agency.html", shown)


CHANGES = {
    "changed": "Telephone or mailbox changed",
    "coverage_added": "Does {element} in {district} from {on}",
    "coverage_ended": "{element} in {district} until {until}",
    "signature_added": "Signed the KMISA on {on}, document {document}",
    "signature_ended": "The signature counts until {until}, document {document}",
    "capacity_set": "Can hold {after}",
    "closure_added": "Closed from {on} until {until}",
    "closure_withdrawn": "Not closed after all from {on} until {until}",
}


def _change(event: standing.Change) -> dict[str, Any]:
    words = {name: _words(name, value) for name, value in event.data.items()}
    return {"when": event.at, "who": event.who, "what": CHANGES[event.what].format(**words)}


def _words(name: str, value: Any) -> Any:
    if name == "element":
        return Element(value).label.lower()
    if name == "district":
        return District(value).label
    return f"{date.fromisoformat(value):%-d %B %Y}" if name in {"on", "until"} and value else value


def _of(slug: str) -> Organisation:
    """A provider; the council and the single point of access have no coverage."""
    return get_object_or_404(Organisation, slug=slug, kind__in=scheme.ELEMENTS)


def _page(held: Organisation) -> str:
    return reverse("providers:agency", args=[held.slug])


@requires(MAY)
@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: Asked, slug: str) -> HttpResponse:
    held = _of(slug)
    return decision(
        request, CoverForm, lambda form: scheme.cover(organisation=held, **form.cleaned_data, by=request.actor),
        words={"heading": f"Add what {held.name} does", "what": "Triage can send it this work in these districts.",
               "confirm": "Add it"},
        said="It is added.", then=_page(held), initial={"from_date": timezone.localdate()},
    )  # fmt: skip


@requires(MAY)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_covering(request: Asked, pk: uuid.UUID) -> HttpResponse:
    held = get_object_or_404(Coverage.objects.select_related("organisation"), pk=pk)
    what = f"{Element(held.element).label.lower()} in {District(held.district).label}"
    return decision(
        request, EndForm, lambda form: scheme.stop_covering(coverage=held, **form.cleaned_data, by=request.actor),
        words={"heading": f"{held.organisation.name}: end {what}",
               "what": "After the last day nothing new can be sent there for this. Open work goes on.",
               "confirm": "Set the last day", "kind": "warning"},
        said="The last day is set.", then=_page(held.organisation), initial=today(),
    )  # fmt: skip


@requires(MAY)
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: Asked, slug: str) -> HttpResponse:
    held = get_object_or_404(Organisation, slug=slug)
    return decision(
        request, SignForm, lambda form: scheme.sign(organisation=held, **form.cleaned_data, by=request.actor),
        words={"heading": f"{held.name} has signed the information sharing agreement",
               "what": "From that day on referrals can be sent to it, when the person agrees.", "confirm": "Save"},
        said="The signature is kept.", then=_page(held), initial=today(),
    )  # fmt: skip


@requires(MAY)
@require_http_methods(["GET", "HEAD", "POST"])
def end_signature(request: Asked, pk: uuid.UUID) -> HttpResponse:
    held = get_object_or_404(Signatory.objects.select_related("organisation"), pk=pk)
    return decision(
        request, EndForm, lambda form: scheme.end_signature(signature=held, **form.cleaned_data, by=request.actor),
        words={"heading": f"End the signature of {held.organisation.name}",
               "what": "After the last day nobody can send anything to it. Recall open work yourself if it must stop.",
               "confirm": "Set the last day", "kind": "warning"},
        said="The last day is set.", then=_page(held.organisation), initial=today(),
    )  # fmt: skip


@requires(MAY)
@require_http_methods(["GET", "HEAD", "POST"])
def capacity(request: Asked, slug: str) -> HttpResponse:
    held = _of(slug)
    return decision(
        request, CapacityForm, lambda form: scheme.set_capacity(organisation=held, **form.cleaned_data, by=request.actor),
        words={"heading": f"How much {held.name} can hold", "what": "Triage sees it as advice.", "confirm": "Save"},
        said="Saved.", then=_page(held), initial={"open_work": getattr(getattr(held, "capacity", None), "open_work", None)},
    )  # fmt: skip


@requires(MAY)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Asked, slug: str) -> HttpResponse:
    held = _of(slug)
    return decision(
        request, CloseForm, lambda form: scheme.close(organisation=held, **form.cleaned_data, by=request.actor),
        words={"heading": f"Days on which {held.name} is closed",
               "what": "Triage is advised to send nothing new on these days. Open work and its clocks go on.",
               "confirm": "Save"},
        said="Saved.", then=_page(held), initial=today(),
    )  # fmt: skip


@requires(MAY)
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: Asked, pk: uuid.UUID) -> HttpResponse:
    held = get_object_or_404(Closure.objects.select_related("organisation"), pk=pk)
    return decision(
        request, Ending, lambda form: scheme.reopen(closure=held, by=request.actor),
        words={"heading": f"{held.organisation.name} is not closed after all",
               "what": f"Closed from {held.from_date:%-d %B %Y} until {held.until:%-d %B %Y} is taken back.",
               "confirm": "Take it back"},
        said="Taken back.", then=_page(held.organisation),
    )  # fmt: skip
