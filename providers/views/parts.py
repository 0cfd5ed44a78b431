"""What several pages show of a workstream: the header that stays, the history, what to do next."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Organisation
from governance.register import Audience
from providers import facts, queries
from providers.access import machine_of, side_of
from providers.choices import VisitState
from providers.deciding import MOVES
from providers.models import Visit, Workstream
from providers.states import SecurityState, SupportState
from providers.turns import SECURITY_OWNERS, SUPPORT_OWNERS
from referrals import clocks
from referrals.choices import Element, RiskLevel
from referrals.models import Referral
from referrals.states import State

ACCESS_POINT = "Victim Support"
RISK_COLOURS = {RiskLevel.HIGH: "red", RiskLevel.MEDIUM: "orange", RiskLevel.STANDARD: "blue"}
COLOURS = {
    "sent": "blue", "accepted": "purple", "permission_pending": "yellow", "ready": "teal", "visit_booked": "teal",
    "no_access": "orange", "assessed": "purple", "approved": "green", "install_booked": "green", "installed": "green",
    "signed_off": "green", "no_works_needed": "grey", "recalled": "red", "contacting": "yellow", "engaged": "teal",
    "plan_agreed": "teal", "active": "green",
}  # fmt: skip
# Which moves stand as buttons in each state, the usual one first; the others are one fold away.
FIRST: dict[str, tuple[str, ...]] = {
    "security.sent": ("accept", "return"),
    "security.accepted": ("ask_permission", "make_ready", "assign"),
    "security.permission_pending": ("record_permission", "allow_letter"),
    "security.ready": ("book_visit", "propose_visit"),
    "security.visit_booked": ("set_off", "recommend", "photograph", "assess", "no_access"),
    "security.no_access": ("book_visit",),
    "security.assessed": ("approve", "refuse_cost", "find_no_works"),
    "refused": ("change_quote",),
    "security.approved": ("book_install",),
    "security.install_booked": ("set_off", "fit", "install", "miss_install"),
    "security.installed": ("sign_off",),
    "security.signed_off": ("complete",),
    "security.no_works_needed": ("complete",),
    "security.complete": ("follow_up",),
    "support.sent": ("accept", "return"),
    "support.accepted": ("start_contact",),
    "support.contacting": ("log_attempt", "engage", "not_reach"),
    "support.engaged": ("add_goal", "agree_plan", "log_attempt"),
    "support.plan_agreed": ("start", "log_attempt"),
    "support.active": ("log_attempt", "review", "complete"),
    "security.recalled": ("acknowledge",),
    "support.recalled": ("acknowledge",),
}
# … until the visit begins, for whoever gives the work to others and does not drive there.
AT_DESK = {
    "security.visit_booked": ("change_visit", "assign", "cancel_visit"),
    "security.install_booked": ("change_install", "assign", "cancel_install"),
}


def label_of(row: Workstream, state: str | None = None) -> str:
    words: type[SecurityState] | type[SupportState] = SecurityState if row.kind == "security" else SupportState
    return str(words(state or row.state).label)


def state_tag(row: Workstream) -> dict[str, str]:
    return {"label": label_of(row), "colour": COLOURS.get(row.state, "grey")}


def risk_tag(level: str) -> dict[str, str]:
    """From the words of the risk level, as the register shows it."""
    known = {str(one.label): RISK_COLOURS[one] for one in RiskLevel}
    return {"label": f"{level} risk", "colour": known[level]} if level in known else {}


def clock_of(row: Workstream) -> clocks.Reading:
    """The clock as people read it; the referrals' clocks are read the same way."""
    return clocks.reading(row, timezone.now())  # type: ignore[arg-type]


def whose_turn(row: Workstream) -> str:
    """Whose turn it is, by name."""
    owners: dict[Any, str] = SECURITY_OWNERS if row.kind == "security" else SUPPORT_OWNERS
    if facts.waits_for_lead(row):
        return ACCESS_POINT
    turn = owners[row.state]
    return row.organisation.name if turn == "the provider" else turn


def header(row: Workstream, referral: Referral | None, audience: Audience) -> dict[str, Any]:
    """The case header of docs/pages.md; without a referral only what stays: the reference and the state."""
    shown: dict[str, Any] = {"reference": row.reference, "state": state_tag(row)}
    if referral is None:
        return shown
    card, clock = facts.card(audience, referral), clock_of(row)
    points = referral.contact_points.select_related("key")
    return shown | {
        "name": facts.name_of(audience, referral),
        "risk": risk_tag(card.risk_level),
        "safe": facts.call_now(audience, points),
        "clock": {"words": clock.words, "late": clock.late} if clock.words else None,
        "turn": whose_turn(row),
    }


def history(row: Workstream, *, after: int = -1, saw: datetime | None = None) -> list[dict[str, Any]]:
    """Timeline entries, newest first; `after`: only those of later versions; what came since `saw` is marked as new."""
    steps = row.steps.select_related("key").filter(version__gt=after).reverse()
    return [_entry(row, step) | {"new": saw is not None and step.at > saw} for step in steps]


def _entry(row: Workstream, step: Any) -> dict[str, Any]:
    return {
        "when": step.at,
        "who": f"{step.actor_name}, {step.organisation_name}".rstrip(", "),
        "what": machine_of(row)[step.transition].done,
        "why": step.note,
    }


def waits_for(row: Workstream, side: str) -> datetime | None:
    """Since when a question waits for this side, None when none does."""
    since: datetime | None = getattr(row, f"question_to_{side}_at")
    return since


def saw_at(row: Workstream, side: str) -> datetime | None:
    """When this side last opened the work, before now."""
    last: datetime | None = getattr(row, f"{side}_saw_at")
    return last


def waiting_words(row: Workstream, side: str) -> str:
    """What whoever asked this side is told until it answers; "" when nothing waits for it."""
    since, saw = waits_for(row, side), saw_at(row, side)
    if since is None:
        return ""
    who = ACCESS_POINT if side == "triage" else row.organisation.name
    seen = "has read it" if saw and saw > since else "has not opened it yet"
    return f"A question waits for an answer. {who} {seen}."


def questions_to(row: Workstream, side: str) -> list[dict[str, Any]]:
    """The questions that wait for an answer of this side, oldest first, as timeline entries."""
    asked = row.steps.select_related("key").filter(transition="ask", at__gte=waits_for(row, side) or timezone.now())
    ours = row.organisation.name
    return [_entry(row, step) for step in asked if (step.organisation_name == ours) == (side == "triage")]


def next_steps(
    actor: Actor, row: Workstream, *, held: bool = False
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """→ what usually comes next, as buttons, and everything else that the table allows this person now. held: the
    referral is on hold.
    """
    state = str(row.state)
    open_now = {
        line.name: {"name": line.name, "label": line.label, "href": address(row, line.name), "needs": line.requires}
        for line in machine_of(row).open_to(actor, state)
        if line.name in MOVES[row.kind] and not (held and line.name in PAUSED) and _possible(actor, row, line.name)
    }
    usual = [name for name in ("answer", *_first(actor, row)) if name in open_now]
    return [open_now[name] for name in usual], [step for name, step in open_now.items() if name not in usual]


def _first(actor: Actor, row: Workstream) -> tuple[str, ...]:
    place = "refused" if facts.cost_refused(row) else f"{row.kind}.{row.state}"
    first = FIRST.get(place, ())
    if place not in AT_DESK or not actor.may("security.assign"):
        return first
    visit = queries.visits_ahead([row]).get(row.pk)
    if visit is None or visit.worker_id == actor.user_id:
        return first
    return AT_DESK[place] if timezone.now() < visit.starts_at else tuple(name for name in first if name != "set_off")


def offers(actor: Actor, row: Workstream, name: str) -> bool:
    """Whether this person is offered this move now."""
    return any(step["href"] == address(row, name) for step in sum(next_steps(actor, row), []))


def _possible(actor: Actor, row: Workstream, name: str) -> bool:
    """Whether a button would lead anywhere; the action itself asks again."""
    if name == "approve":
        may = actor.may("workstream.approve_cost") or not facts.above_limit(row)
        return may and queries.in_quote(row).exists()  # type: ignore[arg-type]
    if name == "find_no_works":
        return not queries.in_quote(row).exists()  # type: ignore[arg-type]
    if name == "refuse_cost":
        return facts.waits_for_lead(row)
    if name == "answer":
        return waits_for(row, side_of(actor)) is not None
    if name == "print_letter":
        return queries.owner_may_be_written_to(row)
    if name == "set_off":
        return not_set_off(queries.visits_ahead([row]).get(row.pk))
    if name == "drop_proposal":
        return row.pk in queries.visits_ahead([row])
    if name == "delete_photograph":
        return bool(row.photographs.filter(deleted_at=None).exists())  # type: ignore[attr-defined]
    if name in {"follow_up", "stop_follow_ups"}:
        return bool(row.follow_ups.filter(done_on=None, cancelled=False).exists())  # type: ignore[attr-defined]
    return True


def address(row: Workstream, transition: str = "") -> str:
    if transition:
        return reverse("providers:move", args=[row.pk, transition])
    return reverse("providers:workstream", args=[row.pk])


def element_words(element: str) -> str:
    return str(Element(element).label)


def whose_hands(row: Workstream) -> str:
    """Who does the work, by name; somebody who is locked out or has left does it no more."""
    if row.worker is None:
        return ""
    gone = queries.nobodys(type(row)._default_manager.filter(pk=row.pk), row.kind).exists()
    return f"nobody. {row.worker.name} is locked out or has left" if gone else row.worker.name


HELD = "On hold: do not visit or call"
# What waits until the referral is released.
PAUSED = frozenset(
    {"propose_visit", "book_visit", "change_visit", "book_install", "change_install", "set_off", "transfer"}
)


def not_set_off(visit: Visit | None) -> bool:
    """Whether it is booked for today and nobody is on the way."""
    if visit is None or visit.status != VisitState.BOOKED or visit.set_off_at:
        return False
    return timezone.localdate(visit.starts_at) == timezone.localdate()


def on_hold(referral: Referral | None) -> bool:
    return referral is not None and referral.state == State.ON_HOLD


def names_of(organisation_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    return {pk: one.name for pk, one in Organisation.objects.in_bulk(list(organisation_ids)).items()}
