"""The case page of triage: what must be known first, what to do next, every field, and the story."""

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import news
from accounts.access import Asked, requires
from referrals import policies
from referrals.deciding import DECISIONS
from referrals.finding import duplicates
from referrals.models import Referral
from referrals.panels import Panel, panels_for
from referrals.states import MACHINE, State
from referrals.views.parts import NEWEST, address, header, next_steps, possible, timeline
from referrals.views.tabs import HISTORY, TABS, Row
from referrals.views.why import opened
from referrals.views.worklist import done_words, just_done


@requires("referral.read")
@require_safe
def case(request: Asked, reference: str) -> HttpResponseBase:
    """One case, one tab of it. The read is recorded before anything is shown."""
    referral = opened(request, reference, "referrals:case")
    news.looked_at(request.actor, request.path)
    panels = panels_for(request.actor, referral)
    tab = request.GET.get("tab", "summary")
    if tab not in TABS and tab not in {panel.slug for panel in panels}:
        raise Http404
    return render(request, "referrals/desk/case.html", _context(request, referral, panels, tab))


def _context(request: Asked, referral: Referral, panels: list[Panel], tab: str) -> dict[str, Any]:
    usual, more = next_steps(request.actor, referral, panels)
    panel = next((panel for panel in panels if panel.slug == tab), None)
    alike = len(duplicates(request.actor, referral)) if referral.state in UNDECIDED else None
    done = just_done(request, referral)
    entries = timeline(referral, panels)
    doubts = policies.eligibility_doubts(vars_of(referral)) if referral.state in UNDECIDED else []
    return {
        "referral": referral,
        "case": header(referral),
        "usual": usual,
        "more": more,
        "tabs": _tabs(referral, panels, tab, {"duplicates": alike}),
        "tab": tab,
        "blocks": TABS[tab][1](request.actor, referral) if panel is None else [],
        "panel": _drawn(request, referral, panel) if panel else "",
        "entries": entries if tab == HISTORY else entries[:NEWEST],
        "older": max(0, len(entries) - NEWEST) if tab != HISTORY else 0,
        "history": HISTORY,
        "done": done or done_words(request),
        "then": _then(request, referral) if done else {},
        "doubts": doubts if tab == "summary" else [],
        "alike": alike if tab == "summary" else 0,
    }


UNDECIDED = MACHINE["mark_duplicate"].sources | {State.RECEIVED}  # neither accepted nor declined nor a duplicate


def vars_of(referral: Referral) -> dict[str, str]:
    """The eligibility answers by name."""
    return {name: getattr(referral, name) for name in policies.ADVICE}


def _drawn(request: Asked, referral: Referral, panel: Panel) -> str:
    return render_to_string(panel.template, panel.context | {"referral": referral, "panel": panel}, request)


def _then(request: Asked, referral: Referral) -> dict[str, str]:
    """The step that usually follows what was just done."""
    done = DECISIONS.get(request.GET["done"])
    name = done.then if done else ""
    if name and possible(name, referral, request.actor) and (href := address(name, referral.reference)):
        return {"label": NEXT_WORDS[name], "href": href}
    return {"label": "Open next", "href": reverse("referrals:next")}


NEXT_WORDS = {"start_triage": "Take it now", "accept": "Decide now", "dispatch": "Choose who helps"}


def _tabs(referral: Referral, panels: list[Panel], tab: str, counts: dict[str, int | None]) -> list[Row]:
    here = reverse("referrals:case", args=[referral.reference])
    own = [(slug, label, counts.get(slug)) for slug, (label, _) in TABS.items()]
    later = [(panel.slug, panel.label, panel.count) for panel in panels]
    ordered = own[:-2] + later + own[-2:]
    return [
        {"label": label, "href": f"{here}?tab={slug}", "current": slug == tab, "count": count}
        for slug, label, count in ordered
    ]
