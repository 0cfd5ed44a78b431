"""Nobody leaves with work in hand. Named in config/wiring.py AT_ONCE: a refusal here undoes what was recorded."""

from accounts.queries import member_of
from accounts.roles import permissions_of
from journal.models import Event
from providers import queries
from providers.access import MODELS
from referrals.leaving import in_hand
from walls.refusals import Refused
from walls.scope import scoped

DOES = {"security": "security.visit", "support": "support.work"}  # what somebody must be able to do who holds work
MANAGER = {"security": "security coordinator", "support": "support manager"}


def check(event: Event) -> None:
    """Refused while somebody whose membership ends, or whose role is taken away, still holds open work or a visit.

    Whoever ends memberships sees no case. The count is made with the sight of that organisation and is all they learn.
    """
    member = member_of(event)
    kind = member.organisation.kind
    if kind not in MODELS or (not member.ended_at and DOES[kind] in permissions_of(frozenset(member.roles))):
        return
    with scoped(sight="provider", organisation=member.organisation_id):
        rows = MODELS[kind]._default_manager.filter(organisation=member.organisation)
        held = queries.in_hand_of(rows, kind, queries.of_person(kind, member.user_id)).count()
    if held:
        pieces = "1 open piece of work" if held == 1 else f"{held} open pieces of work"
        raise Refused(in_hand(member, pieces, MANAGER[kind]))
