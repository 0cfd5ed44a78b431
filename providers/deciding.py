"""Every move of a workstream as a page: (kind, transition) → form, action, and what the page says before and after.

Complete by test: every transition of both machines is here, except `dispatch`, which has a page of its own.
"""

from collections.abc import Mapping

from django.urls.converters import StringConverter

from providers.actions import acceptance, questions, support
from providers.actions.dispatch import transfer
from providers.deciding_security import SECURITY
from providers.forms import base
from providers.forms import support as supporting
from providers.moves import BOTH, HERE, STOPS, VS, Move

SUPPORT: dict[str, Move] = {
    "accept": Move(
        base.AcceptSupportForm, acceptance.accept_support, "Accept this work",
        ("A named worker takes it on, and the clock for the first contact starts.",), "Accept", "Accepted.", whom=VS,
        see=HERE,
    ),
    "start_contact": Move(
        supporting.AttemptForm, support.log_attempt, "Log the first attempt", ("It is added to the contact log.",),
        "Save", "Saved.", see=HERE, given={"name": "start_contact"},
    ),
    "log_attempt": Move(
        supporting.AttemptForm, support.log_attempt, "Log a contact", ("It is added to the contact log.",), "Save",
        "Saved.", see=HERE, given={"name": "log_attempt"},
    ),
    "engage": Move(
        base.NoteForm, support.engage, "The person takes part", ("Next you agree a plan together.",), "Yes, they do",
        "Saved. Now agree a plan.", see=HERE,
    ),
    "not_reach": Move(
        base.MustNoteForm, support.not_reach, "The person could not be reached", ("Your part ends.", STOPS),
        "End: not reached", "Ended: not reached.", whom=VS, undo="It cannot be opened again. Victim Support can send it again.",
        danger=True,
    ),
    "add_goal": Move(
        supporting.GoalForm, support.add_goal, "Add a goal", ("It is added to the plan.",), "Add the goal",
        "The goal is added.", see=HERE, again=True,
    ),
    "agree_plan": Move(
        supporting.PlanForm, support.agree_plan, "Agree the plan", ("The goals so far are the plan.",),
        "The plan is agreed", "The plan is agreed.", see=HERE,
    ),
    "start": Move(
        base.NoteForm, support.start, "Start the support", ("The work on the plan begins.",), "Start", "Started.",
        see=HERE,
    ),
    "review": Move(
        supporting.ReviewForm, support.review, "Record a review", ("The clock for the next review starts.",), "Save",
        "The review is saved.", see=HERE,
    ),
    "complete": Move(
        supporting.CompleteSupportForm, support.complete, "Complete this work",
        ("Your part ends. First say how each goal came out.", STOPS), "Complete", "Completed.", whom=VS,
        undo="It cannot be opened again. Victim Support can send it again.",
    ),
    "end_early": Move(
        supporting.EndEarlyForm, support.end_early, "End this work early",
        ("Your part ends. First say how each goal came out.", STOPS), "End early",
        "Ended early.", whom=VS, undo="It cannot be opened again. Victim Support can send it again.", danger=True,
    ),
    "transfer": Move(
        supporting.TransferForm, transfer, "Transfer to another provider",
        ("The other provider starts anew. Your notes, plan and reviews stay with you.", STOPS), "Transfer",
        "Transferred.", see=("The same shared fields of the referral that you see.",), danger=True,
        undo="It cannot be taken back by you.",
    ),
    "reassign": Move(
        base.ReassignForm, acceptance.reassign, "Give to somebody else", ("They see it among their people.",), "Save",
        "Saved.", see=HERE,
    ),
}  # fmt: skip


def _asking(of_kind: Mapping[str, str]) -> dict[str, Move]:
    return {
        "ask": Move(
            base.AskForm, questions.ask, "Ask a question",
            ("It waits on the other side’s list until somebody answers.", "An email says only that there is something new."),
            "Send the question", "The question is sent. The answer will stand here.", see=BOTH, given=of_kind,
        ),
        "answer": Move(
            base.AnswerForm, questions.answer, "Answer the question",
            ("Whoever asked sees your answer, and nothing waits for you any more.",), "Send the answer",
            "The answer is sent.", see=BOTH, given=of_kind,
        ),
    }  # fmt: skip


def _both(kind: str) -> dict[str, Move]:
    of_kind = {"kind": kind}
    return _asking(of_kind) | {
        "note": Move(
            base.MustNoteForm, acceptance.add_note, "Add a note", ("It is added to the history.",), "Save the note",
            "The note is saved.", see=HERE, given=of_kind,
        ),
        "return": Move(
            base.ReturnForm, acceptance.return_work, "Return this work to Victim Support",
            ("It goes back, and nothing stays booked.", STOPS), "Return it", "Returned.", whom=VS,
            see=("Your reason and your note.",), undo="Only Victim Support can send it to you again.", danger=True, given=of_kind,
        ),
        "recall": Move(
            base.RecallForm, acceptance.recall, "Recall this work",
            ("The provider stops at once and nothing stays booked.", "It acknowledges that it has stopped."),
            "Recall it", "Recalled. The provider has to acknowledge.", whom="The provider",
            see=("“Stop work. Call the single point of access.” Nothing else.",),
            undo="The work cannot go on. You can send it again.", danger=True, given=of_kind,
        ),
        "acknowledge": Move(
            base.PlainForm, acceptance.acknowledge, "Stop work",
            ("You confirm that nobody of your organisation works on it or visits any more.",), "I have stopped work",
            "Thank you. It has ended for you.", whom=VS, given=of_kind,
        ),
    }  # fmt: skip


MOVES: dict[str, dict[str, Move]] = {
    "security": SECURITY | _both("security"),
    "support": SUPPORT | _both("support"),
}


class MoveName(StringConverter):
    """The transitions that have a page, in addresses."""

    regex = "|".join(sorted({name for table in MOVES.values() for name in table}))
