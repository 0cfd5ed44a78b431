"""One photograph of a home, for those who work on its security. Every look is recorded."""

import uuid

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from accounts.access import Asked, requires
from governance.register import Audience
from journal.reads import seen
from providers import facts
from providers.access import workstream_for
from providers.models import Photograph


@requires("security.read", "workstream.read")
@require_safe
def photograph(request: Asked, workstream_id: uuid.UUID, photograph_id: uuid.UUID) -> HttpResponse:
    """The picture itself, never stored by browsers; 404 for what is foreign, absent, deleted or not shared any more."""
    row = workstream_for(request.actor, workstream_id)
    there = Photograph.objects.select_related("key").filter(workstream_id=row.pk, pk=photograph_id, deleted_at=None)
    hidden = row.onward.stopped_at and facts.audience_of(request.actor, row.kind) is not Audience.TRIAGE
    found = None if hidden else there.first()
    if found is None:
        raise Http404
    seen(by=request.actor, what="providers:photograph", case_ids=[row.referral_id])
    headers = {"Content-Disposition": 'inline; filename="photograph.jpg"', "Cache-Control": "no-store"}
    return HttpResponse(found.image, content_type="image/jpeg", headers=headers)
