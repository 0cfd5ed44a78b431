"""Every move of a workstream as a page: (kind, transition) → form, action, and what the page says before and after.

Complete by test: every transition of both machines is here, except `dispatch`, which has a page of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls.converters import StringConverter

from providers.actions import acceptance, photographs, questions, support, visits, works
from providers.actions.dispatch import transfer
from providers.forms import base, security
from providers.forms import support as supporting


@dataclass(frozen=True)
class Move:
    """One page. what, see: sentences. undo: what cannot be undone. done: said afterwards. given: more arguments of the
    action. again: where one often does the same once more (measures, goals).
    """

    form: type[base.MoveForm]
    action: Callable[..., Any]
    heading: str
    what: tuple[str, ...]
    confirm: str
    done: str
    whom: str = ""
    see: tuple[str, ...] = ()
    undo: str = ""
    danger: bool = False
    again: bool = False
    given: Mapping[str, Any] = field(default_factory=dict)


HERE = ("People of your organisation who work on it, and Victim Support.",)
BOTH = ("The provider’s people who work on it, and Victim Support.",)
VS = "Victim Support"
STOPS = "You will not see this case any more."

SECURITY: dict[str, Move] = {
    "accept": Move(
        base.NoteForm, acceptance.accept_security, "Accept this work",
        ("It is yours from now on, and the clock for the visit starts.",), "Accept", "Accepted.", whom=VS, see=HERE,
    ),
    "ask_permission": Move(
        security.AskPermissionForm, visits.ask_permission, "Ask the owner for permission",
        ("The clock stops until the owner has answered.",), "Save", "Waiting for the owner. The clock stands still.",
        see=HERE,
    ),
    "record_permission": Move(
        security.RecordPermissionForm, visits.record_permission, "Record the owner’s permission",
        ("The home is ready to visit, and the clock goes on.",), "Save", "Ready to visit.", see=HERE,
    ),
    "allow_letter": Move(
        security.AllowLetterForm, visits.allow_letter, "May the owner be written to?",
        ("With a yes, a letter can be printed. It asks about works to doors and windows, and says nothing else.",),
        "Save", "Saved.", see=HERE,
    ),
    "print_letter": Move(
        base.PlainForm, visits.print_letter, "The letter is printed",
        ("The history says that it was printed, by whom and when.",), "Yes, it is printed",
        "Saved: the letter is printed.", see=HERE,
    ),
    "make_ready": Move(
        base.NoteForm, visits.make_ready, "No permission is needed", ("The home is ready to visit.",), "Ready to visit",
        "Ready to visit.", see=HERE,
    ),
    "propose_visit": Move(
        security.VisitForm, visits.plan_visit, "Propose a time", ("A time that the person is asked about.",),
        "Save the proposal", "Proposed. Book it when the person agrees.", see=HERE, given={"name": "propose_visit"},
    ),
    "book_visit": Move(
        security.VisitForm, visits.plan_visit, "Book the visit", ("It stands in the fitter’s day.",), "Book the visit",
        "The visit is booked.", see=HERE, given={"name": "book_visit"},
    ),
    "change_visit": Move(
        security.VisitForm, visits.plan_visit, "Change the visit", ("The day or time before is forgotten.",),
        "Change the visit", "The visit is changed.", see=HERE, given={"name": "change_visit"},
    ),
    "no_access": Move(
        security.NoAccessForm, visits.no_access, "No access",
        ("The visit is over; book another.", "The second time Victim Support is told. The work goes on."),
        "Save: no access", "Saved. Book another visit.", see=HERE,
    ),
    "recommend": Move(
        security.RecommendForm, works.recommend, "Recommend a measure", ("It is added to the assessment.",),
        "Add it", "Added.", see=HERE, again=True,
    ),
    "photograph": Move(
        security.PhotographForm, photographs.photograph, "Add a photograph",
        ("Of doors, windows and locks, never of people: a face could be found by whoever the person is hiding from.",
         "It is made smaller and sealed. Twelve are kept at most."), "Add it", "The photograph is kept.", see=HERE,
        again=True,
    ),
    "delete_photograph": Move(
        security.DeletePhotographForm, photographs.delete_photograph, "Delete a photograph",
        ("The picture is destroyed. The history says that there was one.",), "Delete it", "The photograph is deleted.",
        danger=True, undo="Nobody can bring it back.",
    ),
    "assess": Move(
        security.AssessForm, works.assess, "Finish the assessment",
        ("The visit is done and the estimate is the sum of what you recommended.",), "Finish the assessment",
        "The assessment is finished.", see=HERE,
    ),
    "approve": Move(
        base.NoteForm, works.approve, "Approve the cost", ("The installation can be booked.",), "Approve the cost",
        "Approved. Book the installation.", see=HERE,
    ),
    "find_no_works": Move(
        base.MustNoteForm, works.find_no_works, "No work needed", ("The home needs nothing.",), "No work needed",
        "Saved: no work is needed.", see=HERE,
    ),
    "book_install": Move(
        security.VisitForm, visits.plan_visit, "Book the installation", ("It stands in the fitter’s day.",),
        "Book the installation", "The installation is booked.", see=HERE, given={"name": "book_install"},
    ),
    "change_install": Move(
        security.VisitForm, visits.plan_visit, "Change the installation", ("The day or time before is forgotten.",),
        "Change the installation", "The installation is changed.", see=HERE, given={"name": "change_install"},
    ),
    "miss_install": Move(
        security.NoAccessForm, visits.miss_install, "No access",
        ("The visit is over; book another.", "The second time Victim Support is told. The work goes on."),
        "Save: no access", "Saved. Book another day.", see=HERE,
    ),
    "fit": Move(
        security.FitForm, works.fit, "Add a measure", ("It is added to what was fitted.",), "Add it", "Added.",
        see=(*HERE, "Support is told only that measures were installed."), again=True,
    ),
    "install": Move(
        base.NoteForm, works.install, "All measures are fitted", ("The visit is done. Sign off with the person next.",),
        "All fitted", "Installed. Now sign off with the person.",
        see=(*HERE, "Support is told only that measures were installed."),
    ),
    "sign_off": Move(
        security.SignOffForm, works.sign_off, "Sign off with the person", ("The work is handed over.",), "Sign off",
        "Signed off.", see=HERE,
    ),
    "complete": Move(
        base.NoteForm, works.complete, "Complete this work",
        ("Your part has ended.", "Where measures were fitted, checks after 3 and 6 months are planned."),
        "Complete", "Complete.", whom=VS, undo="A completed workstream is not opened again.",
    ),
    "follow_up": Move(
        security.FollowUpForm, works.follow_up, "Record a check",
        ("After the last check you will not see this case any more.",), "Save the check", "The check is saved.",
        see=HERE,
    ),
    "remove_measure": Move(
        security.RemoveForm, works.remove_measure, "Record a measure removed", ("It counts as removed from that day.",),
        "Save", "Saved.", see=HERE,
    ),
    "stop_follow_ups": Move(
        base.StopForm, acceptance.stop_follow_ups, "Stop the checks",
        ("No more checks are planned, and the provider does not see the case any more.",), "Stop the checks",
        "The checks are stopped.", danger=True, undo="They cannot be planned again.",
    ),
    "assign": Move(
        base.AssignForm, acceptance.assign, "Give to a fitter", ("Booked visits move to that fitter’s day.",), "Save",
        "Saved.", see=HERE,
    ),
}  # fmt: skip

SUPPORT: dict[str, Move] = {
    "accept": Move(
        base.AcceptSupportForm, acceptance.accept_support, "Accept this work",
        ("A named worker takes it on, and the clock for the first contact starts.",), "Accept", "Accepted.", whom=VS,
        see=HERE,
    ),
    "start_contact": Move(
        supporting.AttemptForm, support.log_attempt, "Log the first attempt", ("It stands in the contact log.",),
        "Save", "Saved.", see=HERE, given={"name": "start_contact"},
    ),
    "log_attempt": Move(
        supporting.AttemptForm, support.log_attempt, "Log a contact", ("It stands in the contact log.",), "Save",
        "Saved.", see=HERE, given={"name": "log_attempt"},
    ),
    "engage": Move(
        base.NoteForm, support.engage, "The person takes part", ("Next you agree a plan together.",), "Yes, they do",
        "Saved. Now agree a plan.", see=HERE,
    ),
    "not_reach": Move(
        base.MustNoteForm, support.not_reach, "The person could not be reached", ("Your part ends.", STOPS),
        "End: not reached", "Ended: not reached.", whom=VS, undo="It is not opened again; it can be sent anew.",
        danger=True,
    ),
    "add_goal": Move(
        supporting.GoalForm, support.add_goal, "Add a goal", ("It stands in the plan.",), "Add the goal",
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
        ("Say how each goal came out. Your part ends.", STOPS), "Complete", "Completed.", whom=VS,
        undo="It is not opened again; it can be sent anew.",
    ),
    "end_early": Move(
        supporting.EndEarlyForm, support.end_early, "End early",
        ("Say how each goal came out all the same. Your part ends.", STOPS), "End early",
        "Ended early.", whom=VS, undo="It is not opened again; it can be sent anew.", danger=True,
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
            base.MustNoteForm, acceptance.add_note, "Add a note", ("It stands in the history.",), "Save the note",
            "The note is saved.", see=HERE, given=of_kind,
        ),
        "return": Move(
            base.ReturnForm, acceptance.return_work, "Return this work to Victim Support",
            ("It goes back, and nothing stays booked.", STOPS), "Return it", "Returned.", whom=VS,
            see=("Your reason and your note.",), undo="It can be sent to you again.", danger=True, given=of_kind,
        ),
        "recall": Move(
            base.RecallForm, acceptance.recall, "Recall this work",
            ("The provider stops at once and nothing stays booked.", "It acknowledges that it has stopped."),
            "Recall it", "Recalled. The provider has to acknowledge.", whom="The provider",
            see=("“Stop work. Call the single point of access.” Nothing else.",),
            undo="The work cannot go on; it can be sent anew.", danger=True, given=of_kind,
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
