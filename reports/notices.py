"""What reports do when something happened elsewhere."""

from uuid import UUID

from django.utils import timezone

from journal.models import Event
from reports.actions.closing import close
from reports.actions.making import make, over
from reports.models import OpenQuestion, Run


def make_requested(event: Event) -> None:
    """`report.requested`: make the report. Repeated, or asked for twice at once, it leads to the same release."""
    run = _run(event)
    if run is not None:
        make(run, timezone.localdate())


def close_requested(event: Event) -> None:
    """`period.closing_requested`: close it and what comes before it."""
    run = _run(event)
    if run is not None:
        close(run, timezone.localdate())


def decided(event: Event) -> None:
    """`report.decided`: the report is made after all, or its run says who decided against it and why."""
    run, question = _run(event), OpenQuestion.objects.get(pk=UUID(event.data["question"]))
    if run is None:
        return
    if question.agreed:
        make(run, timezone.localdate())
    else:
        words = f"{question.decided_name} decided that this report is not released: {question.reason}"
        over(run, Run.State.REFUSED, fault=words)


def _run(event: Event) -> Run | None:
    """The run that the event is about, unless nothing more can happen to it."""
    run = Run.objects.filter(pk=event.subject_id).first() if event.subject_id else None
    return None if run is None or run.over else run
