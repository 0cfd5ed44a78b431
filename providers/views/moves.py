"""One page for each move of a workstream: what will happen, what it needs; then the deed."""

import uuid
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import Asked, requires
from governance.register import Audience
from providers import facts
from providers.access import machine_of, side_of, workstream_for
from providers.deciding import MOVES
from providers.forms.base import MoveForm
from providers.models import Posted, Workstream
from providers.moves import Move
from providers.views.content import quote
from providers.views.opening import opened
from providers.views.parts import PAUSED, address, header, history, on_hold, questions_to
from providers.views.workstream import READS
from referrals.machine import check_open
from walls.refusals import Refused, Stale

SPENDS = {"fit", "install"}  # made with what was approved, and what is fitted so far, in sight
QUOTED = {"approve", "refuse_cost", "change_quote", "requote"}  # decided with the quote in sight


@requires(*READS)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Asked, workstream_id: uuid.UUID, transition: str) -> HttpResponseBase:
    """Show a move (GET) or make it (POST). A refusal draws the page again with everything typed still there."""
    row = opened(request, workstream_id, "providers:move")
    if transition not in MOVES[row.kind]:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = MOVES[row.kind][transition].form(posted, request.FILES or None, row=row, actor=request.actor)
    try:
        if posted is None or not form.is_valid():
            if sent_before(form):
                return redirect(_afterwards(request, row, transition))
            check_open(machine_of(row), transition, row, request.actor)
            return _page(request, row, transition, form, 422 if posted is not None else 200)
        carry_out(MOVES[row.kind][transition], form)
    except Refused as refused:
        return _refusal(request, row, transition, form, refused)
    return redirect(_afterwards(request, row, transition))


def sent_before(form: MoveForm) -> bool:
    """Whether this form did its deed already: what it chose may be gone by that, so that it is not valid any more."""
    known = form.is_bound and "posted" in form.cleaned_data
    return known and Posted.objects.filter(pk=form.posted_as(), workstream_id=form.row.pk).exists()


def carry_out(decided: Move, form: MoveForm) -> None:
    """Make the move, once: the same form sent again finds its own id and changes nothing. With other words it meets a
    version that has moved on, and keeps them. A refusal forgets the id.
    """
    with transaction.atomic():
        _, new = Posted.objects.get_or_create(
            pk=form.posted_as(),
            defaults={"organisation_id": form.row.organisation_id, "workstream_id": form.row.pk},
        )
        if new:
            given = {**decided.given, **form.arguments()}
            version = form.cleaned_data["version"]
            decided.action(workstream_id=form.row.pk, version=version, by=form.actor, **given)


def _afterwards(request: Asked, row: Workstream, transition: str) -> str:
    """The workstream with what was done on top, or the same page once more for the next measure or goal."""
    if request.POST.get("then") == "again" and MOVES[row.kind][transition].again:
        return f"{address(row, transition)}?done={transition}"
    return f"{address(row)}?done={transition}"


def _refusal(request: Asked, seen_row: Workstream, transition: str, form: MoveForm, refused: Refused) -> HttpResponse:
    """Fetched anew: the row that the person saw is not the row that refused."""
    row = workstream_for(request.actor, seen_row.pk)
    changes: list[dict[str, Any]] = []
    if isinstance(refused, Stale):
        changes = history(row, after=refused.seen)
        form.show_version(row.version)
    if form.is_bound:
        form.full_clean()
        form.refuse(refused)
    line = machine_of(row)[transition]
    closed = not line.open_to(request.actor) or row.state not in line.sources
    more = {"changes": changes, "closed": closed, "refused": "" if form.is_bound else refused.message}
    return _page(request, row, transition, form, refused.status, **more)


def _page(request: Asked, row: Workstream, transition: str, form: MoveForm, status: int, **more: Any) -> HttpResponse:
    decided = MOVES[row.kind][transition]
    audience = facts.audience_of(request.actor, row.kind)
    hidden = row.onward.stopped_at and audience is not Audience.TRIAGE
    referral = None if hidden else facts.referral_of(row)
    held = on_hold(referral)
    words = vars(decided) | {"kind": "warning" if decided.danger else "", "cancel": address(row)}
    again = request.GET.get("done") == transition
    page = {
        "case": header(row, referral, audience),
        "form": form,
        "asked": questions_to(row, side_of(request.actor)) if transition == "answer" and not hidden else [],
        "quote": quote(audience, row) if transition in QUOTED and not hidden else {},  # type: ignore[arg-type]
        "spent": facts.spent_on(row) if transition in SPENDS and not hidden else {},
        "decision": words,
        "done": decided.done if again else "",
        "back": address(row),
        "held": held,
    }
    more["closed"] = more.get("closed") or (held and transition in PAUSED) or form.stuck()
    return render(request, "providers/move.html", page | more, status=status)
