"""What the pages of commissioners show: the first answer of each is a row that exists, or None."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Length

from equality.disclosure import periods
from governance.clocks import LONDON
from journal.models import Access
from reports.catalogue import FORMATS, REPORTS, Format, format_named
from reports.models import Closing, Erratum, File, Given, OpenQuestion, Release, Run
from reports.sealing import canonical

CLOSING: Final = "closing"  # in place of a report: the request is to close the period
WHY: Final = "reports:why"
NOT_OVER: Final = ("waiting", "working", "faulty", "undecided")


@dataclass(frozen=True)
class OnShelf:
    """One line of the shelf."""

    release: Release
    title: str
    words: str
    errata: bool = False


@dataclass(frozen=True)
class Download:
    """`name` without its ending; `size` in bytes; `sha256` of the file as it is downloaded."""

    form: Format
    name: str
    size: int
    sha256: str


def shelf() -> list[OnShelf]:
    """Everything that was released, the newest period first."""
    rows = list(Release.objects.defer("data", "gate").order_by("-period", "report"))
    corrected = errata(row.pk for row in rows)
    return [OnShelf(row, REPORTS[row.report].title, periods.words(row.period), row.pk in corrected) for row in rows]


def under_way() -> list[tuple[Run, str]]:
    """Requests that are not finished, the newest first, each with its report and period in words. At most ten."""
    rows = Run.objects.filter(state__in=NOT_OVER).exclude(report=CLOSING).order_by("-asked_at")[:10]
    return [(row, called(row)) for row in rows]


def refused(**whose: UUID | None) -> list[tuple[Run, str]]:
    """Requests for a report that came to nothing, the newest first, with their report and period in words. Ten at most;
    none that was made again since, or asked for again by the same person. whose: `asked_by`; without it everybody's.
    """
    same = {"report": OuterRef("report"), "period": OuterRef("period")}
    again = Run.objects.filter(**same, asked_by=OuterRef("asked_by"), asked_at__gt=OuterRef("asked_at"))
    rows = Run.objects.filter(~Exists(Release.objects.filter(**same)), ~Exists(again), state="refused", **whose)
    return [(row, called(row)) for row in rows.exclude(report=CLOSING).order_by("-asked_at")[:10]]


def called(row: Run | OpenQuestion) -> str:
    """The report and the period of a request, in words."""
    return f"{REPORTS[row.report].title}, {periods.words(row.period)}"


def closed() -> dict[str, Closing]:
    """Every closed period, the newest first, without how its rounding went."""
    rows = Closing.objects.defer("solver").order_by("-closed_at", "-period")
    return {row.pk: row for row in rows}


def closing_under_way(period: str) -> Run | None:
    return Run.objects.filter(report=CLOSING, period=period, state__in=NOT_OVER).first()


def run(run_id: UUID) -> Run | None:
    return Run.objects.filter(pk=run_id).first()


def release(release_id: UUID) -> Release | None:
    return Release.objects.filter(pk=release_id).first()


def released_id(report: str, period: str) -> UUID | None:
    return Release.objects.filter(report=report, period=period).values_list("pk", flat=True).first()


def errata(release_ids: Iterable[UUID]) -> dict[UUID, list[Erratum]]:
    """What was said about each release since, the oldest first."""
    found: dict[UUID, list[Erratum]] = {}
    for row in Erratum.objects.filter(release_id__in=list(release_ids)):
        found.setdefault(row.release_id, []).append(row)
    return found


def given() -> QuerySet[Given]:
    """The register, the newest first, without the numbers."""
    return Given.objects.defer("value").order_by("-entered_at")


def questions() -> QuerySet[OpenQuestion]:
    """What waits for a decision first, then what was decided, the newest first."""
    return OpenQuestion.objects.order_by(F("decided_at").desc(nulls_first=True), "-asked_at")


def content(found: Release, form: Format) -> bytes | None:
    """The bytes of a download, None when this release has none in that format."""
    if form.slug == "json":
        return canonical(found.data)
    stored = File.objects.filter(release=found, format=form.slug).values_list("content", flat=True).first()
    return None if stored is None else bytes(stored)


def file_of(found: Release | None, name: str, ending: str) -> tuple[Format | None, bytes]:
    """The format and the bytes of a download by its name; (None, b"") when there is none."""
    form = format_named(found.report, name, ending) if found else None
    kept = content(found, form) if found and form else None
    return (form, kept) if kept is not None else (None, b"")


def reason_of(user_id: UUID, found: Release, today: date) -> str:
    """Why this person takes files of the release today, a code; "" when they have not been asked yet."""
    began = datetime.combine(today, time(), tzinfo=LONDON)
    said = Access.objects.filter(actor_id=user_id, what=WHY, case_ids=[found.pk], at__gte=began)
    return said.order_by("-at").values_list("reason", flat=True).first() or ""


def other_periods(found: Release) -> list[tuple[str, str]]:
    """(id, period in words) of releases of the same report for other periods as long, the newest first."""
    same = Release.objects.filter(report=found.report).exclude(pk=found.pk).order_by("-period")
    long = len(found.period)
    return [(str(pk), periods.words(period)) for pk, period in same.values_list("pk", "period") if len(period) == long]


def other_period(found: Release, other_id: str) -> Release | None:
    """One of `other_periods`, by the id that somebody sent; None for anything else."""
    return release(UUID(other_id)) if other_id in dict(other_periods(found)) else None


def published() -> Release | None:
    """The latest equality report, when the scheme's settings make it public; None otherwise."""
    if not settings.PUBLIC_REPORT:
        return None
    return Release.objects.filter(report="equality").order_by("-released_at").first()


def downloads(found: Release) -> list[Download]:
    """The files of a release, and its data."""
    files = File.objects.filter(release=found).annotate(size=Length("content"))
    kept = {name: (size, digest) for name, size, digest in files.values_list("format", "size", "sha256")}
    kept["json"] = (len(canonical(found.data)), found.sha256)
    forms = [form for slug, form in FORMATS.items() if slug in kept]
    return [Download(form, f"{found.report}{form.suffix}", *kept[form.slug]) for form in forms]
