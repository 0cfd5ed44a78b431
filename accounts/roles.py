"""Roles and what they allow: the one table. Source: domain.md "Who uses it".

A permission is `thing.verb`. `sight` is what row-level security lets the role see (walls/scope.py).
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    TRIAGE_WORKER = "triage_worker"
    TRIAGE_LEAD = "triage_lead"
    SECURITY_COORDINATOR = "security_coordinator"
    FITTER = "fitter"
    SUPPORT_WORKER = "support_worker"
    SUPPORT_MANAGER = "support_manager"
    COMMISSIONER = "commissioner"
    RIGHTS_OFFICER = "rights_officer"
    SAFEGUARDING_OFFICER = "safeguarding_officer"
    SAFEGUARDING_DEPUTY = "safeguarding_deputy"
    COMMUNITY_SAFETY_OFFICER = "community_safety_officer"
    FEEDBACK_OFFICER = "feedback_officer"
    TRAINER = "trainer"
    SCHEME_ADMINISTRATOR = "scheme_administrator"


class Agency(StrEnum):
    """What kind of organisation somebody works for; a role belongs to one kind (S1.4–S1.6)."""

    ACCESS_POINT = "access_point"
    SECURITY = "security"
    SUPPORT = "support"
    COUNCIL = "council"


@dataclass(frozen=True)
class Grant:
    """What one role is called, where it works, what it sees and what it may do."""

    label: str
    agency: Agency
    sight: str
    permissions: frozenset[str]


def _grant(label: str, agency: Agency, sight: str, permissions: str) -> Grant:
    return Grant(label, agency, sight, frozenset(permissions.split()))


_TRIAGE = (
    "desk.use referral.read referral.intake referral.triage referral.dispatch referral.close referral.withdraw "
    "referral.hold workstream.read workstream.recall"
)
_SECURITY = "desk.use security.read security.accept security.visit security.install security.return"
_SUPPORT = "desk.use support.read support.accept support.work support.return"

GRANTS: dict[Role, Grant] = {
    Role.TRIAGE_WORKER: _grant("Triage worker", Agency.ACCESS_POINT, "spa", _TRIAGE),
    Role.TRIAGE_LEAD: _grant(
        "Triage lead",
        Agency.ACCESS_POINT,
        "spa",
        _TRIAGE + " referral.agree_decline referral.reopen referral.assign workstream.approve_cost wording.approve "
        "access.watch sharing.read",
    ),
    Role.SECURITY_COORDINATOR: _grant(
        "Security coordinator", Agency.SECURITY, "provider", _SECURITY + " security.assign team.manage"
    ),
    Role.FITTER: _grant(
        "Fitter", Agency.SECURITY, "provider", "desk.use security.read security.visit security.install"
    ),
    Role.SUPPORT_WORKER: _grant("Support worker", Agency.SUPPORT, "provider", _SUPPORT),
    Role.SUPPORT_MANAGER: _grant(
        "Support manager", Agency.SUPPORT, "provider", _SUPPORT + " support.assign support.transfer team.manage"
    ),
    Role.COMMISSIONER: _grant("Commissioner", Agency.COUNCIL, "", "desk.use report.read report.request figure.record"),
    Role.RIGHTS_OFFICER: _grant(
        "Information-rights officer",
        Agency.COUNCIL,
        "review",
        "desk.use rights.handle retention.approve access.review account.agree figure.record report.decide "
        "sharing.review",
    ),
    Role.SAFEGUARDING_OFFICER: _grant("Safeguarding officer", Agency.COUNCIL, "", "desk.use safeguarding.log"),
    Role.SAFEGUARDING_DEPUTY: _grant("Safeguarding deputy", Agency.COUNCIL, "", "desk.use safeguarding.log"),
    Role.COMMUNITY_SAFETY_OFFICER: _grant("Community safety officer", Agency.COUNCIL, "", "desk.use enquiry.answer"),
    Role.FEEDBACK_OFFICER: _grant("Feedback officer", Agency.COUNCIL, "", "desk.use feedback.answer"),
    Role.TRAINER: _grant("Trainer", Agency.COUNCIL, "", "desk.use training.read"),
    Role.SCHEME_ADMINISTRATOR: _grant(
        "Scheme administrator",
        Agency.COUNCIL,
        "",
        "desk.use account.manage organisation.manage notice.manage delivery.settle",
    ),
}


@dataclass(frozen=True)
class SystemGrant:
    """As what an agency's own system may ask, besides sending referrals, which every system may (ADR 50)."""

    role: Role
    does: str
    only_for: str


SYSTEM_GRANTS: dict[str, SystemGrant] = {
    Agency.SECURITY: SystemGrant(
        Role.SECURITY_COORDINATOR, "see and move security work", "an agency that fits security measures"
    ),
    Agency.SUPPORT: SystemGrant(Role.SUPPORT_MANAGER, "see and move support work", "an agency that supports people"),
    Agency.COUNCIL: SystemGrant(Role.COMMISSIONER, "take released reports", "Kent County Council"),
}


def permissions_of(roles: frozenset[str]) -> frozenset[str]:
    """Everything that these roles allow together; an unknown role allows nothing."""
    return frozenset().union(*(GRANTS[Role(role)].permissions for role in roles if role in GRANTS))


def sight_of(roles: frozenset[str]) -> str:
    """The widest sight that these roles have. All roles of a membership belong to one agency, so they agree."""
    return next((GRANTS[Role(role)].sight for role in sorted(roles) if role in GRANTS and GRANTS[Role(role)].sight), "")
