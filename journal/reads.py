"""Every read of a case is written down before the answer leaves. If it cannot be written, nothing is shown."""

import uuid
from collections.abc import Iterable

from journal.actions import By
from journal.models import Access


def seen(*, by: By, what: str, case_ids: Iterable[uuid.UUID], reason: str = "") -> None:
    """Record that `by` is about to be shown `what` (a URL name) of these cases. Empty lists are recorded too."""
    Access.objects.bulk_create(
        [
            Access(
                actor_id=by.user_id,
                organisation_id=by.organisation_id,
                what=what,
                case_ids=list(case_ids),
                reason=reason,
            )
        ]
    )
