"""The public form's questions on one page, for whoever answers the phone. Which questions there are, their words and
their rules all come from intake_pages; here stands only how they are laid out together.
"""

from dataclasses import dataclass
from typing import Any

from referrals.choices import Heard, Means, Property, RiskLevel, RiskTool, Safe, Tenure, YesNoUnsure
from referrals.forms.intake import QuestionForm, Typed, spoken
from referrals.forms.intake_pages import PAGES, PARTS, Page
from referrals.forms.intake_progress import Progress
from walls.forms import LongText, PageForm

NOTES = "notes"
# Known without asking: who hears the consent, and how. The advice is read out where the answers ask for it.
UNASKED = ("agreed", "advice")
# A caller has no page in front of them, and whoever takes the call must not hear the answers.
EQUALITY_LATER = "A support worker brings {them} a page for that later, which nobody here sees. Each can be left out."
# Answers with which every page applies that can apply on a route.
EVERYTHING: dict[str, Any] = {
    "means": list(Means), "phone_safe": Safe.YES, "others": True, "tenure": Tenure.PRIVATE,
    "property_type": Property.FLAT, "previous_measures": YesNoUnsure.YES, "risk_tool": RiskTool.DASH,
    "risk_level": RiskLevel.HIGH,
}  # fmt: skip
# When a page counts that does not always.
COUNTS = {
    "phone": "Only if there is a phone number.",
    "phone-how": "Only if it is safe to call.",
    "email": "Only if there is an email address.",
    "post": "Only if we may write letters.",
    "ages": "Only if somebody else lives in the home.",
    "permission": "Only if the home is rented, rent free or something else.",
    "floor": "Only for a flat, a bedsit, a shared house or something else.",
    "earlier-what": "Only if measures have been fitted before.",
    "risk": "Only if the risk was assessed.",
    "marac": "Only if the risk is high.",
}


class NotesForm(PageForm):
    """For the worker alone: it does not become part of the referral, and is destroyed when that is sent."""

    notes = LongText(
        label="Notes to yourself",
        required=False,
        rows=3,
        max_length=4000,
        help_text="For example when to call back. Only you see them. They are deleted when you send the referral.",
    )


@dataclass(frozen=True)
class Section:
    """One page of the public form, drawn on the long page. `counts`: when its answers count, "" for always."""

    page: Page
    form: QuestionForm
    title: str
    words: list[str]
    counts: str


@dataclass(frozen=True)
class Part:
    """One of the five parts. `done`: all of its pages that count are answered."""

    number: int
    title: str
    done: bool
    sections: list[Section]


def pages_on(route: str) -> list[Page]:
    """Every page that may be asked on this route, in order."""
    asked = EVERYTHING | {"route": route}
    return [page for page in PAGES if page.slug not in UNASKED and page.applies(asked)]


def completed(typed: dict[str, Typed], name: str) -> dict[str, Typed]:
    """With what nobody needs to ask. A number or address that was typed is a way of making contact, ticked or not."""
    ticked = typed.get("means", {}).get("means", [])
    ways = [way.value for way in Means if way in ticked or any(typed.get(way.value, {}).get(f"{way.value}_value", []))]
    agreed = {"given_how": [Heard.PHONE.value], "taken_by": [name]}
    return typed | {"means": {"means": ways} if ways else {}, "agreed": agreed, "advice": {}}


def parts_of(progress: Progress, typed: dict[str, Typed], *, wrong: bool) -> list[Part]:
    """The long page. `wrong`: say what is wrong; otherwise what was typed is shown as it stands."""
    sections = [_section(page, progress, typed.get(page.slug), wrong=wrong) for page in pages_on(progress.route)]
    return [
        Part(
            number=number,
            title=title,
            done=all(stop.done for stop in progress.in_part(number)),
            sections=[one for one in sections if one.page.part_for(progress.route) == number],
        )
        for number, title in enumerate(PARTS[progress.route], 1)
    ]


def _section(page: Page, progress: Progress, boxes: Typed | None, *, wrong: bool) -> Section:
    form = page.form(_fresh(page, boxes), answers=_open(progress))
    for field in form.fields.values():
        field.heading = False  # type: ignore[attr-defined]  # the long page has a heading of its own
    if page.slug == "equality":
        form.fields["equality"].widget.hints["yes"] = spoken(EQUALITY_LATER, progress.route)
    stop = progress.stop(page.slug)
    form.silenced()
    if wrong and stop and not stop.done:
        form._errors = stop.form.errors
    return Section(
        page, form, page.title_for(progress.route), page.words_for(progress.route), COUNTS.get(page.slug, "")
    )


def _open(progress: Progress) -> dict[str, Any]:
    """Answers that leave out no box of a page: what they would rule out may still be typed on the same page."""
    answers = {name: value for name, value in progress.answers.items() if name != "risk_tool"}
    return answers | {"child_ages": answers.get("child_ages") or [0]}


def _fresh(page: Page, boxes: Typed | None) -> Typed | None:
    """The tick below a notice that has changed since is no tick below the new one."""
    if page.slug != "notice" or boxes is None:
        return boxes
    shown = page.form(None, answers={"route": ""}).seen  # type: ignore[attr-defined]
    return boxes if boxes.get("notice_version") == [shown] else {"notice_version": boxes.get("notice_version", [])}
