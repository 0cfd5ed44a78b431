"""A refusal says in plain words what is missing and what to do next. Pages show it; nothing that was typed is lost."""

from collections.abc import Iterator
from contextlib import contextmanager


class Refused(Exception):
    """The rules do not allow this now.

    `message`: one or two plain sentences. `field`: the form field it belongs to, if any. `status`: HTTP status, 422
    unless the asker may not do it at all (403) or came too late (409).
    """

    def __init__(self, message: str, *, field: str | None = None, status: int = 422) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.status = status


class Stale(Refused):
    """The row was changed first, by somebody else or in another window. `seen`, `now`: its version numbers."""

    def __init__(self, *, seen: int, now: int, what: str) -> None:
        super().__init__(
            f"This {what} was changed while you were working on it (you saw version {seen}, it is now "
            f"version {now}). Read what changed, then decide again. What you typed is still here.",
            status=409,
        )
        self.seen = seen
        self.now = now


@contextmanager
def about(what: str) -> Iterator[None]:
    """Name the one of many that refused: "SR-7KQ2-MD: Choose a colleague …"."""
    try:
        yield
    except Refused as refused:
        raise Refused(f"{what}: {refused.message}", field=refused.field, status=refused.status) from None
