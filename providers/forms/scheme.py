"""Forms of the scheme administrator: coverage, signatures, capacity, closed days, measures."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.utils import timezone

from accounts.forms_people import Carrying
from referrals.choices import District, Element
from walls.forms import Choice, Choices, Pounds, Text, Whole
from walls.moments import DateBoxes

LAST = "Leave it empty when no end is known."


class CoverForm(Carrying):
    element = Choice(label="What does it do?", called="what it does", choices=Element.choices)
    districts = Choices(label="Where?", called="at least one district", choices=District.choices)
    from_date = DateBoxes(label="From", called="the first day")
    until = DateBoxes(label="Until", called="the last day", required=False, help_text=LAST)


class EndForm(Carrying):
    until = DateBoxes(label="Last day", called="the last day")


class SignForm(Carrying):
    signed_on = DateBoxes(label="Signed on", called="the day it was signed", past=True)
    document = Text(
        label="Document reference", called="the reference of the signed document", max_length=80,
        help_text="Where the signed agreement can be found, for example KMISA/2026/014.",
    )  # fmt: skip


class CapacityForm(Carrying):
    open_work = Whole(
        label="Open pieces of work it can hold", called="how many", min_value=0, max_value=9999,
        help_text="Triage sees it beside what is open now. Nothing is refused because of it.",
    )  # fmt: skip


class CloseForm(Carrying):
    from_date = DateBoxes(label="First day closed", called="the first day closed")
    until = DateBoxes(label="Last day closed", called="the last day closed")


class VersionForm(Carrying):
    """A measure anew. `seen`: the version that was shown."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=9999)
    name = Text(label="Name", called="the name", max_length=80)
    standard = Text(label="Standard", called="the standard", max_length=80, required=False)
    cost = Pounds(label="Usual cost, fitted", called="the usual cost", max_value=Decimal("100000"))

    def given(self) -> dict[str, Any]:
        """The arguments of the action."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "cost"}
        return said | {"guide_pence": int(self.cleaned_data["cost"] * 100)}


class NewMeasureForm(VersionForm):
    code = Text(
        label="Short name", called="the short name", max_length=40, validators=[validate_slug],
        help_text="Small letters and hyphens, for example window-locks. It stays the same in every version.",
    )  # fmt: skip

    field_order = ("code",)


def today() -> dict[str, Any]:
    """What a form that asks for a first or last day holds when it is opened."""
    day = timezone.localdate()
    return {"from_date": day, "until": day, "signed_on": day}
