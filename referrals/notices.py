"""What the outbox does after a referral has changed. config/wiring.py names these; each may run twice, with effect once."""

from accounts.actors import SYSTEM
from journal.models import Event
from referrals.actions.onward import raise_ready_to_close


def ready_to_close(event: Event) -> None:
    """referral.onward_ended: when it was the last open work, triage sees the referral under "ready to close"."""
    if event.case_id is not None:
        raise_ready_to_close(referral_id=event.case_id, by=SYSTEM)
