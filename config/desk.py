"""/desk/: the signed-in person's own work, whatever their role."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect

from accounts.access import Asked, requires
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
    """Go to the desk of the first role that has one."""
    for role in sorted(request.actor.roles):
        if role in DESKS:
            return redirect(DESKS[role])
    raise Http404
