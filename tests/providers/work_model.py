"""An independent model of both workstreams and their parent, written by hand from domain.md and not from the code: what
each person may do in each state, and what then becomes of it. test_model.py walks both at random and compares.
"""

from dataclasses import dataclass, field

TRIAGE = {"worker", "lead"}
FIRM = {"coordinator", "fitter"}
TEAM = {"supporter", "manager"}
LIMIT = 80_000  # pence; above it a triage lead approves

# transition: (who, from, to); "" = stays
Table = dict[str, tuple[set[str], set[str], str]]
_VISITING = {"ready", "no_access"}
_S_LIVE = {
    "sent", "accepted", "permission_pending", "ready", "visit_booked", "no_access", "assessed", "approved",
    "no_works_needed", "install_booked", "installed", "signed_off",
}  # fmt: skip
_P_LIVE = {"sent", "accepted", "contacting", "engaged", "plan_agreed", "active"}

SECURITY: Table = {
    "accept": ({"coordinator"}, {"sent"}, "accepted"),
    "ask_permission": ({"coordinator"}, {"accepted"}, "permission_pending"),
    "record_permission": ({"coordinator"}, {"permission_pending"}, "ready"),
    **dict.fromkeys(("allow_letter", "print_letter"), ({"coordinator"}, {"accepted", "permission_pending"}, "")),
    "make_ready": ({"coordinator"}, {"accepted"}, "ready"),
    "propose_visit": (FIRM, _VISITING, ""),
    "book_visit": (FIRM, _VISITING, "visit_booked"),
    **dict.fromkeys(("change_visit", "recommend"), (FIRM, {"visit_booked"}, "")),
    "cancel_visit": (FIRM, {"visit_booked"}, "ready"),
    "drop_proposal": (FIRM, _VISITING, ""),
    "set_off": (FIRM, {"visit_booked", "install_booked"}, ""),
    "no_access": (FIRM, {"visit_booked"}, "no_access"),
    "photograph": (FIRM, {"visit_booked", "assessed"}, ""),
    "delete_photograph": (FIRM | TRIAGE, _S_LIVE - {"sent"}, ""),
    "assess": (FIRM, {"visit_booked"}, "assessed"),
    "approve": ({"coordinator", "lead"}, {"assessed"}, "approved"),
    "refuse_cost": ({"lead"}, {"assessed"}, ""),
    "change_quote": (FIRM, {"assessed"}, ""),
    "requote": (FIRM, {"approved"}, "assessed"),
    "find_no_works": ({"coordinator"}, {"assessed"}, "no_works_needed"),
    "book_install": (FIRM, {"approved"}, "install_booked"),
    **dict.fromkeys(("change_install", "fit"), (FIRM, {"install_booked"}, "")),
    "cancel_install": (FIRM, {"install_booked"}, "approved"),
    "miss_install": (FIRM, {"install_booked"}, "approved"),
    "install": (FIRM, {"install_booked"}, "installed"),
    "sign_off": (FIRM, {"installed"}, "signed_off"),
    "complete": ({"coordinator"}, {"signed_off", "no_works_needed"}, "complete"),
    "follow_up": (FIRM, {"complete"}, ""),
    "remove_measure": (FIRM, {"installed", "signed_off", "complete"}, ""),
    "stop_follow_ups": ({"coordinator"} | TRIAGE, {"complete"}, ""),
    "assign": ({"coordinator"}, _S_LIVE - {"sent"}, ""),
    **dict.fromkeys(("note", "ask", "answer"), (FIRM | TRIAGE, _S_LIVE, "")),
    "return": ({"coordinator"}, _S_LIVE, "returned"),
    "recall": (TRIAGE, _S_LIVE, "recalled"),
    "acknowledge": (FIRM, {"recalled"}, "acknowledged"),
}
SUPPORT: Table = {
    "accept": (TEAM, {"sent"}, "accepted"),
    "start_contact": (TEAM, {"accepted"}, "contacting"),
    "log_attempt": (TEAM, {"contacting", "engaged", "plan_agreed", "active"}, ""),
    "engage": (TEAM, {"contacting"}, "engaged"),
    "not_reach": ({"manager"}, {"contacting"}, "not_reached"),
    "add_goal": (TEAM, {"engaged", "plan_agreed", "active"}, ""),
    "agree_plan": (TEAM, {"engaged"}, "plan_agreed"),
    "start": (TEAM, {"plan_agreed"}, "active"),
    "review": (TEAM, {"active"}, ""),
    "complete": (TEAM, {"active"}, "completed"),
    "end_early": (TEAM, {"engaged", "plan_agreed", "active"}, "ended_early"),
    "transfer": ({"manager"}, _P_LIVE, "transferred"),
    "reassign": ({"manager"}, _P_LIVE - {"sent"}, ""),
    **dict.fromkeys(("note", "ask", "answer"), (TEAM | TRIAGE, _P_LIVE, "")),
    "return": (TEAM, _P_LIVE, "returned"),
    "recall": (TRIAGE, _P_LIVE, "recalled"),
    "acknowledge": (TEAM, {"recalled"}, "acknowledged"),
}
TABLES = {"security": SECURITY, "support": SUPPORT}
LIVE = {"security": _S_LIVE, "support": _P_LIVE}
# What nobody may do while the referral is on hold.
WAITS = {"propose_visit", "book_visit", "change_visit", "book_install", "change_install", "set_off"}
QUOTES = {"recommend", "change_quote", "requote"}
ENDED = {"complete", "returned", "acknowledged", "completed", "ended_early", "not_reached", "transferred"}


@dataclass
class Work:
    """What the model knows of one workstream."""

    kind: str
    organisation: str
    element: str
    state: str = "sent"
    version: int = 1
    shared: bool = True
    ahead: int = 0  # visits proposed or booked
    estimates: list[int] = field(default_factory=list)
    fitted: int = 0  # measures that are there
    ever_fitted: int = 0
    checks: int = 0  # follow-ups to come
    spoke: bool = False
    goals: int = 0
    photographs: int = 0
    letter: bool = False  # the person agreed that the owner is written to
    asked: set[bool] = field(default_factory=set)  # whom a question waits for: True triage, False the provider

    @property
    def open(self) -> bool:
        return self.state not in ENDED


@dataclass
class Case:
    """What the model knows of one referral."""

    state: str = "triaged"
    version: int = 3
    before_hold: str = ""
    rented: bool = True
    consents: set[str] = field(default_factory=set)
    works: dict[object, Work] = field(default_factory=dict)

    def sent(self, organisation: str, element: str) -> bool:
        """Whether this part is open already: security once for each referral, support once for each provider."""
        return any(
            w.open and w.element == element and (element == "security" or w.organisation == organisation)
            for w in self.works.values()
        )


@dataclass(frozen=True)
class Try:
    """One attempt. role, home: of who tries. seen: the version that they saw; good: whether what they typed is whole."""

    name: str
    role: str
    home: str
    seen: int
    good: bool
    organisation: str = ""
    element: str = ""
    pence: int = 0


def expected(case: Case, work: Work, one: Try) -> int:
    """The status of the answer: 200, 404 (not theirs to see), 409 (too late), 403 (not their role), 422."""
    who, sources, _ = TABLES[work.kind][one.name]
    if not sees(work, one):
        return 404
    if one.seen != work.version:
        return 409
    if one.role not in who:
        return 403
    if work.state not in sources:
        return 409
    if one.name == "transfer":
        return _transfer(case, work, one)
    return _rules(case, work, one)


def sees(work: Work, one: Try) -> bool:
    of_kind = FIRM if work.kind == "security" else TEAM
    return one.role in TRIAGE or (one.role in of_kind and one.home == work.organisation)


def _rules(case: Case, work: Work, one: Try) -> int:
    if case.state == "on_hold" and one.name in WAITS:
        return 409
    if not one.good:
        return 422
    total = sum(work.estimates)
    missing = {
        "make_ready": case.rented,
        "print_letter": not work.letter,
        "approve": not work.estimates,
        "find_no_works": bool(work.estimates),
        "install": not work.ever_fitted,
        "drop_proposal": not work.ahead,
        "refuse_cost": total <= LIMIT,
        "answer": (one.role in TRIAGE) not in work.asked,
        "engage": not work.spoke,
        "agree_plan": not work.goals,
        "photograph": work.photographs >= 12,
        "delete_photograph": not work.photographs,
        "follow_up": not work.checks,
        "remove_measure": not work.fitted or not work.shared,
    }
    if missing.get(one.name):
        return 422
    if one.name == "approve" and total > LIMIT and one.role != "lead":
        return 403
    return 200


def _transfer(case: Case, work: Work, one: Try) -> int:
    """To Look Ahead, which supports adults here."""
    if not one.good or work.organisation == "look-ahead":
        return 422
    if case.state != "in_progress":
        return 409
    fits = work.element == "support_adults" and "look-ahead" in case.consents
    return 200 if fits and not case.sent("look-ahead", work.element) else 422


def apply(case: Case, work: Work, one: Try) -> Work | None:
    """Change the model as an attempt that succeeds changes the workstream; never the parent. → what a transfer begins."""
    work.version += 1
    work.state = TABLES[work.kind][one.name][2] or work.state
    _count(work, one)
    if work.state in {"recalled", *ENDED}:
        work.ahead = 0
        work.shared = work.shared and work.state == "complete" and work.checks > 0
    return Work("support", "look-ahead", work.element) if one.name == "transfer" else None


def _count(work: Work, one: Try) -> None:
    name = one.name
    if name in {"propose_visit", "book_visit", "book_install"}:
        work.ahead = 1
    elif name in {"no_access", "miss_install", "assess", "install", "cancel_visit", "drop_proposal", "cancel_install"}:
        work.ahead = 0
    elif name in {"complete", "follow_up", "stop_follow_ups"}:
        planned = 2 if work.fitted and work.kind == "security" else 0
        work.checks = {"complete": planned, "follow_up": work.checks - 1}.get(name, 0)
        work.shared = work.shared and name != "stop_follow_ups"
    elif name in QUOTES:  # a deed changes a quote by putting one line in the place of all
        work.estimates = [*(work.estimates if name == "recommend" else []), one.pence]
    work.asked |= {one.role not in TRIAGE} if name == "ask" else set()
    work.asked -= {one.role in TRIAGE} if name == "answer" else set()
    work.fitted += {"fit": 1, "remove_measure": -1}.get(name, 0)
    work.ever_fitted += name == "fit"
    work.letter = work.letter or name == "allow_letter"
    work.goals += name == "add_goal"
    work.photographs += {"photograph": 1, "delete_photograph": -1}.get(name, 0)
    work.spoke = work.spoke or name in {"start_contact", "log_attempt"}
