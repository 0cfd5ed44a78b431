"""Which handler hears of which event. The only place where stages learn of one another's doings.

HANDLERS run after the commit, through the outbox, in a worker, at least once and with effect once.
AT_ONCE run inside the transaction that records the event, for what must never be true a moment later.
"""

HANDLERS: dict[str, tuple[str, ...]] = {}

AT_ONCE: dict[str, tuple[str, ...]] = {}

SCHEME = ("accounts.scheme.load", "governance.scheme.load", "providers.scheme.load")

# What later stages show on the case page of triage: callables (actor, referral) -> list of referrals.panels.Panel.
CASE_PANELS: tuple[str, ...] = ()
