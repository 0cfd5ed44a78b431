"""Form fields that every stage uses: one look, plain refusals, nothing typed altered.

All take `called` ("the person's name": what an error calls the answer) and `heading` (the label is the page's h1),
`one_of` (empty is fine when another answer is given: it does not call itself optional).
Names and free text come back byte for byte: no trimming, no normalising; NUL is refused because PostgreSQL cannot
hold it. `autocomplete` is "off" unless a field asks for a token, because devices are shared.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from walls.widgets import Boxes, Radios

Pairs = Iterable[tuple[str, str]]

POSTCODE = re.compile(r"(GIR0AA|[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2})")


class PageFormRules:
    """Put before forms.ModelForm; our words instead of the browser's."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"label_suffix": ""} | kwargs))


class PageForm(PageFormRules, forms.Form):
    """A form in the manner of the house."""


class Named:
    """What an answer is called in an error. Mixed into every field below, before Django's own field."""

    verb = "Enter"

    def __init__(
        self, *, called: str = "", heading: bool = False, one_of: bool = False, autocomplete: str = "off", **kwargs: Any
    ) -> None:
        label = str(kwargs.get("label") or "")
        plain = "" if label.endswith("?") else label[:1].lower() + label[1:]
        self.called = called or plain or "an answer"
        self.heading, self.one_of = heading, one_of
        self.autocomplete = autocomplete
        messages = {"required": f"{self.verb} {self.called}"} | self.messages() | (kwargs.pop("error_messages", {}))
        super().__init__(error_messages=messages, **kwargs)  # type: ignore[call-arg]

    @property
    def subject(self) -> str:
        """What a sentence about the answer begins with."""
        return "Your answer" if self.called == "an answer" else capfirst(self.called)

    def messages(self) -> dict[str, str]:
        """Error words by code, beyond "required"."""
        return {
            "null_characters_not_allowed": f"{self.subject} has a character that cannot be stored. Type it again",
            "invalid": f"{self.subject} is not in a form that we understand",
        }


def rename(field: forms.Field, label: str) -> None:
    """Another label, and errors that call the answer by it."""
    field.label = label
    if isinstance(field, Named):
        field.called = label[:1].lower() + label[1:]
        field.error_messages |= {"required": f"{field.verb} {field.called}"} | field.messages()


class Text(Named, forms.CharField):
    """One line, kept byte for byte. `width`: how many characters the box is wide (2 3 4 5 10 20), "" for full."""

    def __init__(self, *, max_length: int = 200, width: int | str = "", strip: bool = False, **kwargs: Any) -> None:
        self.width = width
        super().__init__(max_length=max_length, strip=strip, **kwargs)

    def messages(self) -> dict[str, str]:
        return super().messages() | {"max_length": f"{self.subject} must be %(limit_value)d characters or fewer"}

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text if text.strip() else ""

    def run_validators(self, value: str) -> None:
        """Browsers send a line break as two characters; people, and the counter on the page, see one."""
        super().run_validators(value.replace("\r\n", "\n"))


class LongText(Text):
    """Several lines, with a count of the characters left."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int = 4000, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.widget.attrs["rows"] = rows


class Email(Named, forms.EmailField):
    def __init__(self, **kwargs: Any) -> None:
        self.width = ""
        super().__init__(**({"max_length": 254} | kwargs))

    def messages(self) -> dict[str, str]:
        words = f"{self.subject} must look like name@example.org"
        return super().messages() | {"invalid": words, "max_length": f"{self.subject} must be 254 characters or fewer"}


class Phone(Text):
    """A number people dial: 7 to 15 digits, with spaces, brackets, dots, hyphens, a leading + and an extension."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"max_length": 40, "width": 20, "strip": True} | kwargs))

    def clean(self, value: Any) -> str:
        number: str = super().clean(value)
        base = re.split(r"(?i)\s*(?:ext\.?|x)\s*(?=[0-9]+$)", number)[0]
        digits = len(re.sub(r"[^0-9]", "", base))
        if number and (not re.fullmatch(r"\+?[0-9 ().\-]+", base) or not 7 <= digits <= 15):
            raise ValidationError(f"{self.subject} must be a phone number, like 01632 960 001", code="invalid")
        return number


class Postcode(Text):
    """A full UK postcode in any spacing or case; the value is written as "CT11 9XX"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"max_length": 12, "width": 10, "strip": True} | kwargs))

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        code = re.sub(r"[\s.\-]", "", typed).upper()
        if code and not POSTCODE.fullmatch(code):
            raise ValidationError(f"{self.subject} must be a full UK postcode, like CT11 9XX", code="invalid")
        return f"{code[:-3]} {code[-3:]}" if code else ""


class Chosen(Named):
    """A choice among given answers."""

    verb = "Select"

    def messages(self) -> dict[str, str]:
        words = f"{self.verb} {self.called} from the list"
        return super().messages() | {"invalid_choice": words, "invalid_list": words}


class Dressed(Chosen):
    """Choices with hints, a divider, and fields that they reveal: `reveals` = {value: name of the field}."""

    def __init__(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        divider_before: str = "",
        reveals: Mapping[str, str] | None = None,
        alone: str = "",
        inline: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.alone = alone
        self.reveals = dict(reveals or {})
        self.widget.dress(hints or {}, divider_before, alone, inline)  # type: ignore[attr-defined]


class Choice(Dressed, forms.ChoiceField):
    """One of several, as radios."""

    widget = Radios


class Choices(Dressed, forms.MultipleChoiceField):
    """Any of several, as checkboxes. `alone`: a choice that excludes the others ("none of these")."""

    widget = Boxes

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if self.alone and self.alone in value and len(value) > 1:
            word = dict(self.choices)[self.alone]  # type: ignore[arg-type]
            raise ValidationError(f"Select {self.called}, or select “{word}”, not both", code="alone")


class Pick(Chosen, forms.ChoiceField):
    """One of many, as a drop-down whose first line says `empty` ("All"), or "Choose"."""

    def __init__(self, *, choices: Pairs = (), empty: str = "", **kwargs: Any) -> None:
        super().__init__(choices=[("", empty), *choices], **kwargs)


class YesNo(Dressed, forms.TypedChoiceField):
    """Yes or no; True or False, None when optional and unanswered."""

    widget = Radios

    def __init__(self, **kwargs: Any) -> None:
        defaults = {"choices": [("yes", "Yes"), ("no", "No")], "empty_value": None, "inline": True}
        super().__init__(coerce=lambda value: value == "yes", **(defaults | kwargs))

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class YesNoUnknown(Choice):
    """ "yes", "no" or "unknown"; where safety is asked, unknown means: do not use."""

    def __init__(self, *, unknown: str = "I do not know", **kwargs: Any) -> None:
        super().__init__(**({"choices": [("yes", "Yes"), ("no", "No"), ("unknown", unknown)]} | kwargs))


class Confirm(Named, forms.BooleanField):
    """One checkbox that must be ticked, unless required=False. `missing`: what to say when it is not."""

    def __init__(self, *, missing: str = "", **kwargs: Any) -> None:
        words = {"required": missing} if missing else {}
        super().__init__(error_messages=words, **kwargs)


class Photo(Named, forms.FileField):
    """One photograph, from the camera of a phone or from its files. What it really is the action looks at."""

    verb = "Choose"
    widget = forms.FileInput(attrs={"class": "govuk-file-upload", "accept": "image/*", "capture": "environment"})

    def messages(self) -> dict[str, str]:
        words = f"{self.subject} is empty. Take it again"
        return super().messages() | {"empty": words, "missing": f"{self.verb} {self.called}"}


class Whole(Named, forms.IntegerField):
    """A whole number, typed without arrows that a mouse wheel turns by accident."""

    widget = forms.TextInput

    def __init__(self, *, suffix: str = "", **kwargs: Any) -> None:
        self.suffix, self.width = suffix, 4
        super().__init__(**kwargs)
        self.widget.attrs["inputmode"] = "numeric"

    def messages(self) -> dict[str, str]:
        return super().messages() | {
            "invalid": f"{self.subject} must be a whole number, like 3",
            "min_value": f"{self.subject} must be %(limit_value)d or more",
            "max_value": f"{self.subject} must be %(limit_value)d or fewer",
        }


class Pounds(Named, forms.DecimalField):
    """An amount in pounds and pence: £1,250.50 and 1250.5 are the same."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        self.prefix, self.width = "£", 10
        super().__init__(**({"max_digits": 9, "decimal_places": 2, "min_value": 0} | kwargs))
        self.widget.attrs["inputmode"] = "decimal"

    def messages(self) -> dict[str, str]:
        words = f"{self.subject} must be an amount in pounds, like 1,250.50"
        limits = {"min_value": f"{self.subject} must be £%(limit_value)s or more"}
        limits["max_value"] = f"{self.subject} must be £%(limit_value)s or less"
        codes = ("invalid", "max_digits", "max_decimal_places", "max_whole_digits")
        return super().messages() | limits | dict.fromkeys(codes, words)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        text = re.sub(r"[£,\s]", "", str(value or ""))
        if text and not re.fullmatch(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)", text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return Decimal(text) if text else None
