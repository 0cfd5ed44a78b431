"""Pages of need-to-know: “I know somebody”, from whom a case is kept, and letting them know again."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import Asked, requires
from journal.reads import seen
from referrals.access import referral_for
from referrals.actions import need
from referrals.forms.need import KeepForm, KnowForm, LiftForm
from referrals.models import Referral
from referrals.views.parts import header
from referrals.views.why import opened
from walls.forms import PageForm

Words = dict[str, Any]
THANKS = (
    "Thank you for saying so. It protects everybody, you too. The referral is not shown to you any more, and nobody "
    "will ask you about it."
)
KNOW: Words = {
    "heading": "I know somebody in this referral",
    "what": (
        "It is not shown to you any more: not in lists, not in searches, not in anything that you are told.",
        "If it was yours, it goes to a colleague. Your team sees that it needs somebody.",
    ),
    "see": ("That you said so, and your words, if you write any.",),
    "whom": "Those who work on it",
    "undo": "Only a triage lead can let you see it again.",
    "confirm": "I know somebody",
}
KEEP: Words = {
    "heading": "Keep this referral from somebody",
    "what": (
        "From now on it does not exist for them: no list, search, count or message shows it, and no link opens it.",
        "What they hold of it goes back to their team.",
    ),
    "whom": "Nobody is told, and neither are they.",
    "undo": "What they have seen already. “Who looked” says whether they have.",
    "confirm": "Keep it from them",
}
LIFT: Words = {
    "heading": "Let somebody know of it again",
    "what": ("They can find the referral again, as far as their work allows.",),
    "whom": "Nobody is told.",
    "confirm": "Let them know",
}


@requires("referral.read")
@require_http_methods(["GET", "HEAD", "POST"])
def know(request: Asked, reference: str) -> HttpResponseBase:
    """Declare that one knows somebody in it. Afterwards it does not exist, this page neither."""
    referral = referral_for(request.actor, reference)
    seen(by=request.actor, what="referrals:known", case_ids=[referral.id])
    form = KnowForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        need.declare(referral_id=referral.id, key_id=referral.key_id, by=request.actor, **form.cleaned_data)
        messages.success(request, THANKS)
        return redirect("referrals:worklist")
    return page(request, form, KNOW | {"cancel": reverse("referrals:worklist")}, {"reference": referral.reference})


@requires("referral.triage")
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: Asked, reference: str) -> HttpResponseBase:
    """Choose somebody who must not know of the case."""
    referral = opened(request, reference, "referrals:must_not_know")
    posted = request.POST if request.method == "POST" else None
    form = KeepForm(posted, actor=request.actor, referral=referral)
    back = f"{reverse('referrals:case', args=[reference])}?tab=readers"
    if form.is_valid():
        who, reason = uuid.UUID(form.cleaned_data["who"]), form.cleaned_data["reason"]
        need.keep_from(referral=referral, user_id=who, by=request.actor, reason=reason)
        return redirect(back)
    said = f"The referrer says: {referral.must_not_know}" if referral.must_not_know else ""
    return page(request, form, KEEP | {"cancel": back}, header(referral), said)


@requires("access.watch")
@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: Asked, reference: str, kept_id: uuid.UUID) -> HttpResponseBase:
    """A lead lets somebody know of the case again."""
    referral = opened(request, reference, "referrals:must_not_know")
    form = LiftForm(request.POST if request.method == "POST" else None)
    back = f"{reverse('referrals:case', args=[reference])}?tab=readers"
    if form.is_valid():
        need.lift(reference=reference, kept_id=kept_id, by=request.actor, reason=form.cleaned_data["reason"])
        return redirect(back)
    return page(request, form, LIFT | {"cancel": back}, header(referral), _who(referral, kept_id))


def _who(referral: Referral, kept_id: uuid.UUID) -> str:
    row = referral.kept_from.filter(pk=kept_id).select_related("user").first()
    return f"It is kept from {row.user.name}." if row else ""


def page(request: Asked, form: PageForm, words: Words, case: Words, said: str = "") -> HttpResponse:
    """One decision of need-to-know, drawn (422 when something that was typed has to change)."""
    context = {"form": form, "decision": words, "case": case, "said": said}
    return render(request, "referrals/desk/need.html", context, status=422 if form.errors else 200)
