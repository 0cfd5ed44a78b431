"""Whoever does something: a signed-in person, a referrer without an account, an agency's own system, or our timer."""

import uuid
from dataclasses import dataclass, field
from functools import cached_property

from accounts.roles import permissions_of, sight_of


@dataclass(frozen=True)
class Actor:
    """Frozen for one request. `kind`: 'person', 'service' (an agency's system), 'referrer', 'system' (ours) or 'anonymous'."""

    kind: str
    user_id: uuid.UUID | None = None
    name: str = ""
    organisation_id: uuid.UUID | None = None
    organisation_slug: str = ""
    organisation_name: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def permissions(self) -> frozenset[str]:
        return permissions_of(self.roles)

    @cached_property
    def sight(self) -> str:
        return "system" if self.kind == "system" else sight_of(self.roles)

    @property
    def own_id(self) -> uuid.UUID:
        """The user id of a person who is signed in; ValueError for anybody else."""
        if self.user_id is None:
            raise ValueError(f"{self.kind} has no account")
        return self.user_id

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def looks_after(self, organisation_id: uuid.UUID) -> bool:
        """Whether the people of this organisation are theirs to invite and remove: the scheme administrator's are all,
        a manager's the own ones.
        """
        return self.may("account.manage") or (self.may("team.manage") and organisation_id == self.organisation_id)

    def may_any(self, permissions: frozenset[str]) -> bool:
        return bool(self.permissions & permissions)


ANONYMOUS = Actor(kind="anonymous")
REFERRER = Actor(kind="referrer", name="The referrer")
SYSTEM = Actor(kind="system", name="The system")
