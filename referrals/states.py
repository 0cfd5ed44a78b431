"""The referral: its states, its transitions, and whose turn it is. Source: domain.md. What is not here is illegal."""

from django.db import models

from referrals.machine import REFERRER, SYSTEM, Machine, Transition


class State(models.TextChoices):
    """Values are the machine's; labels are the words shown to people."""

    DRAFT = "draft", "Being written"
    QUARANTINED = "quarantined", "In quarantine"
    RECEIVED = "received", "New"
    TRIAGING = "triaging", "In triage"
    INFO_REQUESTED = "info_requested", "Waiting for information"
    TRIAGED = "triaged", "Ready to send"
    IN_PROGRESS = "in_progress", "With providers"
    ON_HOLD = "on_hold", "On hold"
    CLOSING = "closing", "Closing"
    CLOSED = "closed", "Closed"
    NOT_SUITABLE = "not_suitable", "Not suitable"
    DUPLICATE = "duplicate", "Duplicate"
    JUNK = "junk", "Junk"
    ANONYMISED = "anonymised", "Anonymised"


class Outcome(models.TextChoices):
    """How it ended; suggested by rule, confirmed by a person."""

    BOTH_COMPLETED = "both_completed", "Security and support both completed"
    SECURITY_ONLY = "security_only", "Security completed"
    SUPPORT_ONLY = "support_only", "Support completed"
    ENDED_EARLY = "ended_early", "Ended early"
    CONSENT_WITHDRAWN = "consent_withdrawn", "Consent withdrawn"
    MOVED_OUT = "moved_out", "Moved out"
    NOT_ENGAGED = "not_engaged", "Did not engage"
    UNABLE_TO_CONTACT = "unable_to_contact", "Could not be contacted"
    DIED = "died", "Died"
    OTHER = "other", "Other"


S = State
WORKING = frozenset({S.RECEIVED, S.TRIAGING, S.INFO_REQUESTED, S.TRIAGED, S.IN_PROGRESS})
LIVE = WORKING | {S.ON_HOLD}
OPEN = LIVE | {S.CLOSING}
ENDED = frozenset({S.CLOSED, S.NOT_SUITABLE, S.DUPLICATE})
UNCOUNTED = frozenset({S.QUARANTINED, S.DUPLICATE, S.JUNK, S.ANONYMISED})  # by statistics
TRIAGE = frozenset({"referral.triage"})
LEAD = frozenset({"referral.agree_decline"})


def _line(name: str, label: str, past: str, sources: frozenset[S], target: S | None, **rest: object) -> Transition:
    return Transition(name, label, past, sources, target, **rest)  # type: ignore[arg-type]


def _at(*states: S) -> frozenset[S]:
    return frozenset(states)


MACHINE = Machine(
    "referral",
    State,
    [
        _line(
            "submit",
            "Send the referral",
            "received",
            _at(S.DRAFT),
            S.RECEIVED,
            allowed=frozenset({REFERRER, "referral.intake"}),
            requires="notice shown; consent naming each recipient; a way to make contact; eligibility answers; district",
        ),
        _line(
            "quarantine", "Keep apart what looks like spam", "quarantined", _at(S.DRAFT), S.QUARANTINED,
            allowed=frozenset({REFERRER}),
            requires="the same as a referral; sent by something that behaves like a machine",
        ),
        _line(
            "let_in", "It is real: let it in", "received", _at(S.QUARANTINED, S.JUNK), S.RECEIVED, allowed=TRIAGE,
            requires="the clock of the first contact counts from the moment it came in",
        ),
        _line(
            "mark_junk", "Mark as junk", "marked_junk", _at(S.QUARANTINED), S.JUNK, allowed=TRIAGE,
            requires="a reason; it is kept like every referral",
        ),
        _line(
            "start_triage", "Take and start triage", "triage_started", _at(S.RECEIVED), S.TRIAGING, allowed=TRIAGE,
            requires="you take it in your own name and have no conflict of interest",
        ),
        _line(
            "request_information",
            "Ask the referrer a question",
            "information_requested",
            _at(S.RECEIVED, S.TRIAGING),
            S.INFO_REQUESTED,
            allowed=TRIAGE,
            requires="a question and a date; the triage clock stops meanwhile",
        ),
        _line(
            "supply_information",
            "Record the answer",
            "information_supplied",
            _at(S.INFO_REQUESTED),
            S.TRIAGING,
            allowed=TRIAGE | {REFERRER},
            requires="the answer; the triage clock goes on",
        ),
        _line(
            "accept",
            "Accept the referral",
            "accepted",
            _at(S.TRIAGING),
            S.TRIAGED,
            allowed=TRIAGE,
            requires="risk level with tool and score or judgement; MARAC answered when high; what is needed; a note",
        ),
        _line(
            "propose_decline",
            "Propose not suitable",
            "decline_proposed",
            _at(S.TRIAGING),
            S.TRIAGING,
            allowed=TRIAGE,
            requires="a reason and where else the person was pointed to; a triage lead must agree",
        ),
        _line(
            "refuse_decline",
            "Do not agree, keep in triage",
            "decline_refused",
            _at(S.TRIAGING),
            S.TRIAGING,
            allowed=LEAD,
            requires="a proposal by somebody else; a reason",
        ),
        _line(
            "decline",
            "Agree: not suitable",
            "declined",
            _at(S.TRIAGING),
            S.NOT_SUITABLE,
            allowed=LEAD,
            requires="a proposal by somebody else",
        ),
        _line(
            "mark_duplicate",
            "Mark as a duplicate",
            "marked_duplicate",
            _at(S.TRIAGING),
            S.DUPLICATE,
            allowed=TRIAGE,
            requires="the reference of the referral that goes on; both are kept and linked",
        ),
        _line(
            "dispatch",
            "Send to a provider",
            "dispatched",
            _at(S.TRIAGED, S.IN_PROGRESS),
            S.IN_PROGRESS,
            allowed=frozenset({"referral.dispatch"}),
            requires="live consent naming the provider; it has signed the information sharing agreement (KMISA), covers the district, has the element",
        ),
        _line(
            "hold",
            "Put on hold",
            "held",
            WORKING,
            S.ON_HOLD,
            allowed=frozenset({"referral.hold"}),
            requires="a reason and a date to look again; clocks stop",
        ),
        _line(
            "release",
            "Take off hold",
            "released",
            _at(S.ON_HOLD),
            None,
            targets=WORKING,
            allowed=frozenset({"referral.hold"}),
            requires="nothing: it goes back to where it was",
        ),
        _line(
            "withdraw",
            "Withdraw the referral",
            "withdrawn",
            LIVE,
            S.CLOSING,
            allowed=frozenset({"referral.withdraw", REFERRER}),
            requires="a reason; open work is recalled",
        ),
        _line(
            "withdraw_consent",
            "Record that consent is withdrawn",
            "consent_withdrawn",
            LIVE,
            S.CLOSING,
            may_stay=True,
            allowed=frozenset({"referral.withdraw"}),
            requires="who, when, how, for which recipients; sharing stops at once",
        ),
        _line(
            "withdraw_consent_after",
            "Record that consent is withdrawn",
            "consent_withdrawn",
            _at(S.CLOSING) | ENDED,
            None,
            allowed=frozenset({"referral.withdraw"}),
            requires="who, when, how, for which recipients; what is still shared stops at once",
        ),
        _line(
            "amend",
            "Correct or update details",
            "amended",
            OPEN | ENDED,
            None,
            allowed=TRIAGE,
            requires="what was wrong or has changed, and how you know",
        ),
        _line(
            "add_consent",
            "Record consent for one more agency",
            "consent_added",
            WORKING,
            None,
            allowed=frozenset({"referral.triage"}),
            requires="the agency, and how the person agreed",
        ),
        _line(
            "finish_closing",
            "Close: all recalls acknowledged",
            "closed",
            _at(S.CLOSING),
            S.CLOSED,
            allowed=frozenset({"referral.close"}),
            requires="every provider has acknowledged the recall",
        ),
        _line(
            "close",
            "Close the referral",
            "closed",
            _at(S.IN_PROGRESS),
            S.CLOSED,
            allowed=frozenset({"referral.close"}),
            requires="every workstream has ended; you confirm the outcome",
        ),
        _line(
            "reopen",
            "Reopen",
            "reopened",
            _at(S.CLOSED, S.NOT_SUITABLE),
            S.TRIAGING,
            allowed=frozenset({"referral.reopen"}),
            requires="a reason; a new clock starts",
        ),
        _line(
            "assign",
            "Give to somebody else",
            "assigned",
            OPEN,
            None,
            allowed=frozenset({"referral.assign", "referral.triage"}),
            requires="a colleague without a conflict",
        ),
        _line(
            "anonymise",
            "Anonymise",
            "anonymised",
            ENDED | {S.JUNK},
            S.ANONYMISED,
            allowed=frozenset({SYSTEM}),
            requires="5 years since the end, no hold, approved by the information-rights officer",
        ),
    ],
)  # fmt: skip

# Whose turn it is in each state (OWNERS) and the clock that runs there, in working days (None: no clock, or paused).
OWNERS: dict[State, str] = {
    S.DRAFT: "the referrer",
    S.QUARANTINED: "Victim Support",
    S.RECEIVED: "Victim Support",
    S.TRIAGING: "Victim Support",
    S.INFO_REQUESTED: "the referrer",
    S.TRIAGED: "Victim Support",
    S.IN_PROGRESS: "the providers",
    S.ON_HOLD: "Victim Support",
    S.CLOSING: "the providers",
    S.CLOSED: "nobody",
    S.NOT_SUITABLE: "nobody",
    S.DUPLICATE: "nobody",
    S.JUNK: "nobody",
    S.ANONYMISED: "nobody",
}
CLOCKS: dict[State, str] = {
    S.RECEIVED: "first_contact",
    S.TRIAGING: "triage",
    S.TRIAGED: "dispatch",
    S.CLOSING: "recall",
}
