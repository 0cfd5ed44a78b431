"""Making a report: close what must be closed, build the data, check it, draw it, release it. Asked twice, made once."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import SYSTEM
from equality.disclosure import api, periods
from journal.actions import record
from reports import gate, ledger, pdf
from reports.data import report_data
from reports.models import File, OpenQuestion, Release, Run
from reports.opendocument import ods_of
from reports.sealing import sha256_of
from reports.spreadsheet import csv_of

log = logging.getLogger(__name__)

Tell = Callable[[str], None]
AGAIN = "Something went wrong on our side. It is tried again by itself; nothing that was closed is lost."


@dataclass
class Progress:
    """Writes how far a run is, so that the page shows a real figure."""

    run: Run
    total: int
    done: int = 0

    def __call__(self, step: str) -> None:
        """`step` begins now; what was told before is finished."""
        self.run.state, self.run.step = Run.State.WORKING, step
        self.run.done, self.run.total, self.run.fault = self.done, self.total, ""
        self.run.save(update_fields=["state", "step", "done", "total", "fault"])
        self.done = min(self.done + 1, self.total)


def make(run: Run, today: date) -> Release | None:
    """The release of this run's report and period, made now or long ago; None when there can be none, and the run says
    why. A fault of ours is raised again, after the run says that it will be tried again.
    """
    try:
        release = _released(run.report, run.period) or _made(run, today)
    except gate.NotDecided as why:
        _ask_a_person(run, why)
        return None
    except api.NotPublished as why:
        over(run, Run.State.REFUSED, fault=str(why))
        return None
    except Exception:
        over(run, Run.State.FAULTY, fault=AGAIN)
        raise
    over(run, Run.State.RELEASED, release=release)
    return release


def _released(report: str, period: str) -> Release | None:
    return Release.objects.defer("data").filter(report=report, period=period).first()


def _made(run: Run, today: date) -> Release:
    waiting = ledger.to_close(run.period, today)
    tell = Progress(run, total=len(waiting) + 5)
    ledger.close_all(waiting, today, lambda period: tell(f"Closing {periods.words(period)}: count, round once, store"))
    tell("Adding up the tables")
    released_at = timezone.now()
    book = ledger.check_seals()
    data = report_data(run.report, run.period, book, released_at)
    tell("Trying to recognise somebody in them, with everything released before")
    verdict = gate.check_release(run.report, run.period, data["tables"], book)
    tell("Drawing the pages")
    files = {"pdf": pdf.drawn(data), "csv": csv_of(data), "ods": ods_of(data)}
    tell("Drawing them in large print")
    files["large"] = pdf.drawn(data, large=True)
    tell("Releasing it")
    return _store(run, data, files, verdict, released_at)


def _store(
    run: Run, data: dict[str, Any], files: dict[str, bytes], verdict: dict[str, Any], released_at: datetime
) -> Release:
    """The release with its files, or the one that somebody else stored a moment before."""
    release = Release(
        report=run.report, period=run.period, released_at=released_at, data=data, sha256=sha256_of(data),
        gate=verdict,
    )  # fmt: skip
    try:
        with transaction.atomic(using=ledger.ALIAS):
            release.save(force_insert=True)
            File.objects.bulk_create(
                File(release=release, format=name, content=content, sha256=sha256(content).hexdigest())
                for name, content in files.items()
            )
    except IntegrityError:
        return Release.objects.get(report=run.report, period=run.period)
    record("report.released", by=SYSTEM, subject=release, report=run.report, period=run.period)
    return release


def _ask_a_person(run: Run, why: gate.NotDecided) -> None:
    """The question stands until somebody decides; about the same tables and the same verdict there is one question."""
    OpenQuestion.objects.get_or_create(
        report=run.report, period=run.period, sha256=why.sha256, defaults={"run": run, "gate": why.report}
    )
    over(run, Run.State.UNDECIDED)


def over(run: Run, state: Run.State, *, release: Release | None = None, fault: str = "") -> None:
    """Nothing more happens to the run by itself, and its page says why."""
    run.state, run.release, run.fault = state, release, fault
    if release:
        run.step, run.done = "Released", run.total
    run.save(update_fields=["state", "step", "done", "total", "fault", "release"])
