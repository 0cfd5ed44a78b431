"""Correcting a referral, one section at a time. The questions are those of the form that people fill in (intake_pages);
here stands only which of them belong together, and what they say today.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from referrals import policies
from referrals.actions.amending import ADJUSTMENTS, NEEDS, WAYS
from referrals.choices import HEARD_BY_US, ConsentUse, Correction, Means, RiskLevel, Route
from referrals.facts import OF_PHONES, REACHED_AT, in_words
from referrals.forms.decisions import DecisionForm
from referrals.forms.intake import Answers, QuestionForm, boxes_of
from referrals.forms.intake_happening import NOT_ASSESSED
from referrals.forms.intake_pages import BY_SLUG, Page
from referrals.forms.intake_phone import COUNTS
from referrals.forms.intake_result import NEEDS as NEED_NAMES
from referrals.forms.intake_result import fields_of
from referrals.intake import PERSON_FIELDS
from referrals.models import ContactPoint, Referral
from referrals.register import label_of
from walls.forms import Choice, LongText, rename
from walls.moments import DateBoxes


@dataclass(frozen=True)
class Section:
    """Pages of the form that are corrected together. means: of the number or address that they are about."""

    slug: str
    title: str
    pages: tuple[str, ...]
    means: str = ""

    def pages_for(self, referral: Referral) -> list[Page]:
        """Who refers is asked in the words of their route; everything else is asked about the person."""
        found = [BY_SLUG[slug] for slug in self.pages]
        return [page for page in found if page.part != 1 or page.applies({"route": referral.route})]


SECTIONS = {
    one.slug: one
    for one in (
        Section("person", "The person", ("name", "about")),
        Section("language", "Language", ("language",)),
        Section("adjustments", "Sign language and Relay UK", ("adjustments",)),
        Section("phone", "Safe contact: phone", ("phone", "phone-how"), Means.PHONE),
        Section("email", "Safe contact: email", ("email",), Means.EMAIL),
        Section("post", "Safe contact: letters", ("post",), Means.POST),
        Section("home", "The home", ("address",)),
        Section("household", "The household", ("household", "ages")),
        Section("tenure", "Owned or rented", ("tenure", "permission")),
        Section("property", "Kind of home", ("property", "floor")),
        Section("measures", "Measures before", ("earlier", "earlier-what")),
        Section("staying", "Staying in the home", ("eligibility",)),
        Section("happening", "What is happening", ("circumstances",)),
        Section("risk", "The risk", ("tool", "risk", "marac")),
        Section("help", "What help is wanted", ("help",)),
        Section("referrer", "The referrer", ("referrer", "authority")),
    )
}


class CorrectionForm(DecisionForm):
    """Beside the questions: why they are answered anew."""

    kind = Choice(label="Was it wrong, or has it changed?", called="whether it was wrong or has changed",
                  choices=Correction.choices)  # fmt: skip
    reason = LongText(
        label="How do you know?", called="how you know", rows=3, max_length=2000,
        help_text="Who said it, and when. It stands in the history with what stood before.",
    )  # fmt: skip
    confirmed = LongText(
        label="How do you know that this way is safe?", called="how you know that this way is safe", rows=3,
        max_length=2000, required=False,
        help_text="Needed when a number or address becomes safe to use, or when a safe one changes: who said so, and how "
        "you made sure that it was them.",
    )  # fmt: skip

    how = Choice(
        label="How did the person say so?", called="how the person said so", required=False,
        choices=HEARD_BY_US,
        help_text="Needed with the first of them, and when none is needed any more: their explicit consent is recorded, or taken back.",
    )  # fmt: skip


def answers_of(referral: Referral, points: Iterable[ContactPoint]) -> dict[str, Any]:
    """What the form's questions would have been answered with, by the names of its fields."""
    said: dict[str, Any] = {name: getattr(referral, name) for name in PERSON_FIELDS}
    said |= {
        "route": Route.PROFESSIONAL.value,
        "interpreter": {"yes": True, "no": False}.get(referral.interpreter or ""),
        "others": bool(referral.adult_ages or referral.child_ages),
        "needs": [need for need, name in NEED_NAMES.items() if getattr(referral, name)],
        "risk_tool": referral.risk_tool or NOT_ASSESSED,
        "adjustments": [name for name in ADJUSTMENTS if getattr(referral, name)],
        "adjustments_consent": referral.consents.filter(use=ConsentUse.RELAY_UK, withdrawn_at=None).exists(),
    }
    for point in points:
        said |= {f"{point.means}_{name}": getattr(point, name) for name in WAYS}
        if point.means == Means.POST:
            home = point.value == policies.letters_home(referral.address, referral.postcode)
            said |= {"post_to": "home" if home else "other", "post_value": "" if home else point.value}
    return said


@dataclass
class Asked:
    """One page of questions as it is drawn. counts: when its answers count, "" for always. valid: they do, and fit."""

    page: Page
    form: QuestionForm
    counts: str
    valid: bool


class Corrections:
    """The questions of one section, filled with what stands now or with what was typed."""

    def __init__(self, section: Section, referral: Referral, typed: QueryDict | None) -> None:
        self.section, self.referral, self.typed = section, referral, typed
        points = referral.contact_points.select_related("key")
        self.before = answers_of(referral, points)
        self.said: dict[str, Any] = {}
        self.left_out: list[Page] = []
        self.asked = [self._asked(page) for page in section.pages_for(referral)]

    @property
    def valid(self) -> bool:
        return all(one.valid for one in self.asked)

    def _asked(self, page: Page) -> Asked:
        now = self.before | self.said
        applies = page.part == 1 or page.slug == "marac" or page.applies(now | {"means": list(Means)})
        if self.typed is None:
            now.pop("risk_tool")  # its answer would take boxes away that may be wanted
        form = page.form(self._boxes(page), answers=now, initial=_initial(page, self.before))
        _for_the_desk(page, form, now, self.referral.route)
        if self.typed is None:
            return Asked(page, form, self._counts(page), True)
        if not applies:
            form.silenced()
            self.left_out.append(page)
        elif form.is_valid():
            self.said |= form.said()
        return Asked(page, form, self._counts(page), not applies or not form.errors)

    def _counts(self, page: Page) -> str:
        """The first page of a section always counts: somebody has come to answer it."""
        return COUNTS.get(page.slug, "") if page.slug != self.section.pages[0] else ""

    def _boxes(self, page: Page) -> dict[str, list[str]] | None:
        return (
            None
            if self.typed is None
            else {box: self.typed.getlist(box) for box in boxes_of(page.form) if box in self.typed}
        )

    def answers(self) -> dict[str, Any]:
        """For the action. Questions that do not count any more have no answer any more."""
        gone = {
            name: _nothing(name) for page in self.left_out for name in page.form.base_fields if name in PERSON_FIELDS
        }
        if "adjustments" in self.said:
            gone |= dict.fromkeys(ADJUSTMENTS, "")
        if self.said.get("others") is False:
            gone |= {"child_ages": [], "adult_ages": []}
        return gone | fields_of(self.said)

    def ways(self) -> dict[str, dict[str, str]]:
        """For the action: means → what was said of it."""
        means = self.section.means
        given = {name: self.said[f"{means}_{name}"] for name in WAYS if f"{means}_{name}" in self.said}
        if self.said.get("post_to") == "home":
            given["value"] = policies.letters_home(self.referral.address, self.referral.postcode)
        return {means: given} if means else {}


def _nothing(name: str) -> Any:
    return [] if name in {"child_ages", "adult_ages"} else ""


def _initial(page: Page, before: Answers) -> dict[str, Any]:
    found = {name: before[name] for name in page.form.base_fields if name in before}
    dates = [name for name in found if isinstance(page.form.base_fields[name], DateBoxes)]
    return found | {name: datetime.date.fromisoformat(found[name]) if found[name] else None for name in dates}


def _for_the_desk(page: Page, form: QuestionForm, now: Mapping[str, Any], route: str) -> None:
    """The same questions on a page that has a heading, and asks a worker and not the referrer, who came by this route."""
    form.fields.pop("authority", None)
    for name, field in form.fields.items():
        field.heading = False  # type: ignore[attr-defined]
        if page.part == 1:
            field.help_text = ""
            rename(field, label_of(f"referral.{name}", route))
    if "marac" in form.fields:
        form.fields["marac"].required = now.get("risk_level") == RiskLevel.HIGH


def standing(section: Section, referral: Referral) -> list[dict[str, Any]]:
    """What stands now, as rows of a summary list."""
    point = next((p for p in referral.contact_points.select_related("key") if p.means == section.means), None)
    if section.means and point is None:
        return [{"key": REACHED_AT[Means(section.means)], "value": "None is known"}]
    ways = [name for name in WAYS if section.means == Means.PHONE or name not in OF_PHONES]
    model, row = ("contact_point", point) if point else ("referral", referral)
    return [
        {"key": _called(f"{model}.{name}", section, referral.route), "value": in_words(name, getattr(row, name))}
        for name in (ways if point else _names(section, referral))
    ]


def _called(name: str, section: Section, route: str) -> str:
    return (
        REACHED_AT[Means(section.means)] if name == "contact_point.value" and section.means else label_of(name, route)
    )


def _names(section: Section, referral: Referral) -> list[str]:
    asked = [name for page in section.pages_for(referral) for name in page.form.base_fields]
    return [
        *(name for name in asked if name in PERSON_FIELDS),
        *(NEEDS if "needs" in asked else ()),
        *(ADJUSTMENTS if "adjustments" in asked else ()),
    ]
