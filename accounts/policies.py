"""Who may hold which place: pure checks that the actions ask. Each raises Refused with words for the page."""

from collections.abc import Iterable

from accounts.roles import GRANTS, SYSTEM_GRANTS, Role
from walls.refusals import Refused

# S2.7: the safeguarding log has one officer and two deputies, nobody else. The database holds the same limit.
SEATS: dict[str, int] = {Role.SAFEGUARDING_OFFICER: 1, Role.SAFEGUARDING_DEPUTY: 2}


def check_roles_fit(*, agency: str, roles: Iterable[str]) -> None:
    """A role belongs to one kind of organisation; a membership has at least one role."""
    chosen = list(roles)
    if not chosen:
        raise Refused("Choose at least one role.", field="roles")
    wrong = [role for role in chosen if role not in GRANTS or GRANTS[Role(role)].agency != agency]
    if wrong:
        names = ", ".join(GRANTS[Role(role)].label if role in GRANTS else role for role in wrong)
        raise Refused(
            f"This organisation does not have that role: {names}. Choose a role that belongs to it.", field="roles"
        )


def check_seats(*, roles: Iterable[str], taken: Iterable[str]) -> None:
    """`taken`: the roles of everybody else who is a member now, one entry for each person and role."""
    held = list(taken)
    for role in roles:
        if role in SEATS and held.count(role) >= SEATS[role]:
            label = GRANTS[Role(role)].label.lower()
            raise Refused(
                f"All places of {label} are taken. End the membership of the person who leaves first.", field="roles"
            )


def check_system_may(*, agency: str, role: str) -> None:
    """A system has the one role that its kind of agency has for systems, or none: then it only sends referrals."""
    if role and (agency not in SYSTEM_GRANTS or role != SYSTEM_GRANTS[agency].role):
        raise Refused(
            "Systems of this organisation cannot do that. Choose another, or “Send referrals, and nothing else”.",
            field="role",
        )
