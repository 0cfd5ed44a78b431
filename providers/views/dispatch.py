"""Sending a referral to a provider: who could do it (advice, never a decision), then the deed."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import Asked, requires
from accounts.models import Organisation
from providers.actions.dispatch import dispatch as send
from providers.advice import Advice, advice
from providers.forms.base import INCOMPLETE, note
from referrals.access import referral_for
from referrals.choices import Element
from referrals.machine import check_open
from referrals.models import Referral
from referrals.states import MACHINE
from referrals.views.parts import header, step_lines
from referrals.views.why import opened
from walls.forms import Choice, PageForm
from walls.refusals import Refused, Stale

NEEDS = {
    Element.SECURITY: "needs_security",
    Element.SUPPORT_ADULTS: "needs_support_adults",
    Element.SUPPORT_CHILDREN: "needs_support_children",
}


class DispatchForm(PageForm):
    """`to` is element:slug of the organisation, so that one choice says both."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, error_messages=INCOMPLETE)
    to = Choice(label="Who should help?", called="who should help")
    note = note("What should the provider know?", help_text="They read it. Security must not learn what happened.")

    def __init__(self, *args: Any, referral: Referral, known: list[Advice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = referral.version
        field = self.fields["to"]
        field.choices = [(_value(one), _words(one)) for one in known]  # type: ignore[attr-defined]
        field.widget.hints = {_value(one): _hint(one, referral) for one in known}

    def chosen(self) -> tuple[str, Organisation]:
        element, _, slug = self.cleaned_data["to"].partition(":")
        return element, Organisation.objects.get(slug=slug)

    def refuse(self, refused: Refused) -> None:
        self.add_error("to" if refused.field in {"organisation", "element"} else None, refused.message)

    def show_version(self, version: int) -> None:
        typed = self.data.copy()  # type: ignore[attr-defined]
        typed["version"] = str(version)
        self.data = typed


def _value(one: Advice) -> str:
    return f"{one.element}:{one.organisation.slug}"


def _words(one: Advice) -> str:
    return f"{one.organisation.name}: {Element(one.element).label.lower()}"


def _hint(one: Advice, referral: Referral) -> str:
    if one.why_not:
        return f"Not possible now. {'. '.join(one.why_not)}."
    wanted = "" if getattr(referral, NEEDS[Element(one.element)]) else " Triage did not ask for this."
    return f"Covers {referral.get_district_display()}. {one.words}{wanted}"


@requires("referral.dispatch")
@require_http_methods(["GET", "HEAD", "POST"])
def dispatch(request: Asked, reference: str) -> HttpResponseBase:
    """Choose a provider (GET) or send (POST). A refusal draws the page again with everything typed still there."""
    referral = opened(request, reference, "providers:dispatch")
    posted = request.POST if request.method == "POST" else None
    form = DispatchForm(posted, referral=referral, known=advice(referral, timezone.localdate()))
    try:
        if posted is None or not form.is_valid():
            check_open(MACHINE, "dispatch", referral, request.actor)
            return _page(request, referral, form, 422 if posted is not None else 200)
        element, organisation = form.chosen()
        said = {name: form.cleaned_data[name] for name in ("version", "note")}
        send(referral_id=referral.id, by=request.actor, organisation=organisation, element=element, **said)
    except Refused as refused:
        return _refusal(request, reference, form, refused)
    return redirect(f"{reverse('referrals:case', args=[referral.reference])}?tab=work&sent={organisation.slug}")


def _refusal(request: Asked, reference: str, form: DispatchForm, refused: Refused) -> HttpResponse:
    referral = referral_for(request.actor, reference)
    changes: list[dict[str, Any]] = []
    if isinstance(refused, Stale):
        changes = step_lines(referral.steps.select_related("key").filter(version__gt=refused.seen).reverse())
        form.show_version(referral.version)
    if form.is_bound:
        form.full_clean()
        form.refuse(refused)
    closed = referral.state not in MACHINE["dispatch"].sources
    more = {"changes": changes, "closed": closed, "refused": "" if form.is_bound else refused.message}
    return _page(request, referral, form, refused.status, **more)


def _page(request: Asked, referral: Referral, form: DispatchForm, status: int, **more: Any) -> HttpResponse:
    back = reverse("referrals:case", args=[referral.reference])
    page = {"case": header(referral), "form": form, "back": back, "referral": referral}
    return render(request, "providers/dispatch.html", page | more, status=status)
