"""The page of one workstream."""

import uuid
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import news
from accounts.access import Asked, requires
from governance.register import Audience
from providers import facts, timing
from providers.access import side_of
from providers.actions.questions import OTHER, look
from providers.deciding import MOVES
from providers.models import Workstream
from providers.views import content
from providers.views.opening import opened
from providers.views.parts import (
    element_words,
    header,
    history,
    next_steps,
    offers,
    on_hold,
    questions_to,
    saw_at,
    waiting_words,
    whose_hands,
)

READS = ("security.read", "support.read", "workstream.read")


@requires(*READS)
@require_safe
def workstream(request: Asked, workstream_id: uuid.UUID) -> HttpResponseBase:
    """One workstream. The read is recorded before anything is shown; a notice about it counts as seen."""
    row = opened(request, workstream_id, "providers:workstream")
    news.looked_at(request.actor, request.path)
    look(row, request.actor)
    audience = facts.audience_of(request.actor, row.kind)
    if row.onward.stopped_at and audience is not Audience.TRIAGE:
        return render(request, "providers/stopped.html", stopped(request, row))
    return render(request, "providers/workstream.html", _context(request, row, audience))


def stopped(request: Asked, row: Workstream) -> dict[str, Any]:
    """What is left for a provider after a recall or an end: the state, and the button that says it has stopped."""
    usual, more = next_steps(request.actor, row)
    acknowledge = [step for step in usual + more if step["href"].endswith("/acknowledge/")]
    return {
        "row": row,
        "case": header(row, None, Audience.SECURITY),
        "acknowledge": acknowledge,
        "done": done(request, row),
    }


def _context(request: Asked, row: Workstream, audience: Audience) -> dict[str, Any]:
    referral = facts.referral_of(row)
    usual, more = next_steps(request.actor, row, held=on_hold(referral))
    side = side_of(request.actor)
    return {
        "row": row,
        "asked": questions_to(row, side),
        "waiting": waiting_words(row, OTHER[side]),
        "case": header(row, referral, audience),
        "element": element_words(row.element),
        "usual": usual,
        "more": more,
        "held": on_hold(referral),
        "shared": facts.blocks_of(audience, referral) if referral else [],
        "blocks": content.blocks(audience, row),
        "entries": history(row, saw=saw_at(row, side)),
        "done": done(request, row),
        "refused_cost": refused_cost(row) if referral and facts.cost_refused(row) else None,
        "spent": facts.spent_on(row),
        "advice": timing.advice_on(row, referral) if referral and row.kind == "security" else [],
        "letter": offers(request.actor, row, "print_letter"),
        "hands": whose_hands(row),
        "security": audience is Audience.SECURITY,
        "triage": audience is Audience.TRIAGE,
        "support": row.kind == "support" and not row.ended_at,
    }


def refused_cost(row: Workstream) -> dict[str, str]:
    """What the triage lead said of the quote as it stands."""
    said = row.steps.select_related("key").filter(transition="refuse_cost").last()
    why = facts.in_words("cost_refused_reason", row.cost_refused_reason)  # type: ignore[attr-defined]
    return {"why": why, "said": said.note, "limit": facts.in_words("limit_pence", facts.approval_limit())}


def done(request: Asked, row: Workstream) -> str:
    """What this person has just done, when the history says so too; "" otherwise."""
    asked = request.GET.get("done", "")
    step = row.steps.last()
    own = step is not None and step.transition == asked and step.actor_id == request.actor.user_id
    if own and asked in MOVES[row.kind]:
        return MOVES[row.kind][asked].done
    ended = row.ended_at and asked in MOVES[row.kind] and step is None
    return "It has ended for you." if ended else ""
