"""What several pages of the desk show of a case: the header that stays, the timeline, what to do next."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.actors import Actor
from referrals import clocks, policies
from referrals.actions.contact import MAY
from referrals.choices import ContactResult, Correction, District, LetterState, Means, RiskLevel, Way
from referrals.deciding import DECISIONS
from referrals.models import Amendment, ContactAttempt, ContactPoint, Letter, Referral, Step
from referrals.panels import Panel
from referrals.register import label_of
from referrals.states import MACHINE, OPEN, OWNERS, State

RISK_COLOURS = {RiskLevel.HIGH: "red", RiskLevel.MEDIUM: "orange", RiskLevel.STANDARD: "blue"}
STATE_COLOURS = {
    State.QUARANTINED: "red",
    State.RECEIVED: "blue",
    State.TRIAGING: "purple",
    State.INFO_REQUESTED: "yellow",
    State.TRIAGED: "teal",
    State.IN_PROGRESS: "green",
    State.ON_HOLD: "orange",
    State.CLOSING: "magenta",
}
# Which decisions stand as buttons in each state, the usual one first; the others are one fold away.
FIRST = {
    State.QUARANTINED: ("let_in", "mark_junk"),
    State.RECEIVED: ("start_triage", "request_information"),
    State.TRIAGING: ("decline", "refuse_decline", "accept", "request_information", "propose_decline"),
    State.INFO_REQUESTED: ("supply_information",),
    State.TRIAGED: ("dispatch",),
    State.IN_PROGRESS: ("close", "dispatch"),
    State.ON_HOLD: ("release",),
    State.CLOSING: ("finish_closing",),
    State.CLOSED: ("reopen",),
    State.NOT_SUITABLE: ("reopen",),
    State.JUNK: ("let_in",),
}


def risk_tag(level: str) -> dict[str, str]:
    """Words and colour; a level that nobody has set says so."""
    if not level:
        return {"label": "Risk not set", "colour": "grey"}
    return {"label": f"{RiskLevel(level).label} risk", "colour": RISK_COLOURS[RiskLevel(level)]}


def header(referral: Referral) -> dict[str, Any]:
    """The case header of docs/pages.md."""
    clock = clocks.reading(referral, timezone.now())
    turn = whose_turn(referral)
    return {
        "reference": referral.reference,
        "name": referral.name,
        "risk": risk_tag(referral.risk_level),
        "children": f"{referral.children} {'child' if referral.children == 1 else 'children'}"
        if referral.children
        else "",
        "safe": call_advice(referral.contact_points.select_related("key")),
        "clock": {"words": clock.words, "late": clock.late} if clock.words else None,
        "turn": turn,
        "state": {"label": state_words(referral), "colour": STATE_COLOURS.get(State(referral.state), "grey")},
    }


def state_words(referral: Referral) -> str:
    """The state as people say it, with what they would ask next."""
    if referral.state == State.IN_PROGRESS and referral.ready_to_close:
        return "All work has ended"
    if referral.state == State.TRIAGING and referral.decline_proposed_by:
        return "Not suitable? A lead decides"
    return str(State(referral.state).label)


def whose_turn(referral: Referral) -> str:
    """Whose turn it is; work that has ended comes back to Victim Support."""
    if referral.ready_to_close and referral.state in {State.IN_PROGRESS, State.CLOSING}:
        return OWNERS[State.TRIAGED]
    return OWNERS[State(referral.state)]


def call_advice(points: Iterable[ContactPoint]) -> dict[str, Any]:
    """Safe to call now?, with the reason."""
    phone = next((point for point in points if point.means == Means.PHONE), None)
    if phone is None:
        return {"ok": False, "words": "Do not call", "why": "No phone number is known"}
    advice = policies.call_advice(phone.safe, phone.hours, phone.voicemail, phone.code_word, timezone.now())
    return {"ok": advice.ok, "words": advice.words, "why": advice.why}


def step_lines(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Timeline entries of history, in the order given; a correction with what stood before and stands now."""
    steps = list(steps)
    corrected = _corrected([step for step in steps if step.transition == "amend"])
    return [
        {
            "when": step.at,
            "who": f"{step.actor_name}, {step.organisation_name}".rstrip(", "),
            "what": _what(step),
            "why": policies.told(*corrected.get(step.version, ()), step.note or ""),
        }
        for step in steps
    ]


def _corrected(steps: list[Step]) -> dict[int, list[str]]:
    """Version → "Postcode: CT1 1AA → CT2 2BB" for each field of these steps of one referral."""
    found: dict[int, list[str]] = {}
    rows = Amendment.objects.select_related("key").annotate(route=F("referral__route"))
    rows = rows.filter(referral__in={step.referral_id for step in steps})
    for one in rows.filter(version__in=[step.version for step in steps]) if steps else ():
        of = f" ({Means(one.means).label.lower()})" if one.means else ""
        before, after = (", ".join((text or "").splitlines()) or "nothing" for text in (one.before, one.after))
        words = f"{label_of(one.field, one.route)}{of}: {before} → {after}"
        found.setdefault(one.version, [CORRECTED[Correction(one.kind)]]).append(words)
    return found


CORRECTED = {Correction.MISTAKE: "Put right:", Correction.CHANGED: "Has changed:"}


def attempt_words(one: ContactAttempt) -> str:
    unsafe = " (not a safe way)" if one.against_plan else ""
    return f"{Means(one.means).label}: {ContactResult(one.result).label.lower()}{unsafe}"


def _tried(one: ContactAttempt) -> dict[str, Any]:
    who = f"{one.actor_name}, {one.organisation_name}".rstrip(", ")
    return {"when": one.at, "who": who, "what": attempt_words(one), "why": one.note}


def _what(step: Step) -> str:
    done = MACHINE[step.transition].done
    before, after = (str(State(state).label).lower() for state in (step.before, step.after))
    return done if before == after else f"{done}: {before} → {after}"


WRITTEN = {Way.EMAIL: "Email written", Way.POST: "Letter written", Way.TEXT: "Text message sent"}
BECAME = {
    (Way.EMAIL, LetterState.SENT): "Email sent", (Way.EMAIL, LetterState.STOPPED): "Email not sent",
    (Way.POST, LetterState.SENT): "Letter posted", (Way.POST, LetterState.STOPPED): "Letter not posted",
}  # fmt: skip


def _written(one: Letter, unsafe: bool) -> list[dict[str, Any]]:
    """When it was written, by whom and with which words; then what became of it, and who said so. unsafe: it went out
    although the way was not known to be safe any more.
    """
    href = reverse("referrals:letter", args=[one.referral.reference, one.pk])
    lines = [
        {"when": one.at, "who": one.actor_name, "what": WRITTEN[Way(one.way)], "why": str(one.wording), "href": href}
    ]
    if one.settled_at:
        what = BECAME[Way(one.way), LetterState(one.state)] + (" (not a safe way)" if unsafe else "")
        why = f"On {one.posted_on:%-d %B %Y}" if one.posted_on else one.why_not
        lines.append({"when": one.settled_at, "who": one.settled_by or "The system", "what": what, "why": why})
    return lines


def story(referral: Referral) -> list[dict[str, Any]]:
    """All that happened to the referral itself, in no order: its steps, attempts to reach the person, what was written to
    them. An attempt that stands for a letter is told once, with the letter.
    """
    tried = list(referral.contact_attempts.select_related("key"))
    unsafe = {one.letter_id for one in tried if one.against_plan}
    lines = step_lines(referral.steps.select_related("key").reverse())
    lines += [_tried(one) for one in tried if one.letter_id is None]
    letters = referral.letters.select_related("key", "wording", "referral")
    return lines + [line for one in letters for line in _written(one, one.pk in unsafe)]


def timeline(referral: Referral, panels: Sequence[Panel]) -> list[dict[str, Any]]:
    """Everything that happened, newest first: the referral's own story and the lines of later stages."""
    lines = story(referral) + [vars(line) for panel in panels for line in panel.lines]
    return sorted(lines, key=lambda line: line["when"], reverse=True)


NEWEST = 8  # lines of the timeline that stand beside every tab


def address(transition: str, reference: str) -> str:
    """Where a transition is made, "" when no page makes it."""
    if transition in DECISIONS:
        return reverse("referrals:decide", args=[reference, transition])
    if transition == "amend":
        return reverse("referrals:correct", args=[reference])
    if transition != "dispatch":
        return ""
    try:
        return reverse("providers:dispatch", args=[reference])
    except NoReverseMatch:
        return ""


def next_steps(
    actor: Actor, referral: Referral, panels: Sequence[Panel]
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """→ what usually comes next, as buttons, and everything else that the table allows this person now."""
    open_now = {
        line.name: {"label": line.label, "href": href, "needs": line.requires}
        for line in MACHINE.open_to(actor, referral.state)
        if (href := address(line.name, referral.reference)) and possible(line.name, referral, actor)
    }
    usual = [name for name in FIRST.get(State(referral.state), ()) if name in open_now]
    more = [step for name, step in open_now.items() if name not in usual]
    if referral.state in OPEN and actor.may(MAY):
        href = reverse("referrals:contact", args=[referral.reference])
        more.append(
            {"label": "Write down an attempt to reach the person", "href": href, "needs": "how, and what came of it"}
        )
        href = reverse("referrals:write", args=[referral.reference])
        more.append({"label": "Write to the person", "href": href, "needs": "a way that is safe now, approved words"})
    if referral.state != State.ANONYMISED and actor.may(MAY):
        href = reverse("referrals:print", args=[referral.reference])
        more.append({"label": "Print for paper", "href": href, "needs": "why it is needed on paper"})
    known = reverse("referrals:known", args=[referral.reference])
    more.append({"label": "I know somebody in this referral", "href": known, "needs": ""})
    more += [{"label": s.label, "href": s.href, "needs": s.needs} for panel in panels for s in panel.steps]
    return [open_now[name] for name in usual], more


def possible(transition: str, referral: Referral, actor: Actor) -> bool:
    """Whether a button would lead anywhere; the action itself asks again."""
    if transition in {"decline", "refuse_decline"}:
        return referral.decline_proposed_by not in {None, actor.user_id}
    if transition in {"close", "finish_closing"}:
        return referral.ready_to_close
    return transition != "propose_decline" or referral.decline_proposed_by is None


def district_words(district: str) -> str:
    return District(district).label if district in District.values else district
