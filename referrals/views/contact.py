"""The contact log: write down an attempt, with the safe ways in sight."""

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import Asked, requires
from governance.register import Audience
from referrals import facts
from referrals.actions.contact import log_contact
from referrals.forms.contact import ContactLogForm
from referrals.models import Referral
from referrals.views.parts import header
from referrals.views.why import opened
from walls.refusals import Refused


@requires("referral.triage")
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: Asked, reference: str) -> HttpResponseBase:
    """Show the form (GET) or keep the attempt (POST)."""
    referral = opened(request, reference, "referrals:contact")
    form = ContactLogForm(request.POST if request.method == "POST" else None)
    try:
        if form.is_bound and form.is_valid():
            log_contact(referral_id=referral.id, by=request.actor, **form.cleaned_data)
            return redirect(f"{reverse('referrals:case', args=[referral.reference])}?tab=contact")
    except Refused as refused:
        if refused.status == 409:
            form.show_anew()
        form.add_error(refused.field, refused.message)
        return _page(request, referral, form, refused.status)
    return _page(request, referral, form, 422 if form.errors else 200)


def _page(request: Asked, referral: Referral, form: ContactLogForm, status: int) -> HttpResponseBase:
    case = f"{reverse('referrals:case', args=[referral.reference])}?tab=contact"
    decision = {
        "heading": "Write down an attempt to reach the person",
        "what": ("It stands in the contact log and in the history. It cannot be changed afterwards.",),
        "confirm": "Keep it",
        "cancel": case,
    }
    ways = facts.contact_blocks(Audience.TRIAGE, referral)
    page = {"case": header(referral), "form": form, "decision": decision, "ways": ways, "back": case}
    page |= {} if ways else {"background": ["No safe way is known."]}
    return render(request, "referrals/desk/decision.html", page, status=status)
