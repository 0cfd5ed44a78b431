"""Where somebody stands in the form: which pages apply, which are answered, and what the answers say so far."""

from dataclasses import dataclass, field
from typing import Any

from referrals.forms.intake import QuestionForm, Typed
from referrals.forms.intake_pages import PAGES, PARTS, Page

DONE, STARTED, TO_DO = "Done", "Not finished", "To do"
COLOURS = {DONE: "green", STARTED: "yellow", TO_DO: "blue"}


@dataclass(frozen=True)
class Stop:
    """One page that applies, with its form as it stands. `done`: answered and valid. `touched`: shown and left before."""

    page: Page
    form: QuestionForm
    done: bool
    touched: bool


@dataclass
class Progress:
    """The whole way for these answers. `answers` says what valid pages say, by field name."""

    route: str
    answers: dict[str, Any]
    stops: list[Stop] = field(default_factory=list)

    def stop(self, slug: str) -> Stop | None:
        return next((stop for stop in self.stops if stop.page.slug == slug), None)

    @property
    def first_open(self) -> Stop | None:
        return next((stop for stop in self.stops if not stop.done), None)

    @property
    def complete(self) -> bool:
        return self.first_open is None

    def in_part(self, part: int) -> list[Stop]:
        return [stop for stop in self.stops if stop.page.part_for(self.route) == part]

    def beside(self, stop: Stop, step: int) -> Stop | None:
        """The page before (-1) or after (1) in the same part, None at its ends."""
        part = self.in_part(stop.page.part_for(self.route))
        place = part.index(stop) + step
        return part[place] if 0 <= place < len(part) else None

    def parts(self) -> list[dict[str, Any]]:
        """The five parts for the task list: label, status, and where to go on."""
        return [self._part(number, label) for number, label in enumerate(PARTS[self.route], 1)]

    def _part(self, number: int, label: str) -> dict[str, Any]:
        stops = self.in_part(number)
        todo = next((stop for stop in stops if not stop.done), None)
        status = DONE if todo is None else STARTED if any(stop.touched for stop in stops) else TO_DO
        target = (todo or stops[0]).page.slug
        return {
            "title": label, "status": status, "colour": COLOURS[status], "name": "go", "button": f"page:{target}",
            "done": todo is None,
        }  # fmt: skip


def follow(route: str, typed: dict[str, Typed]) -> Progress:
    """Walk the pages in order; a page knows the answers of those before it."""
    progress = Progress(route=route, answers={"route": route})
    for page in PAGES:
        if not page.applies(progress.answers):
            continue
        here = typed.get(page.slug)
        form = page.form(here, answers=dict(progress.answers))
        done = here is not None and form.is_valid()
        if done:
            progress.answers |= form.said()
        progress.stops.append(Stop(page, form, done, here is not None))
    return progress
