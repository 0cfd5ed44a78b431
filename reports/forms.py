"""What a commissioner chooses. There are no dates and no filters: a period is closed as a whole or not at all."""

import uuid
from datetime import date
from typing import Any

from django import forms

from equality.disclosure import periods, tables
from equality.disclosure.dimensions import DIMENSIONS
from equality.disclosure.division import Dimension
from reports.actions.asking import closed_periods, periods_from
from reports.actions.giving import Figure
from reports.catalogue import REPORTS
from walls.forms import Choice, Confirm, LongText, PageForm, Pick, Text, Whole
from walls.moments import DateBoxes


class NewReport(PageForm):
    """A report, and one period from those that are closed."""

    report = Choice(
        label="Which report?",
        called="the report",
        choices=[(kind.slug, kind.title) for kind in REPORTS.values()],
        hints={kind.slug: kind.what for kind in REPORTS.values()},
        initial="equality",
    )
    period = Pick(
        label="Which period?",
        called="the period",
        help_text="A period closes 28 days after its last day, so that late records are counted in it.",
        choices=(),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(period, _words(period)) for period in closed_periods(today)]
        self.fields["period"].choices = [("", "Choose a period"), *named]  # type: ignore[attr-defined]


def _words(period: str) -> str:
    return f"{period}, the whole year" if periods.is_year(period) else periods.words(period)


class PostedForm(PageForm):
    """Carries an id, so that sending it twice does it once."""

    posted = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), "This page was incomplete. Open it again."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posted"].initial = uuid.uuid4()


class ErratumForm(PostedForm):
    text = LongText(
        label="What should readers know?",
        called="what readers should know",
        max_length=2000,
        help_text="Plain sentences. No number of people, no name, nothing about one person. Years may stay.",
    )
    sure = Confirm(
        label="It holds no figure and nothing about a person",
        missing="Read it once more, then tick the box",
    )


class StrikeForm(PageForm):
    why = Text(label="Why is this entry wrong?", called="why the entry is wrong", max_length=500, width="")


class DecisionForm(PageForm):
    """What the check could not decide."""

    agreed = Choice(
        label="What do you decide?",
        called="what you decide",
        choices=[("yes", "Release it"), ("no", "Do not release it")],
        hints={
            "yes": "You are sure that nobody can be recognised, although the check is not.",
            "no": "Nothing is released. A longer period may have a report.",
        },
    )
    reason = LongText(
        label="Why?",
        called="why",
        max_length=2000,
        help_text="It is kept with your name beside the report of the check. No name of a person, no exact figure.",
    )


def cells() -> dict[str, list[tuple[str, Any]]]:
    """attribute → what a figure may be limited to by it: every category of every table there is, under its division.

    Read from the whitelist of disclosure control, so that a new division appears by itself.
    """
    return {attribute: [_group(one, held) for one in held] for attribute, held in tables.divisions().items()}


def _group(dimension: Dimension, others: list[Dimension]) -> tuple[str, Any]:
    alike = [one for one in others if one.label == dimension.label]
    label = dimension.label if len(alike) == 1 else f"{dimension.label}, in {len(dimension.categories)}"
    return label, [(f"{dimension.name}:{code}", words) for code, words in dimension.categories]


class GivenForm(PostedForm):
    """An exact figure that somebody was given: what, to whom, and which cell of which period it is."""

    what = Text(
        label="What was it given in?",
        called="what it was given in",
        max_length=200,
        width="",
        help_text="For example: answer to a request under the Freedom of Information Act. No name of a person who was referred.",
    )
    to_whom = Text(
        label="To whom?",
        called="to whom it was given",
        max_length=200,
        width="",
        help_text="An organisation or “the public”.",
    )
    given_on = DateBoxes(label="When?", called="the date", past=True)
    period = Pick(label="Which period does it count?", called="the period", choices=())
    population = Choice(
        label="Whom does it count?",
        called="whom it counts",
        choices=[("entered", "People whose referral came in"), ("ended", "People whose referral ended")],
    )
    value = Whole(
        label="The exact figure",
        called="the figure",
        min_value=0,
        max_value=1_000_000,
        help_text="Only the check ever reads it. No page shows it again.",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(period, _words(period)) for period in periods_from(today.year)]
        self.fields["period"].choices = [("", "Choose a period"), *named]  # type: ignore[attr-defined]
        self.limits = cells()
        for attribute, groups in self.limits.items():
            field = Pick(label=groups[0][0].partition(", in ")[0], required=False)
            field.choices = [("", "All"), *groups]
            self.fields[attribute] = field

    @property
    def parts(self) -> list[Any]:
        """The fields that say which cell it is."""
        return [self[name] for name in self.limits]

    def figure(self) -> Figure:
        """What a valid form says."""
        data = self.cleaned_data
        chosen = [data[name].split(":") for name in self.limits if data[name]]
        return Figure(
            what=data["what"], to_whom=data["to_whom"], given_on=data["given_on"], period=data["period"],
            population=data["population"], where=dict(chosen), value=data["value"],
        )  # fmt: skip


def cell_words(where: dict[str, str]) -> str:
    """A cell as people say it: "Swale, Women, Outcome: Security only"; "Everybody" for the whole."""
    return ", ".join(_cell(DIMENSIONS[name], code) for name, code in where.items() if name in DIMENSIONS) or "Everybody"


def _cell(dimension: Dimension, code: str) -> str:
    label = dict(dimension.categories).get(code, code)
    return label if dimension.identifying else f"{dimension.label}: {label}"


class Why(PageForm):
    """What a file is taken for; kept as a code in the record of readings."""

    reason = Choice(
        label="What do you need this report for?",
        called="what you need it for",
        heading=True,
        choices=(
            ("meeting", "A meeting, a committee or a board"),
            ("commissioning", "Commissioning or contract management"),
            ("statutory", "A statutory return or a needs assessment"),
            ("request", "An answer to a request for information"),
            ("check", "Checking the figures"),
            ("other", "Something else"),
        ),
    )


class CompareWith(PageForm):
    """Another period of the same report."""

    other = Pick(label="Compare with", called="the period to compare with")

    def __init__(self, periods: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = [("", "Choose a period"), *periods]  # type: ignore[attr-defined]
