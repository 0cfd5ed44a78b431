"""The one-time link that a support worker hands over: it opens the questions and shows nobody's case."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.access import public
from equality import answering
from equality.keys import Held, invitation_of, later_key
from equality.views.answers import ask
from referrals.public_posts import comes_from_here
from walls.refusals import Refused


@csrf_exempt  # whoever does not hold the link can send nothing
@public
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, invitation: str) -> HttpResponse:
    """GET changes nothing, so that looking at a link does not use it up; its button opens the questions, once."""
    found = invitation_of(invitation)
    if found is None:
        return render(request, "equality/link_over.html", status=404)
    if request.method != "POST":
        return render(request, "equality/invited.html")
    if not comes_from_here(request, by_secret=True) or not answering.spend(found.digest):
        return render(request, "equality/link_over.html", status=404)
    try:
        return ask(request, later_key(found.link), Held(found.link, may_read=False))
    except Refused as refused:
        return render(request, "equality/too_late.html", {"words": refused.message}, status=refused.status)
