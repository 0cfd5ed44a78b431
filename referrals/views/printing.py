"""A referral on paper: why first, then a page that leaves out what must not lie about (S4.25)."""

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import Asked, requires
from governance.register import Audience, Copy
from journal.reads import seen
from referrals import choices, facts
from referrals.access import referral_for
from referrals.facts import Shown
from referrals.forms.printing import PrintForm
from referrals.models import ContactPoint, Referral
from referrals.register import REGISTER
from referrals.states import State
from referrals.views.parts import header, story
from referrals.views.tabs import sharing
from referrals.views.why import first

# What a subject-access copy shows without third parties may hold names and stories: it stays on the screen, and so do
# these, which may hold them too or would open a door.
NOT_ON_PAPER = frozenset({
    "contact_point.code_word", "contact_point.means", "referral.risk_assessor", "referral.previous_measures_who",
    "referral.decline_signposting",
})  # fmt: skip
DECISION = {
    "heading": "Print this referral",
    "what": (
        "A page for paper opens. Print it from your browser.",
        "It leaves out the code word, ways that are not safe, free words, names of other people, and notes.",
    ),
    "undo": "Paper cannot be called back. That you printed it, when and why is recorded.",
    "confirm": "Show the page for paper",
}


@requires("referral.triage")
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: Asked, reference: str) -> HttpResponseBase:
    """Ask why (GET), then show the page for paper (POST). The reason stands in the record of who looked."""
    referral = referral_for(request.actor, reference)
    first(request, referral)
    if referral.state == State.ANONYMISED:
        raise Http404
    form = PrintForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        reason = choices.PrintReason(form.cleaned_data["reason"])
        seen(by=request.actor, what="referrals:print", case_ids=[referral.id], reason=reason.value)
        return render(request, "referrals/desk/paper.html", _context(request, referral, reason))
    seen(by=request.actor, what="referrals:decide", case_ids=[referral.id])
    back = reverse("referrals:case", args=[referral.reference])
    page = {"case": header(referral), "form": form, "decision": DECISION | {"cancel": back}, "back": back}
    return render(request, "referrals/desk/decision.html", page, status=422 if form.errors else 200)


def _context(request: Asked, referral: Referral, reason: choices.PrintReason) -> dict[str, Any]:
    return {
        "referral": referral,
        "back": reverse("referrals:case", args=[referral.reference]),
        "case": header(referral),
        "printed_at": timezone.now(),
        "reason": reason.label,
        "blocks": [*_ways(referral), *_sections(referral)],
        "sharing": sharing(referral),
        "happened": {
            "caption": "What has happened",
            "columns": [{"label": "When"}, {"label": "What"}],
            "rows": _happened(referral),
        },
    }


def _on_paper(shown: list[Shown]) -> list[Shown]:
    return [one for one in shown if REGISTER[one.name].copy is Copy.SHOW and one.name not in NOT_ON_PAPER]


def _rows(shown: list[Shown]) -> list[dict[str, str]]:
    return [{"key": one.label, "value": one.value} for one in _on_paper(shown)]


def _sections(referral: Referral) -> list[dict[str, Any]]:
    shown = _on_paper(facts.shown_to(Audience.TRIAGE, referral, "referral"))
    titles = list(dict.fromkeys(one.section for one in shown))
    return [{"title": title, "rows": _rows([one for one in shown if one.section == title])} for title in titles]


def _ways(referral: Referral) -> list[dict[str, Any]]:
    """How to reach the person; of a way that is not safe nothing but that."""
    points = referral.contact_points.select_related("key").order_by("means")
    return [{"title": f"Safe contact: {choices.Means(one.means).label.lower()}", "rows": _way(one)} for one in points]


def _way(point: ContactPoint) -> list[dict[str, str]]:
    if not point.usable:
        return [{"key": "Do not use", "value": "It is not known to be safe, and is not printed."}]
    return _rows(facts.shown_to(Audience.TRIAGE, point, "contact_point"))


def _happened(referral: Referral) -> list[list[Any]]:
    """When and what, oldest first; who did it and why stays on the screen."""
    ordered = sorted(story(referral), key=lambda line: line["when"])
    return [[f"{timezone.localtime(line['when']):%-d %b %Y, %H:%M}", line["what"]] for line in ordered]
