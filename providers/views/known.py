"""“I know somebody”: afterwards neither the work nor this page exists for whoever said so."""

import uuid

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.access import Asked, requires
from journal.reads import seen
from providers.access import workstream_for
from providers.views.parts import address
from providers.views.workstream import READS
from referrals.actions.need import declare
from referrals.forms.need import KnowForm
from referrals.views.need import KNOW, THANKS, page


@requires(*READS)
@require_http_methods(["GET", "HEAD", "POST"])
def know(request: Asked, workstream_id: uuid.UUID) -> HttpResponseBase:
    """Declare that one knows somebody in the case that this work belongs to."""
    row = workstream_for(request.actor, workstream_id)
    seen(by=request.actor, what="referrals:known", case_ids=[row.referral_id])
    form = KnowForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        declare(referral_id=row.referral_id, key_id=row.key_id, by=request.actor, **form.cleaned_data)
        messages.success(request, THANKS)
        return redirect("providers:worklist")
    return page(request, form, KNOW | {"cancel": address(row)}, {"reference": row.reference})
