"""What the pages of commissioners show: the first answer of each is a row that exists, or None."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models.functions import Length

from equality.disclosure import periods
from reports.catalogue import FORMATS, REPORTS, Format
from reports.models import File, Release, Run
from reports.sealing import canonical


@dataclass(frozen=True)
class OnShelf:
    """One line of the shelf."""

    release: Release
    title: str
    words: str


@dataclass(frozen=True)
class Download:
    """`name` without its ending; `size` in bytes; `sha256` of the file as it is downloaded."""

    form: Format
    name: str
    size: int
    sha256: str


def shelf() -> list[OnShelf]:
    """Everything that was released, the newest period first."""
    rows = Release.objects.defer("data", "gate").order_by("-period", "report")
    return [OnShelf(row, REPORTS[row.report].title, periods.words(row.period)) for row in rows]


def under_way() -> list[tuple[Run, str]]:
    """Requests that are not finished, the newest first, each with its period in words. At most ten."""
    rows = Run.objects.filter(state__in=["waiting", "working", "faulty"]).order_by("-asked_at")[:10]
    return [(row, periods.words(row.period)) for row in rows]


def run(run_id: UUID) -> Run | None:
    return Run.objects.filter(pk=run_id).first()


def release(release_id: UUID) -> Release | None:
    return Release.objects.filter(pk=release_id).first()


def released_id(report: str, period: str) -> UUID | None:
    return Release.objects.filter(report=report, period=period).values_list("pk", flat=True).first()


def content(found: Release, form: Format) -> bytes | None:
    """The bytes of a download, None when this release has none in that format."""
    if form.slug == "json":
        return canonical(found.data)
    stored = File.objects.filter(release=found, format=form.slug).values_list("content", flat=True).first()
    return None if stored is None else bytes(stored)


def downloads(found: Release) -> list[Download]:
    """The files of a release, and its data."""
    files = File.objects.filter(release=found).annotate(size=Length("content"))
    kept = {name: (size, digest) for name, size, digest in files.values_list("format", "size", "sha256")}
    kept["json"] = (len(canonical(found.data)), found.sha256)
    forms = [form for slug, form in FORMATS.items() if slug in kept]
    return [Download(form, f"{found.report}{form.suffix}", *kept[form.slug]) for form in forms]
