"""Sets the scope of the database for an actor: one place for requests, one for tasks."""

from contextlib import AbstractContextManager

from accounts.actors import SYSTEM, Actor
from walls.scope import scoped


def acting(actor: Actor) -> AbstractContextManager[None]:
    """A transaction that sees what this person may see. Used by the middleware for every request."""
    return scoped(sight=actor.sight, actor=actor.user_id, organisation=actor.organisation_id)


def as_system() -> AbstractContextManager[None]:
    """A transaction of a task. Row-level security honours it for the worker's database role only."""
    return scoped(sight=SYSTEM.sight)
