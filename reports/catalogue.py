"""The reports there are, and how the tables of each are ordered into chapters."""

from dataclasses import dataclass
from typing import Any, Final

PLACES: Final = frozenset({"district", "area"})


@dataclass(frozen=True)
class Chapter:
    """One part of a report; `words` say who is counted in it."""

    id: str
    title: str
    words: str


@dataclass(frozen=True)
class Format:
    """One kind of download. Its name is the report's, `suffix`, a dot and `ending`."""

    slug: str
    label: str
    what: str
    ending: str
    content_type: str
    suffix: str = ""


_FORMATS = (
    Format("pdf", "PDF", "A4, tagged for screen readers", "pdf", "application/pdf"),
    Format("large", "Large print PDF", "18 point, one column", "pdf", "application/pdf", "-large-print"),
    Format(
        "ods", "Spreadsheet (ODS)", "Every table on a sheet of its own", "ods",
        "application/vnd.oasis.opendocument.spreadsheet",
    ),
    Format("csv", "Spreadsheet (CSV)", "Every figure, one in a row", "csv", "text/csv; charset=utf-8"),
    Format("json", "Data (JSON)", "Every figure, for other programs", "json", "application/json"),
)  # fmt: skip
FORMATS: Final[dict[str, Format]] = {form.slug: form for form in _FORMATS}


def format_named(report: str, name: str, ending: str) -> Format | None:
    """The format of a download `name.ending` of this report; None for any other name."""
    return next((form for form in _FORMATS if (name, ending) == (f"{report}{form.suffix}", form.ending)), None)


@dataclass(frozen=True)
class Report:
    """One kind of report: what it is called and what it tells."""

    slug: str
    title: str
    what: str


REPORTS: Final[dict[str, Report]] = {
    "equality": Report(
        "equality",
        "Equality report",
        "Who was referred to SAFER, who they are by gender, age, ethnic group, disability, co-occurring condition, "
        "children and district, and how their referrals ended.",
    ),
}

WHO = Chapter("who", "Who was referred", "People whose referral came in during this period.")
WHERE = Chapter("where", "Where people live", "People whose referral came in during this period, by where they live.")
ENDED = Chapter("ended", "How referrals ended", "People whose referral ended during this period, whenever it came in.")
TOGETHER = Chapter(
    "together", "Who was referred: two things together", "People whose referral came in, divided in two ways at once."
)
ENDED_TOGETHER = Chapter(
    "ended-together", "How referrals ended: two things together", "People whose referral ended, divided in two ways."
)
CHAPTERS: Final = (WHO, WHERE, ENDED, TOGETHER, ENDED_TOGETHER)
# The order inside a chapter, by the first dimension of a table; those that are not named come last.
ORDER: Final = (
    "outcome", "gender", "age_broad", "age", "ethnicity_broad", "ethnicity", "ethnicity_guarded", "disability",
    "condition", "children", "area", "district",
)  # fmt: skip


def chapter_of(table: dict[str, Any]) -> Chapter:
    """Where a table of the JSON stands in a report."""
    names = {dimension["name"] for dimension in table["dimensions"]}
    ended = table["id"].startswith("ended.")
    if len(names) == 1:
        return ENDED if ended else WHERE if names <= PLACES else WHO
    return ENDED_TOGETHER if ended else TOGETHER


def place_of(table: dict[str, Any]) -> tuple[int, ...]:
    """Sorts tables in reading order: by chapter, then by what they divide people by."""
    inside = (ORDER.index(d["name"]) if d["name"] in ORDER else len(ORDER) for d in table["dimensions"])
    return (CHAPTERS.index(chapter_of(table)), *inside)
