"""One page for each decision of triage: what will happen, to whom, what cannot be undone; then the deed."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import Asked, requires
from referrals import policies
from referrals.access import referral_for
from referrals.choices import DeclineReason, Element
from referrals.deciding import DECISIONS, Decision, decision_for
from referrals.forms.decisions import DecisionForm
from referrals.machine import check_open
from referrals.models import Onward, Referral
from referrals.queries import next_reference
from referrals.states import MACHINE, State
from referrals.views.parts import header, step_lines
from referrals.views.tabs import link_words
from referrals.views.why import opened
from referrals.views.worklist import chosen
from walls.refusals import Refused, Stale

NEXT = "next"


def _proposal(referral: Referral) -> list[str]:
    """What a second person needs to know before agreeing."""
    if not referral.decline_reason:
        return []
    reason = DeclineReason(referral.decline_reason).label
    return [f"Proposed because: {reason}", f"Pointed to: {referral.decline_signposting}"]


def _question(referral: Referral) -> list[str]:
    asked = referral.questions.select_related("key").filter(answered_at=None).first()
    if asked is None:
        return []
    return [f"We asked: {asked.question}", f"Answer wanted by {asked.due_on:%-d %B %Y}", *link_words(asked)]


def _onwards(referral: Referral) -> list[str]:
    sent = referral.onwards.select_related("organisation").order_by("sent_at")
    return [f"{one.organisation.name}, {Element(one.element).label.lower()}: {_ending(one)}" for one in sent]


def _ending(onward: Onward) -> str:
    if onward.ended_at is None:
        return "still open"
    return "completed" if onward.completed else "ended without being completed"


def _before(referral: Referral) -> list[str]:
    return [f"It goes back to: {State(referral.state_before_hold).label}"] if referral.state_before_hold else []


def _story(referral: Referral) -> list[str]:
    """What the referrer told, and what to check."""
    doubts = policies.eligibility_doubts({name: getattr(referral, name) for name in policies.ADVICE})
    return [*([referral.circumstances] if referral.circumstances else []), *doubts]


def _insiders(referral: Referral) -> list[str]:
    """Who must not know, before anything else."""
    said = referral.must_not_know
    return [f"Somebody at an agency must not know, says the referrer: {said}"] if said else []


# What a decision is about, shown above the form.
BACKGROUND: dict[str, Callable[[Referral], list[str]]] = {
    "let_in": _story,
    "mark_junk": _story,
    "start_triage": _insiders,
    "accept": _story,
    "propose_decline": _story,
    "decline": _proposal,
    "refuse_decline": _proposal,
    "supply_information": _question,
    "close": _onwards,
    "finish_closing": _onwards,
    "withdraw": _onwards,
    "withdraw_consent": _onwards,
    "withdraw_consent_after": _onwards,
    "release": _before,
}


@requires("referral.read")
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: Asked, reference: str, transition: str) -> HttpResponseBase:
    """Show the decision (GET) or make it (POST). A refusal draws the page again with everything typed still there."""
    referral = opened(request, reference, "referrals:decide")
    decision = DECISIONS[transition]
    posted = request.POST if request.method == "POST" else None
    form = decision.form(posted, referral=referral, actor=request.actor)
    try:
        if posted is None or not form.is_valid():
            check_open(MACHINE, transition, referral, request.actor)
            return _page(request, referral, transition, form, 422 if posted is not None else 200)
        _carry_out(decision, form)
    except Refused as refused:
        return _refusal(request, reference, transition, form, refused)
    return redirect(_afterwards(request, reference, transition))


def _carry_out(decision: Decision, form: DecisionForm) -> None:
    version = form.cleaned_data["version"]
    decision.action(referral_id=form.referral.id, version=version, by=form.actor, **form.arguments())


def _afterwards(request: Asked, reference: str, transition: str) -> str:
    """The case with what was done on top, or with "… and open next" the next case, else the worklist."""
    case, done = reference, f"done={transition}"
    if request.POST.get("then") == NEXT:
        case = next_reference(request.actor, chosen(request)[1], but=reference)
        done += f"&of={reference}"
    address = reverse("referrals:case", args=[case]) if case else reverse("referrals:worklist")
    return f"{address}?{done}"


def _refusal(request: Asked, reference: str, transition: str, form: DecisionForm, refused: Refused) -> HttpResponse:
    """Fetched anew: the row that the person saw is not the row that refused."""
    referral = referral_for(request.actor, reference)
    changes: list[dict[str, Any]] = []
    if isinstance(refused, Stale):
        changes = step_lines(referral.steps.select_related("key").filter(version__gt=refused.seen).reverse())
        form.show_version(referral.version)
    if form.is_bound:
        form.full_clean()
        form.refuse(refused)
    closed = not MACHINE[transition].open_to(request.actor) or referral.state not in MACHINE[transition].sources
    more = {"changes": changes, "closed": closed, "refused": "" if form.is_bound else refused.message}
    return _page(request, referral, transition, form, refused.status, **more)


def _page(
    request: Asked, referral: Referral, transition: str, form: DecisionForm, status: int, **more: Any
) -> HttpResponse:
    decision = decision_for(transition, referral.route)
    case = reverse("referrals:case", args=[referral.reference])
    page = {
        "case": header(referral),
        "form": form,
        "decision": {
            "heading": decision.heading,
            "what": decision.what,
            "whom": decision.whom,
            "see": decision.see,
            "undo": decision.undo,
            "confirm": decision.confirm,
            "kind": "warning" if decision.danger else "",
            "cancel": case,
        },
        "background": BACKGROUND[transition](referral) if transition in BACKGROUND else [],
        "open_next": decision.open_next,
        "known": reverse("referrals:known", args=[referral.reference]) if transition == "start_triage" else "",
        "next": NEXT,
        "back": case,
    }
    return render(request, "referrals/desk/decision.html", page | more, status=status)
