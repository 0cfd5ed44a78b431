"""A form as systems see it: its fields as JSON Schema, and JSON as what a browser would have sent. So the form that checks
people's answers checks theirs, with the same words.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from walls.forms import Confirm, Email, Whole, YesNo
from walls.moments import DateBoxes
from walls.widgets import PARTS

Faults = dict[str, list[str]]
Typed = dict[str, list[str]]
WHOLE_FORM = "__all__"


def properties_of(fields: Mapping[str, forms.Field]) -> dict[str, Any]:
    """JSON Schema of each field that a person would see, by its name."""
    return {name: _schema(field) for name, field in fields.items() if not field.widget.is_hidden}


def required_of(fields: Mapping[str, forms.Field]) -> list[str]:
    """Names of those that must be there."""
    return [name for name, field in fields.items() if field.required and not field.widget.is_hidden]


def typed_from(fields: Mapping[str, forms.Field], said: Mapping[str, Any]) -> tuple[Typed, Faults]:
    """What a browser would send for these answers, and what is no answer to a field at all. Names of no field are left to
    the caller.
    """
    typed: Typed = {}
    faults: Faults = {}
    for name in said.keys() & fields.keys():
        try:
            typed |= _boxes(name, fields[name], said[name])
        except TypeError as fault:
            faults[name] = [f"This must be {fault}."]
    return typed, faults


def faults_of(form: forms.BaseForm) -> Faults:
    """What is wrong with a form, in its own words, by field."""
    return {name: [str(words) for words in errors] for name, errors in form.errors.items()}


def no_such(names: Iterable[str]) -> Faults:
    """The faults of names that no field has."""
    return {name: ["There is no such field here."] for name in sorted(names)}


def _schema(field: forms.Field) -> dict[str, Any]:
    words = {"title": str(field.label or "")} | ({"description": str(field.help_text)} if field.help_text else {})
    return _kind(field) | words


def _kind(field: forms.Field) -> dict[str, Any]:
    if isinstance(field, YesNo | Confirm):
        return {"type": "boolean"} | ({"const": True} if isinstance(field, Confirm) and field.required else {})
    if isinstance(field, Whole):
        limits = {"minimum": field.min_value, "maximum": field.max_value}
        return {"type": "integer"} | {name: limit for name, limit in limits.items() if limit is not None}
    if isinstance(field, forms.MultipleChoiceField):
        return {"type": "array", "items": _one_of(field)} | ({"minItems": 1} if field.required else {})
    if isinstance(field, forms.ChoiceField):
        return _one_of(field)
    if isinstance(field, DateBoxes):
        return {"type": "string", "format": "date"}
    more: dict[str, Any] = {"format": "email"} if isinstance(field, Email) else {}
    more |= {"minLength": 1, "pattern": r"\S"} if field.required else {}
    longest = getattr(field, "max_length", None)
    return {"type": "string"} | more | ({"maxLength": longest} if longest else {})


def _one_of(field: forms.ChoiceField) -> dict[str, Any]:
    """What is offered to everybody; without it the choices depend on the work, and the form knows them."""
    known = [str(value) for value, _ in list(field.choices) if value]  # type: ignore[arg-type]
    return {"type": "string"} | ({"enum": known} if known else {})


def _boxes(name: str, field: forms.Field, value: Any) -> Typed:
    """TypeError with the words for what it must be."""
    if isinstance(field, YesNo | Confirm):
        if not isinstance(value, bool):
            raise TypeError("true or false")
        if isinstance(field, Confirm):
            return {name: ["on"]} if value else {}
        return {name: ["yes" if value else "no"]}
    if isinstance(field, Whole):
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 10**9:
            raise TypeError("a whole number")
        return {name: [str(value)]}
    if isinstance(field, forms.MultipleChoiceField):
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise TypeError("a list of words")
        return {name: value}
    if not isinstance(value, str):
        raise TypeError("text")
    if isinstance(field, DateBoxes):
        return dict(zip((f"{name}_{part}" for part in PARTS), _parts(value), strict=True))
    return {name: [value]}


def _parts(value: str) -> list[list[str]]:
    try:
        day = datetime.datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no hour
    except ValueError:
        raise TypeError("a date like 2026-03-01") from None
    return [[str(day.day)], [str(day.month)], [f"{day.year:04}"]]
