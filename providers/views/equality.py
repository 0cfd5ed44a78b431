"""Asking the equality questions later: consent first, then a link that opens once. The answers are never seen here."""

import uuid

from django.conf import settings
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import Asked, requires
from journal.reads import seen
from providers import facts
from providers.access import workstream_for
from providers.forms.equality import AskForm
from providers.models import Workstream
from providers.views.parts import address
from referrals.actions.consent import agree_to_equality_questions
from referrals.facts import equality_invitation
from referrals.models import Referral


@requires("support.work", "workstream.read")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Asked, workstream_id: uuid.UUID) -> HttpResponseBase:
    """Record the consent, and show a new link. Sent again, it shows another link; the consent is there once."""
    row = workstream_for(request.actor, workstream_id)
    referral = _askable(row)
    seen(by=request.actor, what="providers:equality", case_ids=[row.referral_id])
    form, link = AskForm(request.POST if request.method == "POST" else None), ""
    if form.is_valid():
        agree_to_equality_questions(referral=referral, by=request.actor, how=form.cleaned_data["how"])
        path = reverse(settings.EQUALITY_INVITATION, args=[equality_invitation(referral.pk)])
        link = request.build_absolute_uri(path)
    page = {"form": form, "link": link, "back": address(row)}
    return render(request, "providers/equality.html", page, status=422 if form.errors else 200)


def _askable(row: Workstream) -> Referral:
    """Only while a support worker has the work; otherwise the page does not exist."""
    referral = (
        facts.referral_of(row) if row.kind == "support" and not row.ended_at and not row.onward.stopped_at else None
    )
    if referral is None:
        raise Http404
    return referral
