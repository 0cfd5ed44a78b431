"""Opening one workstream: fetched, for triage asked for when its referral is outside their work, and the read recorded."""

import uuid

from accounts.access import Asked
from journal.reads import seen
from providers.access import side_of, workstream_for
from providers.models import Workstream
from referrals.access import referrals_for
from referrals.views.why import first


def opened(request: Asked, workstream_id: uuid.UUID, what: str) -> Workstream:
    """`what`: the URL name of the page. Http404 as providers.access says."""
    row = workstream_for(request.actor, workstream_id)
    if side_of(request.actor) == "triage":
        first(request, referrals_for(request.actor).get(pk=row.referral_id))
    seen(by=request.actor, what=what, case_ids=[row.referral_id])
    return row
