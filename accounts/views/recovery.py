"""A lost second step: one person asks, another decides."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Asked, confirmed, requires
from accounts.actions import recovery as actions
from accounts.forms_people import Carrying, Deciding, Ending
from accounts.models import Recovery
from accounts.queries import members_for, recoveries_waiting
from accounts.views.deciding import decision

CHECK = "only after you have spoken to {}, on a number you knew before or face to face, and are sure that it is them."


@requires("account.manage", "team.manage")
@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Asked, pk: uuid.UUID) -> HttpResponse:
    """Somebody lost their phone and their codes."""
    member = get_object_or_404(members_for(request.actor), pk=pk)
    return decision(
        request,
        Ending,
        lambda form: actions.ask(user=member.user, by=request.actor),
        words={
            "heading": f"Ask to remove the second step of {member.user.name}",
            "what": f"Ask {CHECK.format(member.user.name)} A second person must then agree.",
            "confirm": "Ask a second person",
        },
        said="It waits for a second person now.",
    )


@requires("account.manage", "account.agree")
@require_safe
def waiting(request: Asked) -> HttpResponse:
    return render(request, "accounts/recoveries.html", {"waiting": recoveries_waiting()})


@requires("account.manage", "account.agree")
@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: Asked, pk: uuid.UUID) -> HttpResponse:
    held = get_object_or_404(Recovery.objects.select_related("user", "asked_by"), pk=pk)
    if held.decided_at:
        raise Http404

    def act(form: Carrying) -> None:
        actions.decide(recovery=held, agreed=form.cleaned_data["answer"] == "agree", by=request.actor)

    words = {
        "heading": f"Lost second step of {held.user.name}",
        "what": f"{held.asked_by.name} asked for it to be removed. Agree {CHECK.format(held.user.name)}",
        "see": "They are signed out, and get a mail with a link to choose a new password and make a new second step.",
        "undo": "Their authenticator app, passkeys and recovery codes stop working.",
        "confirm": "Decide",
    }
    return decision(request, Deciding, act, words=words, said="Your decision is recorded.", then="accounts:recoveries")
