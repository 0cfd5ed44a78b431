"""`publish_report --period 2026Q2 …`: the whole way to a released report without a browser."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.scope import as_system
from reports import queries
from reports.actions.asking import check_may_be_made
from reports.actions.making import make
from reports.catalogue import REPORTS
from reports.models import Release, Run
from walls.refusals import Refused


class Command(BaseCommand):
    """Closes what must be closed, releases the report, and says where it is: one line of JSON for each period."""

    help = "Make and release a report of one or more closed periods, in the order given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--period", nargs="+", action="extend", required=True, help="2026Q2 or 2026")
        parser.add_argument("--report", choices=sorted(REPORTS), default="equality")
        parser.add_argument("--out", type=Path, help="also write the files into this folder")

    def handle(self, *args: Any, period: list[str], report: str, out: Path | None, **options: Any) -> None:
        for one in period:
            release = self._publish(report, one)
            files = self._write(release, out) if out else []
            self.stdout.write(json.dumps({**_words(release), "files": files}))

    def _publish(self, report: str, period: str) -> Release:
        today = timezone.localdate()
        try:
            check_may_be_made(report, period, today)
        except Refused as refused:
            raise CommandError(f"{period}: {refused.message}") from refused
        run = Run.objects.create(report=report, period=period)
        with as_system():
            release = make(run, today)
        if release is None:
            raise CommandError(f"{period}: {run.fault}")
        return release

    def _write(self, release: Release, out: Path) -> list[str]:
        out.mkdir(parents=True, exist_ok=True)
        written = []
        for file in queries.downloads(release):
            path = out / f"safer-{file.name}-{release.period}.{file.form.ending}"
            path.write_bytes(queries.content(release, file.form) or b"")
            written.append(str(path))
        return written


def _words(release: Release) -> dict[str, str]:
    return {
        "report": release.report,
        "period": release.period,
        "id": str(release.pk),
        "address": f"/reports/{release.pk}/",
        "released_at": release.released_at.isoformat(timespec="seconds"),
        "sha256": release.sha256,
    }
