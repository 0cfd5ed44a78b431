"""/desk/: the signed-in person's own work, whatever their role."""

from typing import cast

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import resolve, reverse
from django.views.decorators.http import require_safe

from accounts.access import Asked, View, requires
from accounts.roles import Role

# Where the work of each role is. A role without work of its own in a stage lands on the page it came for.
DESKS: dict[str, str] = {
    Role.TRIAGE_WORKER: "referrals:worklist",
    Role.TRIAGE_LEAD: "referrals:worklist",
    Role.SECURITY_COORDINATOR: "providers:worklist",
    Role.FITTER: "providers:worklist",
    Role.SUPPORT_WORKER: "providers:worklist",
    Role.SUPPORT_MANAGER: "providers:worklist",
    Role.COMMISSIONER: "reports:shelf",
    Role.RIGHTS_OFFICER: "referrals:looked",
    Role.SCHEME_ADMINISTRATOR: "accounts:people",
}

# Roles whose stage is not part of this release: what will be there, and what to do until then.
_NOT_HERE_YET = "This part is not in the system yet. Nothing waits for you here: go on as you do today."
QUIET: dict[str, str] = {
    Role.SAFEGUARDING_OFFICER: "The safeguarding log, for you and your deputies alone.",
    Role.SAFEGUARDING_DEPUTY: "The safeguarding log, for the safeguarding officer and the deputies alone.",
    Role.COMMUNITY_SAFETY_OFFICER: "What people ask and tell us through the website.",
    Role.FEEDBACK_OFFICER: "Complaints, comments and compliments.",
    Role.TRAINER: "Altered copies of complaints to learn from.",
}


@requires("desk.use")
@require_safe
def desk(request: Asked) -> HttpResponseBase:
    """The desk of the first role that has one, drawn here: the address stays /desk/ for everybody."""
    for role in sorted(request.actor.roles):
        if role in DESKS:
            found = resolve(reverse(DESKS[role]))
            return cast(View, found.func)(request, *found.args, **found.kwargs)
    return quiet(request)


def quiet(request: Asked) -> HttpResponseBase:
    """The desk of a role that has no pages yet says so plainly."""
    coming = [QUIET[role] for role in sorted(request.actor.roles) if role in QUIET]
    if not coming:
        raise Http404
    return render(request, "quiet.html", {"coming": coming, "words": _NOT_HERE_YET})
