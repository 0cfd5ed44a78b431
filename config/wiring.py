"""Which handler hears of which event. The only place where stages learn of one another's doings.

HANDLERS run after the commit, through the outbox, in a worker, at least once and with effect once.
AT_ONCE run inside the transaction that records the event, for what must never be true a moment later.
"""

_FACT = "equality.ingest.referral_changed"
_NEW_PASSWORD = "accounts.notices.send_new_password_link"  # noqa: S105 - the name of a function
_SIGN_IN_CHANGED = "accounts.notices.tell_of_change"

HANDLERS: dict[str, tuple[str, ...]] = {
    "referral.received": (_FACT,),
    "referral.closed": (_FACT,),
    "referral.declined": (_FACT,),
    "referral.reopened": (_FACT,),
    "referral.marked_duplicate": (_FACT,),
    "referral.consent_withdrawn": ("equality.ingest.consent_withdrawn",),
    "account.invited": ("accounts.notices.send_invitation",),
    "account.password_reset_asked": (_NEW_PASSWORD,),
    "account.recovery_agreed": (_NEW_PASSWORD,),
    "account.password_changed": (_SIGN_IN_CHANGED,),
    "account.password_reset": (_SIGN_IN_CHANGED,),
    "account.second_factor_added": (_SIGN_IN_CHANGED,),
    "account.second_factor_removed": (_SIGN_IN_CHANGED,),
}

AT_ONCE: dict[str, tuple[str, ...]] = {}

SCHEME = ("accounts.scheme.load", "governance.scheme.load", "providers.scheme.load")

# What later stages show on the case page of triage: callables (actor, referral) -> list of referrals.panels.Panel.
CASE_PANELS: tuple[str, ...] = ()
