"""/refer/: one address for the whole public form. Each page is a post whose answer is the next page."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.access import public
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
