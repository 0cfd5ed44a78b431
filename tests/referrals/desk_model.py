"""An independent model of the referral, written by hand from domain.md and not from the code: what each person may do
in each state, and what then becomes of it. test_model.py walks both at random and compares.
"""

from dataclasses import dataclass, field

WORKER, LEAD, PROVIDER, COMMISSIONER = "worker", "lead", "provider", "commissioner"
TRIAGE = {WORKER, LEAD}
LIVE = {"received", "triaging", "info_requested", "triaged", "in_progress", "on_hold"}
WORKING = LIVE - {"on_hold"}
EVERYBODY = frozenset({"24-7-locks", "oasis", "clarion", "look-ahead", "project-salus"})

# transition: (who, from, to); "" = stays, "back" = the state before the hold
TABLE: dict[str, tuple[set[str], set[str], str]] = {
    "let_in": (TRIAGE, {"quarantined", "junk"}, "received"),
    "mark_junk": (TRIAGE, {"quarantined"}, "junk"),
    "start_triage": (TRIAGE, {"received"}, "triaging"),
    "request_information": (TRIAGE, {"received", "triaging"}, "info_requested"),
    "supply_information": (TRIAGE, {"info_requested"}, "triaging"),
    "accept": (TRIAGE, {"triaging"}, "triaged"),
    "propose_decline": (TRIAGE, {"triaging"}, ""),
    "refuse_decline": ({LEAD}, {"triaging"}, ""),
    "decline": ({LEAD}, {"triaging"}, "not_suitable"),
    "mark_duplicate": (TRIAGE, {"triaging"}, "duplicate"),
    "dispatch": (TRIAGE, {"triaged", "in_progress"}, "in_progress"),
    "hold": (TRIAGE, WORKING, "on_hold"),
    "release": (TRIAGE, {"on_hold"}, "back"),
    "withdraw": (TRIAGE, LIVE, "closing"),
    "withdraw_consent": (TRIAGE, LIVE, "closing"),
    "withdraw_consent_after": (TRIAGE, {"closing", "closed", "not_suitable", "duplicate"}, ""),
    "amend": (TRIAGE, LIVE | {"closing", "closed", "not_suitable", "duplicate"}, ""),
    "add_consent": (TRIAGE, WORKING, ""),
    "finish_closing": (TRIAGE, {"closing"}, "closed"),
    "close": (TRIAGE, {"in_progress"}, "closed"),
    "reopen": ({LEAD}, {"closed", "not_suitable"}, "triaging"),
    "assign": (TRIAGE, LIVE | {"closing"}, ""),
}

TAKEN_BACK = {"withdraw_consent", "withdraw_consent_after"}


@dataclass
class Case:
    """What the model knows of one referral."""

    state: str = "received"
    version: int = 1
    before_hold: str = ""
    proposer: str = ""
    consents: set[str] = field(default_factory=lambda: set(EVERYBODY | {"victim-support"}))
    open_work: set[tuple[str, str]] = field(default_factory=set)  # (organisation, element), not ended
    visible_to: set[str] = field(default_factory=set)  # organisations that see it now


@dataclass(frozen=True)
class Try:
    """One attempt. who: a name; role: theirs; seen: the version that they saw; good: whether what they typed is whole.

    organisation, element: of a dispatch, or of a consent taken back or added ("" = everything).
    """

    transition: str
    who: str
    role: str
    seen: int
    good: bool = True
    organisation: str = ""
    element: str = ""


def expected(case: Case, one: Try) -> int:
    """The status of the answer: 200, 404 (not theirs to see), 409 (too late), 403 (not their role), 422."""
    who, sources, _ = TABLE[one.transition]
    if one.role not in TRIAGE:
        return 404
    if one.seen != case.version:
        return 409
    if one.role not in who:
        return 403
    if case.state not in sources:
        return 409
    return _rules(case, one)


def _rules(case: Case, one: Try) -> int:
    if one.transition in {"decline", "refuse_decline"}:
        if not case.proposer:
            return 422
        if case.proposer == one.who:
            return 403
    if not one.good:
        return 422
    if one.transition in {"close", "finish_closing"} and case.open_work:
        return 422
    if one.transition == "dispatch" and one.organisation not in case.consents:
        return 422
    if one.transition == "dispatch" and _sent_already(case, one):
        return 422
    if one.transition == "add_consent" and one.organisation in case.consents:
        return 422
    if one.transition in TAKEN_BACK and not _taken(case, one):
        return 422
    return 200


def _sent_already(case: Case, one: Try) -> bool:
    if one.element == "security":
        return any(element == "security" for _, element in case.open_work)
    return (one.organisation, one.element) in case.open_work


def _taken(case: Case, one: Try) -> set[str]:
    return set(case.consents) if not one.organisation else case.consents & {one.organisation}


def apply(case: Case, one: Try) -> None:
    """Change the model as an attempt that succeeds changes the referral."""
    before, name = case.state, one.transition
    case.version += 1
    target = TABLE[name][2]
    if name in TAKEN_BACK:
        case.consents -= _taken(case, one)
        target = "closing" if name == "withdraw_consent" and not case.consents else ""
        case.visible_to -= {one.organisation}
    elif name == "add_consent":
        case.consents.add(one.organisation)
    elif name == "dispatch":
        case.open_work.add((one.organisation, one.element))
        case.visible_to.add(one.organisation)
    elif name == "propose_decline":
        case.proposer = one.who
    elif name in {"accept", "refuse_decline", "mark_duplicate", "reopen"}:
        case.proposer = ""
    case.state = {"": before, "back": case.before_hold}.get(target, target)
    case.before_hold = (
        before if name == "hold" else ("" if before == "on_hold" and case.state != before else case.before_hold)
    )
    if case.state == "closing" and before != "closing":
        case.visible_to.clear()


def end_work(case: Case, organisation: str, element: str) -> None:
    """A provider has ended its work: the referral stays where it is."""
    case.open_work.discard((organisation, element))
    if not any(org == organisation for org, _ in case.open_work):
        case.visible_to.discard(organisation)
