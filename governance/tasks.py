"""What Celery runs at the start of a working day, and every hour."""

from datetime import time

from celery import shared_task
from django.utils import timezone

from accounts import wishes
from accounts.scope import as_system
from governance import reconciling
from governance.clocks import in_office_hours

MORNING_ENDS = time(12)  # after a morning without a worker nobody gets a digest of things they have seen by now


@shared_task(ignore_result=True)
def morning() -> int:
    """The digest, once a working day for each person for whom something is new. → for how many."""
    now = timezone.now()
    if not in_office_hours(now, until=MORNING_ENDS):
        return 0
    with as_system():
        return wishes.make_digests(timezone.localdate(now))


@shared_task(ignore_result=True)
def reconcile() -> int:
    """Compare what should have come of everything with what is there. → how many differences are new."""
    return reconciling.sweep(timezone.now())
