"""Both workstreams: their states and their transitions (whose turn it is, which clock runs: turns.py). Source: domain.md."""

from collections.abc import Iterable

from django.db import models

from referrals.machine import REFERRER, SYSTEM, Machine, Transition

THING = "workstream"
TRIAGE_NAME = "Victim Support"


class SecurityState(models.TextChoices):
    """Values are the machine's; labels are the words shown to people. `prepared` is never stored."""

    PREPARED = "prepared", "Being sent"
    SENT = "sent", "New"
    ACCEPTED = "accepted", "Accepted"
    PERMISSION_PENDING = "permission_pending", "Waiting for the owner"
    READY = "ready", "Ready to visit"
    VISIT_BOOKED = "visit_booked", "Visit booked"
    NO_ACCESS = "no_access", "No access"
    ASSESSED = "assessed", "Assessed"
    APPROVED = "approved", "Approved"
    NO_WORKS_NEEDED = "no_works_needed", "No work needed"
    INSTALL_BOOKED = "install_booked", "Installation booked"
    INSTALLED = "installed", "Installed"
    SIGNED_OFF = "signed_off", "Signed off"
    COMPLETE = "complete", "Complete"
    RETURNED = "returned", "Returned"
    RECALLED = "recalled", "Stop work"
    ACKNOWLEDGED = "acknowledged", "Stopped"


class SupportState(models.TextChoices):
    PREPARED = "prepared", "Being sent"
    SENT = "sent", "New"
    ACCEPTED = "accepted", "Accepted"
    CONTACTING = "contacting", "Making contact"
    ENGAGED = "engaged", "Engaged"
    PLAN_AGREED = "plan_agreed", "Plan agreed"
    ACTIVE = "active", "Active"
    COMPLETED = "completed", "Completed"
    ENDED_EARLY = "ended_early", "Ended early"
    NOT_REACHED = "not_reached", "Not reached"
    TRANSFERRED = "transferred", "Transferred"
    RETURNED = "returned", "Returned"
    RECALLED = "recalled", "Stop work"
    ACKNOWLEDGED = "acknowledged", "Stopped"


S, P = SecurityState, SupportState
SECURITY_LIVE = frozenset(
    {S.SENT, S.ACCEPTED, S.PERMISSION_PENDING, S.READY, S.VISIT_BOOKED, S.NO_ACCESS, S.ASSESSED, S.APPROVED,
     S.NO_WORKS_NEEDED, S.INSTALL_BOOKED, S.INSTALLED, S.SIGNED_OFF}
)  # fmt: skip
SECURITY_ENDED = frozenset({S.COMPLETE, S.RETURNED, S.ACKNOWLEDGED})
SUPPORT_LIVE = frozenset({P.SENT, P.ACCEPTED, P.CONTACTING, P.ENGAGED, P.PLAN_AGREED, P.ACTIVE})
SUPPORT_ENDED = frozenset({P.COMPLETED, P.ENDED_EARLY, P.NOT_REACHED, P.TRANSFERRED, P.RETURNED, P.ACKNOWLEDGED})
WITH_WORKER = SUPPORT_LIVE - {P.SENT}

DISPATCH = frozenset({"referral.dispatch"})
RECALL = frozenset({"workstream.recall", SYSTEM, REFERRER})
COORDINATOR = frozenset({"security.accept"})
FITTER = frozenset({"security.visit"})
SUPPORT = frozenset({"support.work"})
MANAGER = frozenset({"support.assign"})
ASK, ASKED = "Ask a question", "what you want to know from the other side"
NOBODY = "what it shows; nobody is on it"
CHANGE, CHANGES = "Change the quote", "what goes, what comes, and why"
CANCELS = "the reason; another time can wait, and the clock goes on"
ANSWER, ANSWERED = "Answer the question", "a question that waits for your side"


def _line(
    name: str, label: str, past: str, sources: Iterable[str], target: str | None, allowed: frozenset[str],
    requires: str = "", in_words: str = "",
) -> Transition:  # fmt: skip
    return Transition(name, label, past, frozenset(sources), target, allowed, requires, in_words=in_words)


SECURITY_MACHINE = Machine(
    THING,
    SecurityState,
    [
        _line(
            "dispatch", "Send to a provider", "sent", {S.PREPARED}, S.SENT, DISPATCH,
            "live consent, KMISA signatory, covers the district, has the element",
        ),
        _line("accept", "Accept the work", "accepted", {S.SENT}, S.ACCEPTED, COORDINATOR, "you can do this work"),
        _line(
            "ask_permission", "Ask the owner for permission", "permission_asked", {S.ACCEPTED}, S.PERMISSION_PENDING,
            COORDINATOR, "the home is rented; the clock stops meanwhile",
        ),
        _line(
            "record_permission", "Record the owner’s permission", "permission_given", {S.PERMISSION_PENDING}, S.READY,
            COORDINATOR, "who gave it, how and when",
        ),
        _line(
            "allow_letter", "Say whether the owner may be written to", "letter_decided",
            {S.ACCEPTED, S.PERMISSION_PENDING}, None, COORDINATOR, "what the person said, who heard it and when",
        ),
        _line(
            "print_letter", "The letter is printed", "letter_printed", {S.ACCEPTED, S.PERMISSION_PENDING}, None,
            COORDINATOR, "the person agreed that the owner is written to",
        ),
        _line(
            "make_ready", "Ready to visit", "made_ready", {S.ACCEPTED}, S.READY, COORDINATOR,
            "no permission is needed, or it was given already",
        ),
        _line(
            "propose_visit", "Propose a time", "visit_proposed", {S.READY, S.NO_ACCESS}, None, FITTER,
            "a day and a time that the person is asked about",
        ),
        _line(
            "book_visit", "Book the visit", "visit_booked", {S.READY, S.NO_ACCESS}, S.VISIT_BOOKED, FITTER,
            "a day and a time that the person agreed to, by a safe way",
        ),
        _line(
            "change_visit", "Change the visit", "visit_changed", {S.VISIT_BOOKED}, None, FITTER, "another day or time"
        ),
        _line(
            "cancel_visit", "Cancel the visit", "visit_cancelled", {S.VISIT_BOOKED}, S.READY, FITTER, CANCELS
        ),
        _line(
            "drop_proposal", "Take the proposed time back", "proposal_dropped", {S.READY, S.NO_ACCESS}, None, FITTER,
            "the reason",
        ),
        _line(
            "set_off", "On my way", "set_off", {S.VISIT_BOOKED, S.INSTALL_BOOKED}, None, FITTER,
            "a visit that is less than a day away",
        ),
        _line(
            "no_access", "No access", "no_access", {S.VISIT_BOOKED}, S.NO_ACCESS, FITTER,
            "the reason; the second time Victim Support is told",
        ),
        _line(
            "recommend", "Recommend a measure", "measure_recommended", {S.VISIT_BOOKED}, None, FITTER,
            "room, measure, how many, labour beyond the usual fitting",
        ),
        _line("photograph", "Add a photograph", "photograph_added", {S.VISIT_BOOKED, S.ASSESSED}, None, FITTER, NOBODY),
        _line(
            "delete_photograph", "Delete a photograph", "photograph_deleted", SECURITY_LIVE - {S.SENT}, None,
            FITTER | {"workstream.recall"}, "which one",
        ),
        _line(
            "assess", "Finish the assessment", "assessed", {S.VISIT_BOOKED}, S.ASSESSED, FITTER,
            "fire safety considered",
        ),
        _line(
            "approve", "Approve the cost", "approved", {S.ASSESSED}, S.APPROVED,
            COORDINATOR | {"workstream.approve_cost"},
            "measures recommended; above the limit only a triage lead can",
        ),
        _line(
            "refuse_cost", "Refuse the cost", "cost_refused", {S.ASSESSED}, None,
            frozenset({"workstream.approve_cost"}), "above the limit; the reason, and what would help",
        ),
        _line("change_quote", CHANGE, "quote_changed", {S.ASSESSED}, None, FITTER, CHANGES),
        _line(
            "requote", CHANGE, "requoted", {S.APPROVED}, S.ASSESSED, FITTER, f"{CHANGES}; it is approved anew",
            "Quote changed",
        ),
        _line(
            "find_no_works", "No work needed", "no_works_needed", {S.ASSESSED}, S.NO_WORKS_NEEDED, COORDINATOR,
            "nothing was recommended; a note",
        ),
        _line(
            "book_install", "Book the installation", "install_booked", {S.APPROVED}, S.INSTALL_BOOKED, FITTER,
            "a day and a time that the person agreed to", "Installation booked",
        ),
        _line(
            "change_install", "Change the installation", "install_changed", {S.INSTALL_BOOKED}, None, FITTER,
            "another day or time", "Installation changed",
        ),
        _line(
            "cancel_install", "Cancel the installation", "install_cancelled", {S.INSTALL_BOOKED}, S.APPROVED, FITTER,
            CANCELS, "Installation cancelled",
        ),
        _line(
            "miss_install", "No access", "install_missed", {S.INSTALL_BOOKED}, S.APPROVED, FITTER,
            "the reason; the second time Victim Support is told", "Installation missed",
        ),
        _line(
            "fit", "Add a measure", "measure_fitted", {S.INSTALL_BOOKED}, None, frozenset({"security.install"}),
            "type, place, how many, standard, date, cost",
        ),
        _line(
            "install", "All measures are fitted", "installed", {S.INSTALL_BOOKED}, S.INSTALLED,
            frozenset({"security.install"}), "at least one measure fitted",
        ),
        _line(
            "sign_off", "Sign off with the person", "signed_off", {S.INSTALLED}, S.SIGNED_OFF,
            frozenset({"security.install"}), "every measure tested, the person shown how to use it, and says yes",
        ),
        _line(
            "complete", "Complete", "completed", {S.SIGNED_OFF, S.NO_WORKS_NEEDED}, S.COMPLETE, COORDINATOR,
        ),
        _line("follow_up", "Record a follow-up", "followed_up", {S.COMPLETE}, None, FITTER, "what the check found"),
        _line(
            "remove_measure", "Record a measure removed", "measure_removed", {S.INSTALLED, S.SIGNED_OFF, S.COMPLETE},
            None, frozenset({"security.install"}), "which one, when and why",
        ),
        _line(
            "stop_follow_ups", "Stop the checks", "follow_ups_stopped", {S.COMPLETE}, None,
            COORDINATOR | RECALL, "a reason; the provider then sees nothing more",
        ),
        _line(
            "assign", "Give to a fitter", "assigned", SECURITY_LIVE - {S.SENT}, None, frozenset({"security.assign"}),
            "somebody who works here today",
        ),
        _line(
            "note", "Add a note", "noted", SECURITY_LIVE, None, FITTER | {"workstream.recall"}, "what others should know"
        ),
        _line("ask", ASK, "question_asked", SECURITY_LIVE, None, FITTER | {"workstream.recall"}, ASKED),
        _line("answer", ANSWER, "question_answered", SECURITY_LIVE, None, FITTER | {"workstream.recall"}, ANSWERED),
        _line(
            "return", "Return to Victim Support", "returned", SECURITY_LIVE, S.RETURNED, frozenset({"security.return"}),
            "a reason; nothing stays booked",
        ),
        _line(
            "recall", "Recall", "recalled", SECURITY_LIVE, S.RECALLED, RECALL,
            "a reason; sharing stops at once and nothing stays booked",
        ),
        _line("acknowledge", "I have stopped work", "acknowledged", {S.RECALLED}, S.ACKNOWLEDGED, COORDINATOR | FITTER),
    ],
)  # fmt: skip

SUPPORT_MACHINE = Machine(
    THING,
    SupportState,
    [
        _line(
            "dispatch", "Send to a provider", "sent", {P.PREPARED}, P.SENT, DISPATCH | {"support.transfer"},
            "live consent, KMISA signatory, covers the district, has the element",
        ),
        _line(
            "accept", "Accept the work", "accepted", {P.SENT}, P.ACCEPTED, frozenset({"support.accept"}),
            "a named worker",
        ),
        _line(
            "start_contact", "Log the first attempt", "contact_started", {P.ACCEPTED}, P.CONTACTING, SUPPORT,
            "a safe way to reach the person",
        ),
        _line(
            "log_attempt", "Log a contact", "attempt_logged", {P.CONTACTING, P.ENGAGED, P.PLAN_AGREED, P.ACTIVE}, None,
            SUPPORT, "a safe way to reach the person",
        ),
        _line("engage", "The person takes part", "engaged", {P.CONTACTING}, P.ENGAGED, SUPPORT, "they were reached"),
        _line(
            "not_reach", "Not reached", "not_reached", {P.CONTACTING}, P.NOT_REACHED, MANAGER,
            "a manager decides, with a note",
        ),
        _line("add_goal", "Add a goal", "goal_added", {P.ENGAGED, P.PLAN_AGREED, P.ACTIVE}, None, SUPPORT, "what for"),
        _line(
            "agree_plan", "Agree the plan", "plan_agreed", {P.ENGAGED}, P.PLAN_AGREED, SUPPORT,
            "at least one goal; when to review it",
        ),
        _line("start", "Start the support", "started", {P.PLAN_AGREED}, P.ACTIVE, SUPPORT),
        _line("review", "Record a review", "reviewed", {P.ACTIVE}, None, SUPPORT, "how it goes; when to review again"),
        _line("complete", "Complete", "completed", {P.ACTIVE}, P.COMPLETED, SUPPORT, "how each goal came out"),
        _line(
            "end_early", "End early", "ended_early", {P.ENGAGED, P.PLAN_AGREED, P.ACTIVE}, P.ENDED_EARLY, SUPPORT,
            "a reason; how each goal came out",
        ),
        _line(
            "transfer", "Transfer to another provider", "transferred", SUPPORT_LIVE, P.TRANSFERRED,
            frozenset({"support.transfer"}),
            "the person agreed to the new provider; notes do not follow",
        ),
        _line(
            "reassign", "Give to somebody else", "reassigned", WITH_WORKER, None, MANAGER,
            "somebody who works here today",
        ),
        _line(
            "note", "Add a note", "noted", SUPPORT_LIVE, None, SUPPORT | {"workstream.recall"},
            "what others should know",
        ),
        _line("ask", ASK, "question_asked", SUPPORT_LIVE, None, SUPPORT | {"workstream.recall"}, ASKED),
        _line("answer", ANSWER, "question_answered", SUPPORT_LIVE, None, SUPPORT | {"workstream.recall"}, ANSWERED),
        _line(
            "return", "Return to Victim Support", "returned", SUPPORT_LIVE, P.RETURNED, frozenset({"support.return"}),
            "a reason",
        ),
        _line("recall", "Recall", "recalled", SUPPORT_LIVE, P.RECALLED, RECALL, "a reason; sharing stops at once"),
        _line("acknowledge", "I have stopped work", "acknowledged", {P.RECALLED}, P.ACKNOWLEDGED, SUPPORT),
    ],
)  # fmt: skip
