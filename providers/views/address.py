"""Where the home is: shown after a tap, to somebody who has just shown that it is them. Every tap is recorded. No map and
no other site ever learns it. The letter to the owner of the home stands behind the same tap, because it names the home.
"""

import uuid

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import Asked, confirmed, requires
from governance.register import Audience
from journal.reads import seen
from providers import facts
from providers.access import workstream_for
from providers.deciding import MOVES
from providers.models import Workstream
from providers.views import parts
from referrals.models import Referral


@requires("security.read")
@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request: Asked, workstream_id: uuid.UUID) -> HttpResponseBase:
    """The address and how it is safe to be in touch. Only a POST shows it, so that no link and no browser opens it by
    itself; whoever comes otherwise is back at the work, where the button is.
    """
    row = workstream_for(request.actor, workstream_id)
    referral = _shared(request, row)
    return _address(request, row, referral) if referral else redirect(parts.address(row))


@requires("security.accept")
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: Asked, workstream_id: uuid.UUID) -> HttpResponseBase:
    """The letter to the owner, to print; only after the person agreed to it, and while the owner's word is awaited."""
    row = workstream_for(request.actor, workstream_id)
    referral = _shared(request, row)
    wanted = parts.offers(request.actor, row, "print_letter")
    return _letter(request, row, referral) if referral and wanted else redirect(parts.address(row))


def _shared(request: Asked, row: Workstream) -> Referral | None:
    """The referral of a tap, None when it is shared no more, or when nobody tapped."""
    return None if row.onward.stopped_at or request.method != "POST" else facts.referral_of(row)


@confirmed
def _address(request: Asked, row: Workstream, referral: Referral) -> HttpResponse:
    seen(by=request.actor, what="providers:address", case_ids=[row.referral_id])
    page = {
        "case": parts.header(row, referral, Audience.SECURITY),
        "blocks": facts.where_of(Audience.SECURITY, referral),
        "held": parts.on_hold(referral),
        "back": parts.address(row),
    }
    return render(request, "providers/address.html", page)


@confirmed
def _letter(request: Asked, row: Workstream, referral: Referral) -> HttpResponse:
    seen(by=request.actor, what="providers:letter", case_ids=[row.referral_id])
    page = {
        "row": row,
        "home": [one["value"] for one in facts.home_of(Audience.SECURITY, referral)],
        "form": MOVES[row.kind]["print_letter"].form(row=row, actor=request.actor),
        "printed": parts.address(row, "print_letter"),
        "back": parts.address(row),
    }
    return render(request, "providers/letter.html", page)
