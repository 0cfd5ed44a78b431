"""Why do you open this referral? Asked once a day for each referral that is outside one's own work, before it is shown."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from accounts.access import Asked, Instead, requires
from journal.reads import seen
from referrals.access import is_outside, referral_for
from referrals.forms.why import WhyForm
from referrals.looking import said_why_today
from referrals.models import Referral

WHAT = "referrals:why"
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "why-because", "why-to", "why-again"})


def first(request: Asked, referral: Referral) -> None:
    """Raises Instead, with the question, unless the case is the asking person's own work or they said why today."""
    if settings.ASK_WHY and is_outside(request.actor, referral) and not said_why_today(request.actor, referral.id):
        given = {"to": request.get_full_path(), "again": "yes" if request.method == "POST" else ""}
        raise Instead(_page(request, referral, WhyForm(initial=given)))


def opened(request: Asked, reference: str, what: str) -> Referral:
    """One case for one page of it (`what`: the URL name): fetched, asked for when it is outside, and the read recorded."""
    referral = referral_for(request.actor, reference)
    first(request, referral)
    seen(by=request.actor, what=what, case_ids=[referral.id])
    return referral


@requires("referral.read")
@require_http_methods(["GET", "HEAD", "POST"])
def why(request: Asked, reference: str) -> HttpResponseBase:
    """Write the reason down, then on to the page that was asked for; a form that was sent to it is sent once more."""
    referral = referral_for(request.actor, reference)
    here = reverse("referrals:case", args=[referral.reference])
    form = WhyForm(request.POST if request.method == "POST" else None, initial={"to": here})
    if not form.is_valid():
        return _page(request, referral, form, 422 if form.is_bound else 200)
    seen(by=request.actor, what=WHAT, case_ids=[referral.id], reason=form.cleaned_data["because"])
    to = form.cleaned_data["to"]
    answer = HttpResponseRedirect(to if url_has_allowed_host_and_scheme(to, allowed_hosts=None) else here)
    answer.status_code = 307 if form.cleaned_data["again"] else 303  # 307: the browser sends the same form there
    return answer


def _page(request: Asked, referral: Referral, form: WhyForm, status: int = 200) -> HttpResponse:
    """Nothing of the case but the reference, which stands in the address already. What was typed goes along, unseen."""
    kept: list[tuple[str, Any]] = [
        (name, value) for name, values in request.POST.lists() if name not in NOT_KEPT for value in values
    ]
    shown = {"form": form, "kept": kept, "reference": referral.reference}
    return render(request, "referrals/desk/why.html", shown, status=status)
