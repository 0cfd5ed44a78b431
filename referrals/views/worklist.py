"""The desk of triage: its worklist, and “open next”."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from accounts.access import Asked, requires
from journal.reads import seen
from referrals import clocks
from referrals.access import referrals_for
from referrals.deciding import DECISIONS, DONE_ELSEWHERE, decision_for
from referrals.forms.worklist import FilterForm
from referrals.models import Referral
from referrals.paging import Page
from referrals.queries import VIEWS, Filters, View, counts, next_reference, page_of
from referrals.states import MACHINE, State
from referrals.views.parts import (
    FIRST,
    STATE_COLOURS,
    address,
    district_words,
    possible,
    risk_tag,
    state_words,
    whose_turn,
)  # fmt: skip

DEFAULT = "mine"
LIST = "worklist"  # in the session: the list that was looked at last
ROW = (
    '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header"><a class="govuk-link" href="{}">{}</a>'
    ' <span class="sub">{}</span></th>'
    '<td class="govuk-table__cell" data-label="District"><div>{}</div></td>'
    '<td class="govuk-table__cell" data-label="Risk"><div>{}</div></td>'
    '<td class="govuk-table__cell govuk-table__cell--numeric" data-label="Children"><div>{}</div></td>'
    '<td class="govuk-table__cell" data-label="State"><div>{}</div></td>'
    '<td class="govuk-table__cell" data-label="Whose turn"><div>{}</div></td>'
    '<td class="govuk-table__cell" data-label="{}"{}><div>{}</div></td>'
    '<td class="govuk-table__cell" data-label="Next"><div>{}</div></td></tr>\n'
)
ACTION = '<a class="govuk-link row-action" href="{}">{}<span class="govuk-visually-hidden"> {}</span></a>'
KNOW = (
    '<a class="govuk-link row-action" href="/referrals/{}/known/">I know them'
    '<span class="govuk-visually-hidden"> {}</span></a>'
)
EMPTY = SafeString(" data-empty")
TAG = '<strong class="govuk-tag govuk-tag--{}">{}</strong>'
ROW_FIRST = {State.IN_PROGRESS: ("close",)}  # while providers work, nothing is the usual next thing
# What the row's main action is called: shorter than the button on the case page.
SHORT = {
    "start_triage": "Take", "accept": "Decide", "decline": "Agree or not", "supply_information": "Record answer",
    "dispatch": "Send", "release": "Take off hold", "finish_closing": "Close", "close": "Close", "reopen": "Reopen", "let_in": "Real or junk",
}  # fmt: skip


@requires("referral.read")
@require_safe
def worklist(request: Asked) -> HttpResponseBase:
    """One view of the worklist; what is listed is recorded as read before it is shown."""
    view, filters = chosen(request)
    page = page_of(request.actor, view, filters, request.GET.get("after", ""))
    seen(by=request.actor, what="referrals:worklist", case_ids=[row.id for row in page.rows])
    return render(request, "referrals/desk/worklist.html", _context(request, view, filters, page))


@requires("referral.triage")
@require_safe
def open_next(request: Asked) -> HttpResponseBase:
    """To the case that should be opened next, or to the worklist when there is none. The list’s filters hold here too."""
    reference = next_reference(request.actor, chosen(request)[1])
    return redirect("referrals:case", reference) if reference else redirect("referrals:worklist")


def chosen(request: Asked) -> tuple[View, Filters]:
    """The list that the address names, which the session then remembers, by codes; else the one that it remembers, so
    that whoever comes back from a case finds what they left.
    """
    named = any(name in request.GET for name in ("view", *Filters.__dataclass_fields__))
    codes = request.GET if named else request.session.get(LIST, {})
    view, filters = VIEWS.get(codes.get("view", ""), VIEWS[DEFAULT]), Filters.of(codes)
    now = {"view": view.slug} | _given(filters)
    if named and request.session.get(LIST) != now:
        request.session[LIST] = now
    return view, filters


def _given(filters: Filters) -> dict[str, str]:
    return {name: value for name, value in vars(filters).items() if value}


def _context(request: Asked, view: View, filters: Filters, page: Page[Referral]) -> dict[str, Any]:
    kept = _given(filters)
    number = counts(request.actor, filters)
    now = timezone.now()
    return {
        "view": view,
        "views": [
            {"label": v.label, "href": _link(kept, view=v.slug), "count": number[v.slug], "current": v is view}
            for v in VIEWS.values()
        ],
        "rows": format_html_join("", ROW, (_row(request, row, now) for row in page.rows)),
        "filters": FilterForm(kept, view=view.slug),
        "clear": _link({}, view=view.slug) if kept else "",
        "first": _link(kept, view=view.slug) if request.GET.get("after") else "",
        "more": _link(kept, view=view.slug, after=page.after) if page.after else "",
        "waiting": number["unassigned"] != "0" or number["mine"] != "0",
        "done": done_words(request),
    }


def _link(kept: dict[str, str], **more: str) -> str:
    return f"?{urlencode(kept | more)}"


def _row(request: Asked, row: Referral, now: datetime) -> tuple[Any, ...]:
    risk, clock = risk_tag(row.risk_level), clocks.reading(row, now)
    return (
        f"/referrals/{row.reference}/", row.reference, row.first_name or "Name not given",
        district_words(row.district), format_html(TAG, risk["colour"], risk["label"].removesuffix(" risk")), row.children,
        format_html(TAG, STATE_COLOURS.get(State(row.state), "grey"), state_words(row)), capfirst(whose_turn(row)),
        "Ended" if row.ended_at else "Clock", "" if clock.words or row.ended_at else EMPTY,
        format_html('<span class="late">{}</span>', clock.words) if clock.late else clock.words or _ended(row),
        format_html("{} {}", _action(request, row), format_html(KNOW, row.reference, row.reference)),
    )  # fmt: skip


def _ended(row: Referral) -> str:
    return f"{timezone.localtime(row.ended_at):%-d %b %Y}" if row.ended_at else ""


def _action(request: Asked, row: Referral) -> SafeString | str:
    for name in ROW_FIRST.get(row.state) or FIRST.get(State(row.state), ()):
        line = MACHINE[name]
        if name in SHORT and line.open_to(request.actor) and possible(name, row, request.actor):
            href = address(name, row.reference)
            return format_html(ACTION, href, SHORT[name], row.reference) if href else ""
    return ""


def done_words(request: Asked) -> str:
    """What this person has just done, when the case they name says so too; "" otherwise."""
    from_case = request.GET.get("of", "")
    referral = referrals_for(request.actor).filter(reference=from_case).first() if from_case else None
    return just_done(request, referral) if referral else ""


def just_done(request: Asked, referral: Referral) -> str:
    """The last step of this case, if this person made it and the address says that it was made."""
    step = referral.steps.last()
    asked = request.GET.get("done", "")
    if step is None or step.transition != asked or step.actor_id != request.actor.user_id:
        return ""
    words = decision_for(asked, referral.route).done if asked in DECISIONS else DONE_ELSEWHERE.get(asked, "")
    return f"{referral.reference}: {words}" if words else ""
