"""Which handler hears of which event. The only place where stages learn of one another's doings.

HANDLERS run after the commit, through the outbox, in a worker, at least once and with effect once.
AT_ONCE run inside the transaction that records the event, for what must never be true a moment later.
"""

_FACT = "equality.ingest.referral_changed"
_NEW_PASSWORD = "accounts.notices.send_new_password_link"  # noqa: S105 - the name of a function
_SIGN_IN_CHANGED = "accounts.notices.tell_of_change"
_NO_WORK_IN_HAND = ("referrals.leaving.check", "providers.leaving.check")
_TELL = ("providers.notices.tell",)
_TELL_AND_MAIL = (*_TELL, "providers.notices.mail")
_CURIOUS = ("referrals.notices.tell_of_reader",)
_REMIND = ("providers.notices.remind", "providers.notices.remind_by_mail")

HANDLERS: dict[str, tuple[str, ...]] = {
    "referral.received": (_FACT, "referrals.notices.send_receipt"),
    "referral.information_requested": ("referrals.notices.send_question_link",),
    "referral.written_to": ("referrals.notices.send_letter",),
    "letter.stopped": ("referrals.notices.tell_stopped", "referrals.notices.mail_stopped"),
    "read.same_name": _CURIOUS,
    "read.many": _CURIOUS,
    "read.honeytoken": _CURIOUS,
    "draft.saved": ("referrals.notices.send_resume_link",),
    "draft.ending": ("referrals.notices.send_resume_link",),
    "referral.closed": (_FACT,),
    "referral.declined": (_FACT, "referrals.notices.tell_declined"),
    "referral.reopened": (_FACT,),
    "referral.marked_duplicate": (_FACT,),
    "referral.consent_withdrawn": ("equality.ingest.consent_withdrawn",),
    "referral.dispatched": _TELL_AND_MAIL,
    "referral.amended": (_FACT,),
    "referral.details_changed": _TELL,
    "referral.contact_changed": _TELL_AND_MAIL,
    "referral.left": ("referrals.notices.tell_left",),
    "referral.onward_ended": ("providers.notices.last_ended",),
    "workstream.recalled": _TELL_AND_MAIL,
    "workstream.returned": _TELL_AND_MAIL,
    "workstream.transferred": _TELL,
    "workstream.not_reached": _TELL,
    "workstream.no_access": _TELL_AND_MAIL,
    "workstream.install_missed": _TELL_AND_MAIL,
    "workstream.assessed": _TELL_AND_MAIL,
    "workstream.approved": _TELL,
    "workstream.noted": _TELL,
    "workstream.question_asked": _TELL_AND_MAIL,
    "workstream.question_answered": _TELL_AND_MAIL,
    "workstream.left": _TELL,
    "workstream.installed": ("providers.notices.tell_support",),
    "clock.nearly_ended": _REMIND,
    "clock.ended": _REMIND,
    "hold.review_reached": _REMIND,
    "hold.review_missed": _REMIND,
    "account.digest_began": ("accounts.wishes.send_digest",),
    "account.invited": ("accounts.notices.send_invitation",),
    "account.locked_out": ("accounts.notices.alarm",),
    "account.password_reset_asked": (_NEW_PASSWORD,),
    "account.recovery_agreed": (_NEW_PASSWORD,),
    "account.password_changed": (_SIGN_IN_CHANGED,),
    "account.password_reset": (_SIGN_IN_CHANGED,),
    "account.second_factor_added": (_SIGN_IN_CHANGED,),
    "account.second_factor_removed": (_SIGN_IN_CHANGED,),
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
)  # fmt: skip

# What later stages show on the case page of triage: callables (actor, referral) -> list of referrals.panels.Panel.
CASE_PANELS: tuple[str, ...] = ("providers.panels.workstreams",)
