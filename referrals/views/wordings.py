"""The words for letters, e-mails and texts to people: proposed by triage, approved by a lead who did not write them."""

import uuid
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import news
from accounts.access import Asked, requires
from referrals.actions import writing
from referrals.choices import Way
from referrals.forms.writing import ProposeWording
from referrals.models import Wording
from walls.refusals import Refused


@requires("referral.triage")
@require_safe
def wordings(request: Asked) -> HttpResponse:
    """All versions that are in use or wait for a lead."""
    news.looked_at(request.actor, request.path)
    return _list(request, 200)


def _list(request: Asked, status: int, **more: Any) -> HttpResponse:
    rows = Wording.objects.filter(retired_at=None).select_related("proposed_by", "approved_by")
    found = [
        {"row": one, "way": Way(one.way).label, "decides": request.actor.may(writing.APPROVES),
         "own": one.proposed_by_id == request.actor.user_id}
        for one in rows
    ]  # fmt: skip
    return render(request, "referrals/desk/wordings.html", {"found": found} | more, status=status)


@requires("referral.triage")
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: Asked) -> HttpResponseBase:
    form = ProposeWording(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            writing.propose(by=request.actor, **form.cleaned_data)
            return redirect("referrals:wordings")
        except Refused as refused:
            form.add_error(refused.field, refused.message)
    if form.errors:
        status = 422
    return render(request, "referrals/desk/propose_wording.html", {"form": form}, status=status)


@requires("wording.approve")
@require_http_methods(["POST"])
def decide(request: Asked, wording_id: uuid.UUID) -> HttpResponseBase:
    """Approve or retire; the list says what came of it."""
    get_object_or_404(Wording, pk=wording_id)
    try:
        writing.approve(by=request.actor, wording_id=wording_id, agreed=request.POST.get("go") == "approve")
    except Refused as refused:
        return _list(request, refused.status, refused=refused.message)
    return redirect("referrals:wordings")
