"""What the pages of commissioners show."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models.functions import Length

from reports.models import File, Release, Run


def shelf() -> Sequence[Release]:
    """Everything that was released, the newest period first."""
    return Release.objects.defer("data", "gate").order_by("-period", "report")


def under_way() -> Sequence[Run]:
    """Requests that are not finished, the newest first. At most ten: the rest is history."""
    return Run.objects.filter(state__in=["waiting", "working", "faulty"]).order_by("-asked_at")[:10]


def sizes_of(release: Release) -> dict[str, int]:
    """Format → bytes of each file."""
    return dict(File.objects.filter(release=release).annotate(size=Length("content")).values_list("format", "size"))


def released_id(report: str, period: str) -> UUID | None:
    return Release.objects.filter(report=report, period=period).values_list("pk", flat=True).first()
