"""What Celery runs for the referrals."""

from celery import shared_task
from django.utils import timezone

from accounts.scope import as_system
from referrals import watching
from referrals.actions import doubting, resuming


@shared_task(ignore_result=True)
def tend_drafts() -> None:
    """Warn of unsent forms that end within 7 days; destroy those that have ended (domain.md, draft).

    And forget from where forms came on earlier days."""
    now = timezone.now()
    with as_system():
        resuming.warn_of_end(now)
        resuming.delete_ended(now)
        doubting.forget_floods(now)


@shared_task(ignore_result=True)
def watch() -> int:
    """Look through who looked since the last time. → how many new alerts."""
    return watching.sweep(timezone.now())
