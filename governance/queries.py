"""Which notice applies now."""

from django.utils import timezone

from governance.models import NoticeVersion


def notice_in_force(slug: str) -> NoticeVersion:
    """The newest published version; NoticeVersion.DoesNotExist when the scheme is not loaded."""
    return NoticeVersion.objects.filter(slug=slug, published_at__lte=timezone.now()).latest("version")
