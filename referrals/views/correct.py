"""Correcting and bringing up to date what a referral says: choose the section, see what stands, answer anew."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Asked, requires
from referrals.access import referral_for
from referrals.actions.amending import amend
from referrals.forms.correcting import SECTIONS, CorrectionForm, Corrections, Section, standing
from referrals.models import Referral
from referrals.states import MACHINE
from referrals.views.parts import header, step_lines
from referrals.views.why import opened
from walls.refusals import Refused, Stale


@requires("referral.triage")
@require_safe
def choose(request: Asked, reference: str) -> HttpResponseBase:
    """Every section with what stands now."""
    referral = _open(request, reference)
    blocks = [
        {"title": one.title, "rows": [row | _link(one, referral) for row in standing(one, referral)]}
        for one in SECTIONS.values()
        if one.pages_for(referral)
    ]
    page = {"case": header(referral), "blocks": blocks, "back": _case(referral)}
    return render(request, "referrals/desk/correct.html", page)


@requires("referral.triage")
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: Asked, reference: str, name: str) -> HttpResponseBase:
    """The questions of one section (GET), or what was answered anew (POST). A refusal keeps everything typed."""
    referral = _open(request, reference)
    typed = request.POST if request.method == "POST" else None
    form = CorrectionForm(typed, referral=referral, actor=request.actor)
    asked = Corrections(_section(name, referral), referral, typed)
    try:
        if typed is not None and form.is_valid() and asked.valid:
            _carry_out(form, asked)
            return redirect(f"{_case(referral)}?done=amend")
    except Refused as refused:
        return _refusal(request, reference, form, asked, refused)
    return _page(request, referral, form, asked, 200 if typed is None else 422)


def _link(one: Section, referral: Referral) -> dict[str, str]:
    href = reverse("referrals:correct_section", args=[referral.reference, one.slug])
    return {"href": href, "action": "Correct"}


def _open(request: Asked, reference: str) -> Referral:
    """Http404 also when nothing is left that could be corrected. The read is recorded."""
    referral = opened(request, reference, "referrals:correct")
    if referral.state not in MACHINE["amend"].sources:
        raise Http404
    return referral


def _section(name: str, referral: Referral) -> Section:
    found = SECTIONS.get(name)
    if found is None or not found.pages_for(referral):
        raise Http404
    return found


def _carry_out(form: CorrectionForm, asked: Corrections) -> None:
    amend(
        referral_id=form.referral.id,
        by=form.actor,
        answers=asked.answers(),
        ways=asked.ways(),
        **form.cleaned_data,
    )


def _refusal(
    request: Asked, reference: str, form: CorrectionForm, asked: Corrections, refused: Refused
) -> HttpResponse:
    """Fetched anew: the row that the person saw is not the row that refused."""
    referral = referral_for(request.actor, reference)
    changes: list[dict[str, Any]] = []
    if isinstance(refused, Stale):
        changes = step_lines(referral.steps.select_related("key").filter(version__gt=refused.seen).reverse())
        form.show_version(referral.version)
        form.full_clean()
    where: list[forms.Form] = [form, *(one.form for one in asked.asked)]
    named = next((one for one in where if refused.field in one.fields and hasattr(one, "cleaned_data")), form)
    named.add_error(refused.field if refused.field in named.fields else None, refused.message)
    return _page(request, referral, form, asked, refused.status, changes=changes)


def _page(
    request: Asked, referral: Referral, form: CorrectionForm, asked: Corrections, status: int, **more: Any
) -> HttpResponse:
    for name, wanted in (("confirmed", asked.section.means), ("how", asked.section.slug == "adjustments")):
        if not wanted:
            del form.fields[name]
    page = {
        "case": header(referral), "form": form, "asked": asked.asked, "section": asked.section,
        "forms": [*(one.form for one in asked.asked), form], "now": standing(asked.section, referral),
        "back": reverse("referrals:correct", args=[referral.reference]), "cancel": _case(referral),
    }  # fmt: skip
    return render(request, "referrals/desk/correct_section.html", page | more, status=status)


def _case(referral: Referral) -> str:
    return reverse("referrals:case", args=[referral.reference])
