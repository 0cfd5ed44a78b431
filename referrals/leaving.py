"""Nobody leaves with referrals in hand. Named in config/wiring.py AT_ONCE: a refusal here undoes what was recorded."""

from accounts.models import Membership, Organisation
from accounts.queries import member_of
from journal.models import Event
from referrals.access import HOLDERS
from referrals.models import Referral
from referrals.states import ENDED
from walls.refusals import Refused
from walls.scope import scoped


def check(event: Event) -> None:
    """Refused while somebody who leaves the single point of access, or loses the role, still holds open referrals.

    Whoever ends memberships sees no case; the count is all they learn.
    """
    member = member_of(event)
    stays = not member.ended_at and set(HOLDERS) & set(member.roles)
    if stays or member.organisation.kind != Organisation.Kind.ACCESS_POINT:
        return
    with scoped(sight="spa", organisation=member.organisation_id):
        held = Referral.objects.filter(worker=member.user_id).exclude(state__in=ENDED).count()
    if held:
        raise Refused(in_hand(member, "1 open referral" if held == 1 else f"{held} open referrals", "triage lead"))


def in_hand(member: Membership, what: str, who: str) -> str:
    """Why this person cannot leave yet, and what to do. what: "2 open referrals". who: the role that hands it over."""
    return (
        f"{member.user.name} still holds {what}. A {who} at {member.organisation.name} hands it over first: open “Team”, "
        "then “Hand over” beside the name. If they must be kept out now, lock them out instead."
    )
