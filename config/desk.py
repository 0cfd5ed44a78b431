"""/desk/: the signed-in person's own work, whatever their role."""

from typing import cast

from django.http import Http404, HttpResponseBase
from django.urls import resolve, reverse

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
    Role.SCHEME_ADMINISTRATOR: "accounts:people",
}


@requires("desk.use")
def desk(request: Asked) -> HttpResponseBase:
    """The desk of the first role that has one, drawn here: the address stays /desk/ for everybody."""
    for role in sorted(request.actor.roles):
        if role in DESKS:
            found = resolve(reverse(DESKS[role]))
            return cast(View, found.func)(request, *found.args, **found.kwargs)
    raise Http404
