"""What Celery runs for the figures."""

from celery import shared_task
from django.utils import timezone

from accounts.scope import as_system
from equality.outlook import ahead, look_ahead
from equality.reconciling import reconcile


@shared_task(ignore_result=True)
def look() -> bool:
    """Once a day: what commissioners may know of the quarters that are open. → whether it was done now."""
    today = timezone.localdate()
    if any(one.seen_on == today for one in ahead()):
        return False
    with as_system():
        look_ahead(today, agrees=reconcile().right)
    return True
