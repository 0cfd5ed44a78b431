"""Finding the person behind a request."""

import uuid

from accounts.actors import ANONYMOUS, Actor
from accounts.models import Membership


def actor_for(user_id: uuid.UUID) -> Actor:
    """The actor of an active user with a live membership, else ANONYMOUS. One query, asked anew for every request,
    so that what was taken away is gone at the next click.
    """
    row = (
        Membership.objects.filter(user_id=user_id, ended_at=None, user__is_active=True)
        .values_list("user__name", "organisation_id", "organisation__slug", "organisation__name", "roles")
        .first()
    )
    if row is None:
        return ANONYMOUS
    name, organisation_id, slug, organisation_name, roles = row
    return Actor(
        kind="person",
        user_id=user_id,
        name=name,
        organisation_id=organisation_id,
        organisation_slug=slug,
        organisation_name=organisation_name,
        roles=frozenset(roles),
    )
