"""Controls that Django does not have. Their HTML is in templates/django/forms/widgets/."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

PARTS = ("day", "month", "year")


class Options:
    """Radios or checkboxes whose choices may have hints, a divider before one, and fields that one reveals.

    `revealed` (value → HTML of the field) is filled when the group is drawn, see config/renderer.py.
    """

    def dress(self, hints: Mapping[str, str], divider_before: str, alone: str, inline: bool) -> None:
        self.hints = hints
        self.divider_before = divider_before
        self.alone = alone
        self.inline = inline
        self.revealed: dict[str, str] = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """Each form has its own: what one person's page reveals must never be drawn into another's."""
        copied: Any = super().__deepcopy__(memo)  # type: ignore[misc]
        copied.revealed = {}
        return copied

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        key = str(value)
        option["hint"] = self.hints.get(key, "")
        option["divider"] = bool(key) and key in (self.divider_before, self.alone)
        option["reveal"] = self.revealed.get(key, "")
        if option["hint"]:
            option["attrs"]["aria-describedby"] = f"{option['attrs'].get('id', name)}_hint"
        return option

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)  # type: ignore[misc]
        context["widget"]["inline"] = self.inline
        return context


class Radios(Options, forms.RadioSelect):
    """One of several."""


class Boxes(Options, forms.CheckboxSelectMultiple):
    """Any of several."""


class DateParts(forms.Widget):
    """A date as three boxes. The value is a list of three strings when typed, a date when it comes from us.

    `faults`: the parts to mark as wrong, filled when the group is drawn.
    """

    template_name = "django/forms/widgets/date_parts.html"
    use_fieldset = True
    faults: frozenset[str] = frozenset()

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> list[str] | None:
        typed = [data.get(f"{name}_{part}") for part in PARTS]
        return None if typed == [None, None, None] else [part or "" for part in typed]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> bool:
        return all(f"{name}_{part}" not in data for part in PARTS)

    def id_for_label(self, id_: str) -> str:
        return ""  # the legend names the group; each box has a label of its own

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        id_ = context["widget"]["attrs"].get("id", f"id_{name}")
        context["widget"]["parts"] = [
            {"name": f"{name}_{part}", "id": f"{id_}_{part}", "label": part.capitalize(), "value": text}
            | {"width": 4 if part == "year" else 2, "wrong": part in self.faults}
            for part, text in zip(PARTS, parts_of(value), strict=True)
        ]
        return context


def parts_of(value: object) -> list[str]:
    """Day, month and year as text, from three typed strings, a date, an ISO string or nothing."""
    if isinstance(value, str) and value:
        value = datetime.date.fromisoformat(value[:10])
    if isinstance(value, datetime.date):
        return [str(value.day), str(value.month), str(value.year)]
    return [str(part) for part in value] if isinstance(value, list | tuple) else ["", "", ""]
