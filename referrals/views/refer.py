"""/refer/: one address for the whole public form. Each page is a post whose answer is the next page."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.access import public
from referrals.actions import drafts, resuming
from referrals.forms.intake_progress import follow
from referrals.public_posts import own_posts, token_for
from referrals.views import refer_pages, refer_steps


@own_posts
@public
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Who refers; then the pages of forms/intake_pages.py. No cookie, no session, nothing in the address."""
    if request.method == "POST":
        return refer_steps.answer(request)
    return refer_pages.first(request, token_for(uuid.uuid4()))


@own_posts
@public
@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest, secret: str) -> HttpResponse:
    """The mailed link back to an unsent form. Looking changes nothing; the button opens it, once."""
    try:
        with drafts.within(resuming.draft_named(secret)):
            draft = resuming.come_back(secret, use=request.method == "POST")
            if request.method == "POST":
                here = refer_pages.Here(request, token_for(draft.id), draft.route)
                return refer_pages.tasks(here, follow(draft.route, draft.answers))
            return render(request, "referrals/refer/back.html", {"until": draft.expires_at})
    except drafts.Closed:
        return render(request, "referrals/link/over.html", status=404)
