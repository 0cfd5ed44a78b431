"""What reports do when something happened elsewhere."""

from django.utils import timezone

from journal.models import Event
from reports.actions.making import make
from reports.models import Run


def make_requested(event: Event) -> None:
    """`report.requested`: make the report. Repeated, or asked for twice at once, it leads to the same release."""
    run = Run.objects.filter(pk=event.subject_id).first() if event.subject_id else None
    if run is None or run.over:
        return
    make(run, timezone.localdate())
