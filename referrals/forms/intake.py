"""What every question page of the public form has in common: it speaks to whoever answers, and it knows what was
answered before. The questions themselves: intake_you, intake_person, intake_contact, intake_home, intake_happening,
intake_consent. Their order and when they apply: intake_pages.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict

from referrals.choices import Route
from walls.forms import Named, PageForm
from walls.widgets import PARTS, DateParts

Typed = dict[str, list[str]]  # what was typed on one page, by the names of its boxes, as it came
Answers = Mapping[str, Any]  # what valid pages say, by the names of their fields; always with "route"

_ABOUT_SOMEBODY = {
    "they": "the person", "They": "The person", "them": "the person", "their": "the person’s", "Their": "The person’s",
    "is_": "Is the person", "does": "Does the person", "are": "is", "have": "has", "want": "wants", "live": "lives",
    "need": "needs", "agree": "agrees", "do": "does", "like": "likes", "themself": "themself",
}  # fmt: skip
_ABOUT_YOU = {
    "they": "you", "They": "You", "them": "you", "their": "your", "Their": "Your",
    "is_": "Are you", "does": "Do you", "are": "are", "have": "have", "want": "want", "live": "live",
    "need": "need", "agree": "agree", "do": "do", "like": "like", "themself": "yourself",
}  # fmt: skip


def spoken(words: str, route: str) -> str:
    """Our own words with {they}, {their} … said of "the person", or of "you" when people refer themselves."""
    return words.format_map(_ABOUT_YOU if route == Route.SELF else _ABOUT_SOMEBODY)


class QuestionForm(PageForm):
    """One page of questions. `answers`: the pages before it, and the route."""

    def __init__(self, typed: Typed | None, *, answers: Answers, **kwargs: Any) -> None:
        self.answers = answers
        super().__init__(None if typed is None else MultiValueDict(typed), **kwargs)
        for field in self.fields.values():
            _speak(field, self.route)
        self.prepare()

    @property
    def route(self) -> str:
        return str(self.answers.get("route", ""))

    def prepare(self) -> None:
        """Leave out what does not apply, fill in what is known. For subclasses."""

    @property
    def has_heading(self) -> bool:
        """Whether a field is the page's h1 already."""
        return any(getattr(field, "heading", False) for field in self.fields.values())

    def revealed(self) -> set[str]:
        """Names of fields that are drawn under a choice of another field."""
        return {name for field in self.fields.values() for name in getattr(field, "reveals", {}).values()}

    def shown(self) -> list[forms.BoundField]:
        """The fields to draw one after the other."""
        return [field for field in self.visible_fields() if field.name not in self.revealed()]

    def silenced(self) -> "QuestionForm":
        """Shows what was typed without saying yet what is wrong with it."""
        self._errors = ErrorDict(renderer=self.renderer)
        return self

    def said(self) -> dict[str, Any]:
        """The answers of a valid page, ready for JSON: dates as ISO text."""
        return {name: _plain(value) for name, value in self.cleaned_data.items()}


def boxes_of(form: type[QuestionForm]) -> list[str]:
    """The names of the boxes in which people type, a date's three included."""
    names: list[str] = []
    for name, field in form.base_fields.items():
        names += [f"{name}_{part}" for part in PARTS] if isinstance(field.widget, DateParts) else [name]
    return names


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _speak(field: forms.Field, route: str) -> None:
    """Every word of a field in the voice of the route. The field is this form's own copy."""
    field.label = spoken(str(field.label or ""), route)
    field.help_text = spoken(str(field.help_text or ""), route)
    field.error_messages = {code: spoken(str(words), route) for code, words in field.error_messages.items()}
    if isinstance(field, Named):
        field.called = spoken(field.called, route)
    if isinstance(field, forms.ChoiceField):
        pairs = cast("Iterable[tuple[str, str]]", field.choices)
        field.choices = [(value, spoken(str(words), route)) for value, words in pairs]
    if hasattr(field.widget, "hints"):
        field.widget.hints = {value: spoken(words, route) for value, words in field.widget.hints.items()}
