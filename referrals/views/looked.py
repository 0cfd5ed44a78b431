"""Who has looked at this case, and what has this person looked at. Reading that is recorded like any other look."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import news
from accounts.access import Asked, requires
from accounts.models import User
from journal.actions import record
from journal.models import Access
from journal.reads import seen
from referrals import looking
from referrals.forms.looked import LookedForm
from referrals.paging import Page

REVIEWS, WATCHES = "access.review", "access.watch"


@requires(REVIEWS)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Asked) -> HttpResponseBase:
    """Of which referral, or of whom? By POST: nothing that was typed wrongly stands in an address."""
    form = LookedForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        who, reference = form.cleaned_data["who"], form.cleaned_data["reference"].upper()
        if who:
            return redirect("referrals:looked_person", who)
        if looking.case_named(request.actor, reference):
            return redirect("referrals:looked_case", reference)
        form.add_error("reference", "No referral has this reference. Look at it once more: SR, then eight signs.")
    return render(request, "referrals/desk/looked.html", {"form": form}, status=422 if form.errors else 200)


@requires(REVIEWS, WATCHES)
@require_safe
def of_case(request: Asked, reference: str) -> HttpResponse:
    """Everybody who has looked at one case, page by page."""
    case_id = looking.case_named(request.actor, reference)
    if case_id is None:
        raise Http404
    seen(by=request.actor, what="referrals:looked_case", case_ids=[case_id])
    news.looked_at(request.actor, request.path)
    page = looking.readers(case_id, request.GET.get("after", ""))
    table = looking.table_of(page.rows, "Newest first")
    back = "referrals:looked" if request.actor.may(REVIEWS) else ""
    href = reverse(back) if back else f"{reverse('referrals:case', args=[reference])}?tab=readers"
    return _list(request, page, table, f"Who has looked at {reference.upper()}", href)


@requires(REVIEWS)
@require_safe
def of_person(request: Asked, user_id: uuid.UUID) -> HttpResponse:
    """Everything that one person has looked at, page by page; whom it was about is recorded, too."""
    person = get_object_or_404(User, pk=user_id)
    news.looked_at(request.actor, request.path)
    page = looking.looks_of(user_id, request.GET.get("after", ""))
    ids = sorted({pk for read in page.rows for pk in read.case_ids})
    seen(by=request.actor, what="referrals:looked_person", case_ids=ids)
    record("access.reviewed", by=request.actor, subject=person)
    table = looking.table_of_person(page.rows, looking.references(request.actor, ids), "Newest first")
    return _list(request, page, table, f"What {person.name} has looked at", reverse("referrals:looked"))


def _list(request: Asked, page: Page[Access], table: dict[str, Any], heading: str, back: str) -> HttpResponse:
    older = f"?{urlencode({'after': page.after})}" if page.after else ""
    shown = {"heading": heading, "table": table, "older": older, "first": bool(request.GET.get("after")), "back": back}
    return render(request, "referrals/desk/looks.html", shown)
