"""Which handler hears of which event. The only place where stages learn of one another's doings.

HANDLERS run after the commit, through the outbox, in a worker, at least once and with effect once.
AT_ONCE run inside the transaction that records the event, for what must never be true a moment later.
"""

from governance.undelivered import Errand

_FACT = "equality.ingest.referral_changed"
_NEW_PASSWORD = "accounts.notices.send_new_password_link"  # noqa: S105 - the name of a function
_SIGN_IN_CHANGED = "accounts.notices.tell_of_change"
_NO_WORK_IN_HAND = ("referrals.leaving.check", "providers.leaving.check")
_TELL = ("providers.notices.tell", "providers.notices.mail_people")
_TELL_AND_MAIL = ("providers.notices.tell", "providers.notices.mail")
_CURIOUS = ("referrals.notices.tell_of_reader", "referrals.notices.mail_of_reader")
_WRITER = ("referrals.notices.tell_writer", "referrals.notices.mail_writer")
_REMIND = ("providers.notices.remind", "providers.notices.remind_by_mail")

HANDLERS: dict[str, tuple[str, ...]] = {
    "referral.received": (_FACT, "referrals.notices.send_receipt"),
    "referral.information_requested": ("referrals.notices.send_question_link",),
    "referral.written_to": ("referrals.notices.send_letter",),
    "letter.stopped": _WRITER,
    "letter.unposted": _WRITER,
    "letter.left_unposted": ("referrals.notices.tell_leads", "referrals.notices.mail_leads"),
    "read.same_name": _CURIOUS,
    "read.many": _CURIOUS,
    "read.honeytoken": _CURIOUS,
    "draft.saved": ("referrals.notices.send_resume_link",),
    "draft.ending": ("referrals.notices.send_resume_link",),
    "call.ending": ("referrals.notices.tell_of_call", "referrals.notices.mail_of_call"),
    "wording.proposed": ("referrals.notices.tell_of_words", "referrals.notices.mail_of_words"),
    "referral.closed": (_FACT,),
    "referral.declined": (_FACT, "referrals.notices.tell_declined"),
    "referral.reopened": (_FACT,),
    "referral.marked_duplicate": (_FACT,),
    "referral.consent_withdrawn": ("equality.ingest.consent_withdrawn",),
    "referral.dispatched": _TELL_AND_MAIL,
    "referral.amended": (_FACT,),
    "referral.details_changed": _TELL,
    "referral.contact_changed": _TELL_AND_MAIL,
    "referral.left": ("referrals.notices.tell_left", "referrals.notices.mail_left"),
    "referral.onward_ended": ("providers.notices.last_ended",),
    "workstream.recalled": _TELL_AND_MAIL,
    "workstream.returned": _TELL_AND_MAIL,
    "workstream.transferred": _TELL,
    "workstream.not_reached": _TELL,
    "workstream.no_access": _TELL_AND_MAIL,
    "workstream.install_missed": _TELL_AND_MAIL,
    "workstream.assessed": _TELL_AND_MAIL,
    "workstream.approved": _TELL,
    "workstream.cost_refused": _TELL_AND_MAIL,
    "workstream.quote_changed": _TELL_AND_MAIL,
    "workstream.requoted": _TELL_AND_MAIL,
    "workstream.noted": _TELL,
    "workstream.question_asked": _TELL_AND_MAIL,
    "workstream.question_answered": _TELL_AND_MAIL,
    "workstream.left": _TELL,
    "workstream.paused": _TELL_AND_MAIL,
    "workstream.resumed": _TELL_AND_MAIL,
    "workstream.beyond_approved": _REMIND,
    "workstream.installed": ("providers.notices.tell_support",),
    "clock.nearly_ended": _REMIND,
    "clock.ended": _REMIND,
    "hold.review_reached": _REMIND,
    "hold.review_missed": _REMIND,
    "question.unanswered": _REMIND,
    "question.left_unanswered": _REMIND,
    "account.digest_began": ("accounts.wishes.send_digest",),
    "account.invited": ("accounts.notices.send_invitation",),
    "account.locked_out": ("accounts.notices.alarm",),
    "account.password_reset_asked": (_NEW_PASSWORD,),
    "account.recovery_agreed": (_NEW_PASSWORD,),
    "account.new_device": ("accounts.notices.tell_of_device",),
    "account.password_changed": (_SIGN_IN_CHANGED,),
    "account.password_reset": (_SIGN_IN_CHANGED,),
    "account.second_factor_added": (_SIGN_IN_CHANGED,),
    "account.second_factor_removed": (_SIGN_IN_CHANGED,),
    "delivery.died": ("governance.notices.tell_owner", "governance.notices.mail_owner"),
    "report.requested": ("reports.notices.make_requested",),
    "report.decided": ("reports.notices.decided",),
    "period.closing_requested": ("reports.notices.close_requested",),
}

AT_ONCE: dict[str, tuple[str, ...]] = {
    "referral.withdrawn": ("providers.notices.recall_open",),
    "referral.consent_withdrawn": ("providers.notices.recall_open",),
    "referral.held": ("providers.notices.pause_clocks",),
    "referral.released": ("providers.notices.resume_clocks",),
    "referral.anonymised": ("providers.notices.forget",),
    "account.membership_ended": _NO_WORK_IN_HAND,
    "account.roles_changed": _NO_WORK_IN_HAND,
    "referral.kept_from": ("providers.notices.let_go",),
}

# Run by the worker at every start; running them again changes nothing.
SCHEME = (
    "accounts.scheme.load", "governance.scheme.load", "providers.scheme.load", "referrals.upgrading.fill_safe_hours",
    "referrals.upgrading.index_homes",
)  # fmt: skip

# What is kept under FIELD_KEYS and BLIND_INDEX_KEY: each brings its own to the current key (walls/rotation.py).
KEEPERS = (
    "walls.rotation.rewrap", "accounts.rotation.rewrap_authenticators", "accounts.rotation.rewrap_sessions",
    "referrals.rotation.index_anew",
)  # fmt: skip

# What later stages show on the case page of triage: callables (actor, referral) -> list of referrals.panels.Panel.
CASE_PANELS: tuple[str, ...] = ("providers.panels.workstreams",)

# What is compared once an hour: governance.reconciling.Check, each also the handler that looks at one difference again.
RECONCILERS = (
    "governance.reconciling.chain", "referrals.reconciling.records_of_forms",
    "providers.reconciling.work_of_dispatches", "providers.reconciling.notices_of_dispatches",
)  # fmt: skip

_ASK = "Ask triage to call the referrer: they can open the referral and read how."
_LOOK = "Tell the team concerned to look at the referral, by its reference."
_RIGHTS = "Tell the information-rights officer and the triage leads to look at who looked."
_PERSON = "Tell the person to look at “New” on their desk."
_ACCOUNT = "Call the person on a number that you know already. Then send it again from “People”."
_COMMISSIONER = "Tell whoever asked for it to ask once more."
_WORDS = "Tell a triage lead to look at “Words that can be sent”."
_SYSTEM = "Tell whoever looks after the system, today."

# What each handler is for, in words for whoever looks after what did not get through, and what a person can do instead.
ERRANDS: dict[str, Errand] = {
    _FACT: Errand(
        "Counting a referral for the figures", "Tell the commissioner: until it is tried again, the figures lack one."
    ),
    "equality.ingest.consent_withdrawn": Errand(
        "Deleting equality answers after consent was withdrawn",
        "Try it again until it succeeds: the person was promised it.",
    ),
    "referrals.notices.send_receipt": Errand("The receipt for a referrer", _ASK),
    "referrals.notices.send_question_link": Errand("A question to a referrer", _ASK),
    "referrals.notices.tell_declined": Errand("Telling a referrer that the scheme cannot help", _ASK),
    "referrals.notices.send_letter": Errand(
        "An email to a person", "Tell triage: it was not sent. They find another safe way."
    ),
    "referrals.notices.tell_writer": Errand("Telling somebody what became of a message that they wrote", _LOOK),
    "referrals.notices.mail_writer": Errand("An email to somebody about a message that they wrote", _LOOK),
    "referrals.notices.tell_leads": Errand("Telling a triage lead of a letter that may lie about", _LOOK),
    "referrals.notices.mail_leads": Errand("An email to a triage lead about a letter that may lie about", _LOOK),
    "referrals.notices.tell_of_reader": Errand("Telling of a curious reader", _RIGHTS),
    "referrals.notices.mail_of_reader": Errand("An email about a curious reader", _RIGHTS),
    "referrals.notices.tell_of_words": Errand("Telling the leads of words that wait for them", _WORDS),
    "referrals.notices.mail_of_words": Errand("An email to the leads about words that wait for them", _WORDS),
    "referrals.notices.send_resume_link": Errand(
        "The link back to an unsent form", "Nobody can be told: the form itself waits for 90 days after it was begun."
    ),
    "referrals.notices.tell_of_call": Errand(
        "Telling a worker that an unfinished call will be deleted", "Tell triage to look at “Unfinished calls”."
    ),
    "referrals.notices.mail_of_call": Errand(
        "An email to a worker that an unfinished call will be deleted", "Tell triage to look at “Unfinished calls”."
    ),
    "referrals.notices.tell_left": Errand("Telling triage that a referral needs somebody", _LOOK),
    "referrals.notices.mail_left": Errand("An email to triage that a referral needs somebody", _LOOK),
    "providers.notices.tell": Errand("Telling a team what is new in its work", _LOOK),
    "providers.notices.mail": Errand("An email to a team that there is something new", _LOOK),
    "providers.notices.mail_people": Errand("An email to people of a team that there is something new", _LOOK),
    "providers.notices.last_ended": Errand("Telling triage that a referral can be closed", _LOOK),
    "providers.notices.tell_support": Errand("Telling support that measures were fitted", _LOOK),
    "providers.notices.remind": Errand("A reminder of a clock, or of a cost beyond what was approved", _LOOK),
    "providers.notices.remind_by_mail": Errand(
        "An email that a clock ends, or that a cost went beyond what was approved", _LOOK
    ),
    "accounts.wishes.send_digest": Errand("Somebody’s daily email of what is new", _PERSON),
    "accounts.notices.send_invitation": Errand("An invitation", _ACCOUNT),
    "accounts.notices.alarm": Errand(
        "Telling that somebody was locked out", "Tell the manager of the agency to look at “Team”."
    ),
    "accounts.notices.tell_of_device": Errand("Telling somebody of a sign-in on a new device", _ACCOUNT),
    _NEW_PASSWORD: Errand("A link to a new password", _ACCOUNT),
    _SIGN_IN_CHANGED: Errand("Telling somebody that their sign-in has changed", _ACCOUNT),
    "reports.notices.make_requested": Errand("Making a report", _COMMISSIONER),
    "reports.notices.decided": Errand("Releasing a report that was decided", _COMMISSIONER),
    "reports.notices.close_requested": Errand("Closing a period of the figures", _COMMISSIONER),
    "governance.notices.tell_owner": Errand(
        "Telling you of something that did not get through", "Read this list from time to time."
    ),
    "governance.notices.mail_owner": Errand(
        "An email to you of something that did not get through", "Look whether the mail server works."
    ),
    "referrals.reconciling.records_of_forms": Errand("A form that was acknowledged, and its referral", _SYSTEM),
    "providers.reconciling.work_of_dispatches": Errand(
        "The work of a dispatch", "Tell triage: nobody works on it. Then tell whoever looks after the system."
    ),
    "providers.reconciling.notices_of_dispatches": Errand("The notice of a dispatch", _LOOK),
    "governance.reconciling.chain": Errand("Proving that nobody has altered the record of what happened", _SYSTEM),
}
