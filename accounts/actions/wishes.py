"""What somebody wants to hear of by e-mail."""

from collections.abc import Mapping

from django.db import transaction

from accounts.actors import Actor
from accounts.kinds import RULES, Group
from accounts.models import Wish
from journal.actions import record
from walls.refusals import Refused


@transaction.atomic
def choose(*, by: Actor, wishes: Mapping[str, str]) -> None:
    """Keep one way for each group named; the same choice again changes nothing. Only one's own, and only what the
    group offers.
    """
    changed = False
    for group, how in wishes.items():
        if group not in Group.values or how not in RULES[Group(group)].ways:
            raise Refused("Choose one of the ways that stand here.", field=group)
        wish, new = Wish.objects.get_or_create(user_id=by.own_id, group=group, defaults={"mail": how})
        if not new and wish.mail != how:
            wish.mail = how
            wish.save(update_fields=["mail"])
            new = True
        changed = changed or new
    if changed:
        record("account.wishes_changed", by=by)
