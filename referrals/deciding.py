"""What triage decides, as one table: transition → form, action, and what the page says before and after.

Complete by test: every transition of the machine is here, or is named in ELSEWHERE with who makes it instead.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.urls.converters import StringConverter

from referrals.actions import consent, endings, sifting, triage
from referrals.choices import Route
from referrals.forms import decisions as forms

ELSEWHERE = {
    "submit": "the public form and phone intake",
    "quarantine": "the public form, for what looks like spam",
    "amend": "the pages of corrections, one for each section",
    "dispatch": "providers, with the workstream",
    "anonymise": "the retention timer, after approval",
}


DONE_ELSEWHERE = {"amend": "The correction is kept. What stood before stands in the history."}


@dataclass(frozen=True)
class Decision:
    """One page. what, see: sentences. undo: what cannot be undone, "" when all can. done: said afterwards.

    then: the transition that usually comes next, offered afterwards.
    """

    form: type[forms.DecisionForm]
    action: Callable[..., Any]
    heading: str
    what: tuple[str, ...]
    confirm: str
    done: str
    whom: str = ""
    see: tuple[str, ...] = ()
    undo: str = ""
    then: str = ""
    danger: bool = False
    open_next: bool = False


NOBODY = "Nobody outside Victim Support is told."

DECISIONS: dict[str, Decision] = {
    "let_in": Decision(
        forms.OptionalNoteForm, sifting.let_in, "It is real: let it in",
        ("It stands among the new referrals. The clock of the first contact counts from the moment it came in.",),
        "Let it in", "It is among the new referrals now.",
        whom="The referrer, by email", see=("That it has been received, as everybody is told.",), then="start_triage",
    ),
    "mark_junk": Decision(
        forms.JunkForm, sifting.mark_junk, "Mark as junk",
        ("It ends without being counted. It is kept for as long as every referral, and is found by its reference.",
         "If it was real after all, you can let it in later."),
        "Mark as junk", "It is marked as junk.", see=(NOBODY,), danger=True,
    ),
    "start_triage": Decision(
        forms.StartTriageForm, triage.start_triage, "Take this referral",
        ("It becomes yours, and the triage clock starts.",), "Take it", "It is yours now.",
        see=(NOBODY,), then="accept",
    ),
    "request_information": Decision(
        forms.RequestInformationForm, triage.request_information, "Ask the referrer a question",
        ("An email with a one-time link goes to the referrer.", "The triage clock stops until the answer is here."),
        "Send the question", "The question is on its way. The triage clock stands still.",
        whom="The referrer, at the email that they gave",
        see=("The email holds the link and nothing about the person.", "Behind the link: your question and the reference."),
        undo="A question that was sent cannot be taken back.", open_next=True,
    ),
    "supply_information": Decision(
        forms.SupplyInformationForm, triage.supply_information, "Record the referrer’s answer",
        ("The answer is kept with the question, and the triage clock goes on.", "The one-time link stops working."),
        "Keep the answer", "The answer is kept. The triage clock goes on.",
        see=(NOBODY,), then="accept",
    ),
    "accept": Decision(
        forms.AcceptForm, triage.accept, "Accept this referral",
        ("It is ready to send to providers. Nothing is sent yet: you choose each provider next.",),
        "Accept", "Accepted. Now choose who helps.",
        see=("Providers see nothing until you send it to them.",
             "Then they see the risk level; support providers also see tool and score."),
        then="dispatch", open_next=True,
    ),
    "propose_decline": Decision(
        forms.ProposeDeclineForm, triage.propose_decline, "Propose: not suitable",
        ("Your reason goes to a triage lead. Nothing is final until another person agrees.",),
        "Propose it", "A triage lead has to agree. Until then it stays in triage.",
        whom="A triage lead other than you", see=("Your reason, and where you pointed the person to.",), open_next=True,
    ),
    "refuse_decline": Decision(
        forms.DisagreeForm, triage.refuse_decline, "Do not agree: keep in triage",
        ("The proposal is dropped and triage goes on.",), "Keep it in triage", "It stays in triage.",
        whom="The colleague who proposed it", see=("Your reason, in the history.",), then="accept",
    ),
    "decline": Decision(
        forms.OptionalNoteForm, triage.decline, "Agree: not suitable",
        ("The referral ends as “not suitable” and counts as “unable to support”.", "It is kept for 5 years, then anonymised."),
        "Agree: not suitable", "It has ended as not suitable.",
        whom="The referrer, by email", see=("That we could not help through this scheme, without the reason.",),
        undo="The email cannot be taken back. A lead can open the referral again.", danger=True, open_next=True,
    ),
    "mark_duplicate": Decision(
        forms.MarkDuplicateForm, triage.mark_duplicate, "Mark as a duplicate",
        ("This referral ends and points to the other one. Both are kept; nothing is merged.",),
        "Mark as a duplicate", "It is linked to the referral that goes on.",
        see=("The referrer learns nothing of the other referral.",),
        undo="This referral cannot be opened again. The other one goes on.", danger=True, open_next=True,
    ),
    "hold": Decision(
        forms.HoldForm, endings.hold, "Put on hold",
        ("Every clock stops. On the day that you choose it stands in “On hold” as due.",),
        "Put on hold", "It is on hold.", see=("Providers go on seeing what was sent to them.",), open_next=True,
    ),
    "release": Decision(
        forms.OptionalNoteForm, endings.release, "Take off hold",
        ("It goes back to where it was, with the working days that were left.",),
        "Take off hold", "It goes on where it was.", see=(NOBODY,),
    ),
    "withdraw": Decision(
        forms.WithdrawForm, endings.withdraw, "Withdraw this referral",
        ("Sharing stops now. Every provider with open work is told to stop and must acknowledge.", "Then it can be closed."),
        "Withdraw it", "It is closing. Every provider with open work has been told to stop.",
        whom="Every provider that has open work",
        see=("Only “Stop work. Call the single point of access.” Name, address and everything else disappear at once.",),
        undo="Work that is stopped is not started again. A new referral would be needed.", danger=True,
    ),
    "withdraw_consent": Decision(
        forms.WithdrawConsentForm, consent.withdraw_consent, "Record that consent is withdrawn",
        ("Sharing with these agencies stops at the moment you confirm.",
         "For everything, or for the last agency: the referral closes and the equality answers are deleted.",
         "Only for the equality answers: they are deleted, nobody stops work, and the referral goes on."),
        "Stop sharing", "Sharing has stopped.",
        whom="The agencies that must stop",
        see=("Only “Stop work. Call the single point of access.” Name, address and everything else disappear at once.",),
        undo="Consent can only be given anew by the person. Deleted equality answers do not come back.", danger=True,
    ),
    "withdraw_consent_after": Decision(
        forms.WithdrawConsentForm, consent.withdraw_consent_after, "Record that consent is withdrawn",
        (("What these agencies still see of the referral, for example for checks after 3 and 6 months, stops at the moment "
         "you confirm."),
         "For everything, or for the last agency: the equality answers are deleted too. The referral stays as it is."),
        "Stop sharing", "Sharing has stopped.",
        whom="The agencies that must stop",
        see=("Only “Stop work. Call the single point of access.” Name, address and everything else disappear at once.",),
        undo="Consent can only be given anew by the person. Deleted equality answers do not come back.", danger=True,
    ),
    "add_consent": Decision(
        forms.AddConsentForm, consent.add_consent, "Record consent for one more agency",
        ("You may then send the referral to this agency. Nothing is sent yet.",),
        "Record the consent", "The consent is recorded.", see=(NOBODY,), then="dispatch",
    ),
    "finish_closing": Decision(
        forms.OptionalNoteForm, endings.finish_closing, "Close this referral",
        ("The referral closes. Its outcome follows from why it was withdrawn.",
         "It is kept for 5 years, then anonymised."),
        "Close it", "It is closed.", see=(NOBODY,), undo="Only a lead can open it again, with a reason.", open_next=True,
    ),
    "close": Decision(
        forms.CloseForm, endings.close, "Close this referral",
        ("The referral closes with the outcome that you confirm.",
         "It is kept for 5 years, then anonymised. It counts in anonymised reports."),
        "Close it", "It is closed.", see=(NOBODY,), undo="Only a lead can open it again, with a reason.", open_next=True,
    ),
    "reopen": Decision(
        forms.ReopenForm, endings.reopen, "Open this referral again",
        ("It goes back to triage with a new clock.", "Providers are not told. You send it anew where it is needed."),
        "Open it again", "It is back in triage.", see=(NOBODY,), then="accept",
    ),
    "assign": Decision(
        forms.AssignForm, triage.assign, "Give to somebody else",
        ("It leaves your list and stands in theirs. The clock goes on.",), "Give it to them", "They have it now.",
        whom="The colleague that you choose", see=("The whole case, and your note in its history.",), open_next=True,
    ),
}  # fmt: skip


# People who refer themselves are written to by nobody here: no address is known to be safe before somebody has spoken with them.
_OWN: dict[str, dict[str, Any]] = {
    "let_in": {"whom": "", "see": (NOBODY,)},
    "request_information": {
        "heading": "Ask the person a question", "whom": "The person, by you", "see": (), "undo": "",
        "what": ("No email goes out: they referred themself. Reach them in the safe way that they gave, and ask.",
                 "The triage clock stops until you record the answer."),
        "confirm": "Keep the question",
        "done": "The question is kept, and goes out to nobody: ask the person in their safe way, then record what they say.",
    },
    "supply_information": {
        "heading": "Record the person’s answer",
        "what": ("The answer is kept with the question, and the triage clock goes on.",),
    },
    "decline": {
        "whom": "Nobody by email: they referred themself. Tell them in their safe way.", "see": (),
        "undo": "A lead can open the referral again.",
    },
}  # fmt: skip


def decision_for(transition: str, route: str) -> Decision:
    """The decision as its page reads for a referral that came by this route."""
    return replace(DECISIONS[transition], **(_OWN.get(transition, {}) if route == Route.SELF else {}))


class DecisionName(StringConverter):
    """Part of an address: a decision of this table and nothing else, so that later stages may have pages beside them."""

    regex = "|".join(DECISIONS)
