"""What Celery runs for the clocks."""

from celery import shared_task
from django.utils import timezone

from providers import reminding


@shared_task(ignore_result=True)
def remind() -> int:
    """Remind of clocks that end soon, escalate those that have ended. → how many."""
    return reminding.sweep(timezone.now())
