"""The sharing register: days, a reference, and what was told outside."""

import uuid
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import Http404

from accounts.actors import Actor
from referrals.access import registered
from referrals.choices import LegalBasis, Outside
from referrals.models import Registered
from referrals.register import HAPPENING, HOME, PERSON, REGISTER, RISK
from walls.forms import Choice, Choices, LongText, PageForm, Text
from walls.moments import DateBoxes

LONGEST = timedelta(days=366)
TELLABLE = ("referral", "contact_point", "contact_attempt", "letter", "step")
LIKELY = (PERSON, HOME, RISK, HAPPENING)  # what the police and the courts ask for: these parts come first
BEFORE = ("recipient", "to", "told_on", "basis")


class DaysForm(PageForm):
    """Sent by GET: two days say nothing about a person."""

    first = DateBoxes(label="From", called="the first day", past=True)
    last = DateBoxes(label="Until", called="the last day", past=True)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if isinstance(first, date) and isinstance(last, date) and not timedelta(0) <= last - first <= LONGEST:
            self.add_error("last", "The last day must be the first day or later, and within one year of it")
        return data


class CaseForm(PageForm):
    """One case by its reference; `reference` is then the case (Registered)."""

    reference = Text(
        label="Or one referral, by its reference", called="a reference", max_length=20, width=20, strip=True
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_reference(self) -> Registered:
        try:
            return registered(self.actor, str(self.cleaned_data["reference"]))
        except Http404:
            raise ValidationError(
                "There is no referral with this reference. Look whether it is typed as it stands."
            ) from None


class DiscloseForm(PageForm):
    """What may be told is the field register, section by section."""

    disclosure = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    recipient = Choice(label="Who was told?", called="who was told", choices=Outside.choices)
    to = Text(label="Who exactly, and their own reference", called="who exactly was told", max_length=300)
    told_on = DateBoxes(label="When?", called="the day", past=True)
    basis = Choice(label="On which legal basis?", called="the legal basis", choices=LegalBasis.choices)
    decided_by = Text(label="Who decided it?", called="who decided it", max_length=200)
    reason = LongText(
        label="Why, and why just this?", called="why it was told", rows=4,
        help_text="Also say what of the providers’ work was told, if anything.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (section, choices) in self.sections().items():
            self.fields[name] = Choices(label=section, called="what was told", choices=choices, required=False)
        self.order_fields([*BEFORE, *self.sections()])

    @staticmethod
    def sections() -> dict[str, tuple[str, list[tuple[str, str]]]]:
        """{name of the form's field: (section, its choices)}."""
        told = [field for field in REGISTER if field.on and field.model in TELLABLE]
        titles = dict.fromkeys((*LIKELY, *(field.section for field in told)))
        return {
            f"told_{number}": (title, [(field.name, field.label) for field in told if field.section == title])
            for number, title in enumerate(titles)
        }

    @property
    def before(self) -> list[BoundField]:
        """The questions before what was told."""
        return [self[name] for name in BEFORE]

    @property
    def parts(self) -> list[tuple[BoundField, bool]]:
        """What was told, by part of the referral, and whether that part stands open: the first, and those with ticks."""
        parts = [self[name] for name in self.sections()]
        return [(part, part is parts[0] or bool(part.value() or part.errors)) for part in parts]

    @property
    def after(self) -> list[BoundField]:
        return [self[name] for name in ("decided_by", "reason")]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        data["fields"] = [name for key in self.sections() for name in data.pop(key, ())]
        if not data["fields"] and not any(key in self.errors for key in self.sections()):
            self.add_error("told_0", "Select what was told")
        return data
