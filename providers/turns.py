"""Whose turn it is in each state of the workstreams, and which clock runs there. Source: domain.md."""

from providers.states import SECURITY_ENDED, SECURITY_LIVE, SUPPORT_ENDED, SUPPORT_LIVE, SecurityState, SupportState

S, P = SecurityState, SupportState
_HERE, _OWNER, _NOBODY = "the provider", "the owner of the home", "nobody"
SECURITY_OWNERS: dict[SecurityState, str] = (
    dict.fromkeys(SECURITY_LIVE | {S.PREPARED, S.RECALLED}, _HERE)
    | dict.fromkeys(SECURITY_ENDED, _NOBODY)
    | {S.PERMISSION_PENDING: _OWNER}
)
SUPPORT_OWNERS: dict[SupportState, str] = dict.fromkeys(SUPPORT_LIVE | {P.PREPARED, P.RECALLED}, _HERE) | dict.fromkeys(
    SUPPORT_ENDED, _NOBODY
)

# The clock that runs in each state, by its name in settings.CLOCK_DAYS. The same name in the next state goes on.
SECURITY_CLOCKS: dict[SecurityState, str] = {
    S.SENT: "provider_acceptance",
    S.ACCEPTED: "visit",
    S.READY: "visit",
    S.VISIT_BOOKED: "visit",
    S.NO_ACCESS: "visit",
    S.ASSESSED: "approval",
    S.APPROVED: "installation",
    S.INSTALL_BOOKED: "installation",
    S.INSTALLED: "sign_off",
    S.SIGNED_OFF: "sign_off",
    S.NO_WORKS_NEEDED: "sign_off",
    S.RECALLED: "recall",
}
SUPPORT_CLOCKS: dict[SupportState, str] = {
    P.SENT: "provider_acceptance",
    P.ACCEPTED: "support_contact",
    P.CONTACTING: "engagement",
    P.ENGAGED: "plan",
    P.PLAN_AGREED: "plan",
    P.ACTIVE: "review",
    P.RECALLED: "recall",
}
# The clock keeps the days it had left here (domain.md rule 5).
PAUSED: frozenset[str] = frozenset({S.PERMISSION_PENDING})
