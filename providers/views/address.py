"""Where the home is: shown after a tap, and every tap is recorded. No map and no other site ever learns it."""

import uuid

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.access import Asked, requires
from governance.register import Audience
from journal.reads import seen
from providers import facts
from providers.access import workstream_for
from providers.views import parts


@requires("security.read")
@require_POST
def reveal(request: Asked, workstream_id: uuid.UUID) -> HttpResponseBase:
    """The address and how it is safe to be in touch. A POST, so that no link and no browser opens it by itself."""
    row = workstream_for(request.actor, workstream_id)
    referral = None if row.onward.stopped_at else facts.referral_of(row)
    if referral is None:
        return redirect(parts.address(row))
    seen(by=request.actor, what="providers:address", case_ids=[row.referral_id])
    page = {
        "case": parts.header(row, referral, Audience.SECURITY),
        "blocks": facts.where_of(Audience.SECURITY, referral),
        "held": parts.on_hold(referral),
        "back": parts.address(row),
    }
    return render(request, "providers/address.html", page)
