"""The moves of security work as pages. See deciding.py."""

from providers.actions import acceptance, photographs, quoting, visits, works
from providers.forms import base, security
from providers.moves import BEYOND, BOTH, HERE, TELL_THEM, VS, Move

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
        security.VisitForm, visits.plan_visit, "Book the visit", ("It is added to the fitter’s day.",), "Book the visit",
        "The visit is booked.", see=HERE, given={"name": "book_visit"},
    ),
    "change_visit": Move(
        security.VisitForm, visits.plan_visit, "Change the visit", ("It moves to the new day and time. This does not tell the person.",),
        "Change the visit", "The visit is changed.", see=HERE, given={"name": "change_visit"},
    ),
    "cancel_visit": Move(
        security.CancelForm, visits.cancel_visit, "Cancel the visit",
        ("It goes from the diary. Another time can be booked later; the clock goes on.", TELL_THEM),
        "Cancel the visit", "The visit is cancelled. Book another time when you know it.", see=HERE, danger=True,
        given={"name": "cancel_visit"},
    ),
    "drop_proposal": Move(
        security.CancelForm, visits.cancel_visit, "Take the proposed time back", ("It goes from the diary.", TELL_THEM),
        "Take it back", "The proposed time is taken back.", see=HERE, given={"name": "drop_proposal"},
    ),
    "set_off": Move(
        base.PlainForm, visits.set_off, "On my way",
        ("Your firm and Victim Support can see it. This does not tell the person.",), "I am on my way",
        "Saved: you are on your way. Call or text the person only as “Address and how to call” allows.", see=HERE,
    ),
    "no_access": Move(
        security.NoAccessForm, visits.no_access, "No access",
        ("The visit is over; book another.", "The second time Victim Support is told. The work goes on."),
        "Save: no access", "Saved. Book another visit.", see=HERE,
    ),
    "recommend": Move(
        security.RecommendForm, works.recommend, "Recommend a measure", ("It is added to the assessment.",),
        "Add it", "The measure is added.", see=HERE, again=True,
    ),
    "photograph": Move(
        security.PhotographForm, photographs.photograph, "Add a photograph",
        ("Photograph only doors, windows and locks, never people: a face could be found by whoever the person is hiding from.",
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
        ("The visit is done and the quote is the sum of what you recommended.",), "Finish the assessment",
        "The assessment is finished.", see=HERE,
    ),
    "approve": Move(
        security.ApproveForm, works.approve, "Approve the cost", ("The installation can be booked.",), "Approve the cost",
        "Approved. Book the installation.", see=HERE,
    ),
    "refuse_cost": Move(
        security.RefuseCostForm, quoting.refuse_cost, "Refuse the cost",
        ("The firm reads why, and changes the quote.", "The work stays with the firm; nothing is booked."),
        "Refuse the cost", "The cost is refused. The firm is told.", whom="The firm", see=BOTH,
    ),
    "change_quote": Move(
        security.ChangeQuoteForm, quoting.change_quote, "Change the quote",
        ("A new version of the quote. What goes out is kept below it.",
         "Above the limit a triage lead has to approve it."), "Change the quote", "The quote is changed.", see=HERE,
        given={"name": "change_quote"},
    ),
    "requote": Move(
        security.ChangeQuoteForm, quoting.change_quote, "Change the quote",
        ("A new version of the quote. What goes out is kept below it.",
         "What was approved no longer counts: the cost has to be approved again, above the limit by a triage lead."),
        "Change the quote", "The quote is changed. Its cost has to be approved.", see=HERE, given={"name": "requote"},
    ),
    "find_no_works": Move(
        base.MustNoteForm, works.find_no_works, "No work needed", ("The home needs nothing.",), "No work needed",
        "Saved: no work is needed.", see=HERE,
    ),
    "book_install": Move(
        security.VisitForm, visits.plan_visit, "Book the installation", ("It is added to the fitter’s day.",),
        "Book the installation", "The installation is booked.", see=HERE, given={"name": "book_install"},
    ),
    "change_install": Move(
        security.VisitForm, visits.plan_visit, "Change the installation", ("It moves to the new day and time. This does not tell the person.",),
        "Change the installation", "The installation is changed.", see=HERE, given={"name": "change_install"},
    ),
    "cancel_install": Move(
        security.CancelForm, visits.cancel_visit, "Cancel the installation",
        ("It goes from the diary. Another day can be booked later; the clock goes on.", TELL_THEM),
        "Cancel the installation", "The installation is cancelled. Book another day when you know it.", see=HERE,
        danger=True, given={"name": "cancel_install"},
    ),
    "miss_install": Move(
        security.NoAccessForm, visits.miss_install, "No access",
        ("The visit is over; book another.", "The second time Victim Support is told. The work goes on."),
        "Save: no access", "Saved. Book another day.", see=HERE,
    ),
    "fit": Move(
        security.FitForm, works.fit, "Add a measure", ("It is added to what was fitted.", BEYOND), "Add it",
        "The measure is added.", see=(*HERE, "Support is told only that measures were installed."), again=True,
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
        "Complete", "Complete.", whom=VS, undo="Completed work is not opened again.",
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
