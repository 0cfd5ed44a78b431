"""The reports there are, and how the tables of each are ordered into chapters."""

from dataclasses import dataclass
from typing import Any, Final

from equality.codes import KINDS

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
    """One kind of report. `name` as it stands inside a sentence. `tables`: ids, or none for all that are no other's."""

    slug: str
    title: str
    name: str
    what: str
    tables: frozenset[str] = frozenset()

    def has(self, table: str) -> bool:
        """Whether the table of that id stands in this report."""
        return table in self.tables if self.tables else not _names(table) & (WORK_DIMS | WAIT_DIMS | SPECIAL)


def _names(table: str) -> set[str]:
    return set(table.partition(".")[2].split("-by-"))


KIND_DIMS: Final = tuple(f"kind_{kind}" for kind, _ in KINDS)
WORK_DIMS: Final = frozenset({"stage", "spend", "fitted", *KIND_DIMS})
CLOCK_DIMS: Final = ("first_look", "triage", "acceptance", "visit", "installation")
WAIT_DIMS: Final = frozenset({*CLOCK_DIMS, "wait", "sent", "taken"})
SPECIAL: Final = frozenset({"help", "ending"})
HELPED: Final = ("gender", "age_broad", "ethnicity_broad", "disability", "condition", "children")

REPORTS: Final[dict[str, Report]] = {
    "equality": Report(
        "equality",
        "Equality report",
        "equality report",
        "Who was referred to SAFER, who they are by gender, age, ethnic group, disability, co-occurring condition, "
        "children and district, and how their referrals ended.",
    ),
    "service": Report(
        "service",
        "Service report",
        "service report",
        "How many people were referred, how long they waited, how far their referrals came, which security measures "
        "were fitted and what they cost, and how and why referrals ended.",
        frozenset({
            "entered.district", "entered.area", "ended.outcome", "ended.ending", "ended.wait", "ended.stage",
            "ended.stage-by-outcome", "ended.spend", *(f"ended.{name}" for name in (*CLOCK_DIMS, *KIND_DIMS)),
        }),
    ),
    "part4": Report(
        "part4",
        "Domestic Abuse Act Part 4 return",
        "Domestic Abuse Act Part 4 return",
        "Who was supported: women, men, and homes with children, with the characteristics that SAFER asks about; who "
        "could not be supported, and why; and why support ended.",
        frozenset({"ended.help", "ended.ending", *(f"ended.{name}-by-help" for name in HELPED)}),
    ),
}  # fmt: skip

WHO = Chapter("who", "Who was referred", "People whose referral came in during this period.")
WHERE = Chapter("where", "Where people live", "People whose referral came in during this period, by where they live.")
ENDED = Chapter("ended", "How referrals ended", "People whose referral ended during this period, whenever it came in.")
WAITS = Chapter(
    "waits", "How long people waited",
    "People whose referral ended during this period, and whether each step was taken before its clock ran out. What each "
    "clock allows stands under “How the figures are protected”.",
)  # fmt: skip
WORK = Chapter(
    "work", "What was done",
    "People whose referral ended during this period, by how far it came, the measures fitted in their homes, and the "
    "cost of all measures for one person.",
)  # fmt: skip
SUPPORTED = Chapter(
    "supported", "Who was supported",
    "People whose referral ended during this period. Supported: security, support or both were completed. Unable to "
    "support: the referral was declined.",
)  # fmt: skip
TOGETHER = Chapter(
    "together", "Who was referred: two things together", "People whose referral came in, divided in two ways at once."
)
ENDED_TOGETHER = Chapter(
    "ended-together", "How referrals ended: two things together", "People whose referral ended, divided in two ways."
)
CHAPTERS: Final = (SUPPORTED, WHO, WHERE, WAITS, WORK, ENDED, TOGETHER, ENDED_TOGETHER)
# The order inside a chapter, by the first dimension of a table; those that are not named come last.
ORDER: Final = (
    "help", "outcome", "ending", "first_look", "triage", "wait", "acceptance", "visit", "installation", "stage", "gender", "age_broad", "age", "ethnicity_broad",
    "ethnicity", "ethnicity_guarded", "disability", "condition", "children", "area", "district", *KIND_DIMS, "spend",
)  # fmt: skip


def chapter_of(table: dict[str, Any]) -> Chapter:
    """Where a table of the JSON stands in a report."""
    names = {dimension["name"] for dimension in table["dimensions"]}
    for chapter, own in ((SUPPORTED, {"help"}), (WAITS, WAIT_DIMS), (WORK, WORK_DIMS)):
        if names & own:
            return chapter
    ended = table["id"].startswith("ended.")
    if len(names) == 1:
        return ENDED if ended else WHERE if names <= PLACES else WHO
    return ENDED_TOGETHER if ended else TOGETHER


def place_of(table: dict[str, Any]) -> tuple[int, ...]:
    """Sorts tables in reading order: by chapter, then by what they divide people by."""
    inside = (ORDER.index(d["name"]) if d["name"] in ORDER else len(ORDER) for d in table["dimensions"])
    return (CHAPTERS.index(chapter_of(table)), *inside)
