"""The demo people who do the work in the sample: one for each role and agency (accounts.demo)."""

import random
from dataclasses import dataclass, field
from functools import cached_property

from accounts.actors import Actor
from accounts.models import Membership, Organisation
from accounts.queries import actor_for
from accounts.roles import Role


@dataclass(frozen=True)
class Cast:
    """Who may act. Raises LookupError in words when the demo accounts are missing."""

    dice: random.Random
    references: list[str] = field(default_factory=list)  # of the referrals made so far

    @cached_property
    def people(self) -> dict[tuple[str, str], list[Actor]]:
        found: dict[tuple[str, str], list[Actor]] = {}
        members = Membership.objects.filter(ended_at=None, user__is_demo=True).select_related("organisation")
        for member in members.order_by("user__email"):
            for role in member.roles:
                found.setdefault((role, member.organisation.slug), []).append(actor_for(member.user_id))
        return found

    @cached_property
    def organisations(self) -> dict[str, Organisation]:
        return {organisation.slug: organisation for organisation in Organisation.objects.all()}

    def one(self, role: Role, organisation: str) -> Actor:
        people = self.people.get((role.value, organisation))
        if not people:
            raise LookupError(f"No demo account is a {role} at {organisation}: run demo_accounts --create first.")
        return self.dice.choice(people)

    @property
    def worker(self) -> Actor:
        return self.one(Role.TRIAGE_WORKER, "victim-support")

    @property
    def lead(self) -> Actor:
        return self.one(Role.TRIAGE_LEAD, "victim-support")
