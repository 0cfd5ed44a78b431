"""Which notice applies now, and which ones did; when everything was last compared."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from governance.models import NoticeVersion, Reconciled


def notice_in_force(slug: str) -> NoticeVersion:
    """The newest published version; NoticeVersion.DoesNotExist when the scheme is not loaded."""
    return published_versions(slug).latest("version")


def published_versions(slug: str) -> QuerySet[NoticeVersion]:
    """Every published version of one notice, the newest first."""
    return NoticeVersion.objects.filter(slug=slug, published_at__lte=timezone.now()).order_by("-version")


def notices_in_force() -> list[NoticeVersion]:
    """The newest published version of each notice, by title."""
    published = NoticeVersion.objects.filter(published_at__lte=timezone.now())
    newest = published.order_by("slug", "-version").distinct("slug")
    return sorted(newest, key=lambda notice: notice.title)


def reconciled_at() -> datetime | None:
    """When everything was last compared (governance/reconciling.py); None when it never was."""
    return Reconciled.objects.values_list("looked_at", flat=True).first()
