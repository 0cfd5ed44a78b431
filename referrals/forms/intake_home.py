"""Part 3: the home and the household (S1.10, S1.12–S1.15, S1.18). Ages only: nobody's name is asked."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from referrals.choices import District, Holder, Permission, Property, Tenure, YesNoUnsure
from referrals.forms.intake import QuestionForm
from walls.forms import Choice, LongText, Named, Pick, Postcode, Text, YesNo

MOST_PEOPLE = 20


class Ages(Named, forms.Field):
    """Ages in whole years as list[int], from "4, 9 and 11"; both ends of `between` are allowed."""

    widget = forms.TextInput

    def __init__(self, *, between: tuple[int, int], **kwargs: Any) -> None:
        self.low, self.high = between
        self.width = 20
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> list[int]:
        text = str(value or "").strip()
        found = [part for part in re.split(r"[\s,;&]+|\band\b", text) if part]
        if any(not re.fullmatch(r"[0-9]{1,3}", part, re.ASCII) for part in found):
            words = f"{self.subject} must be whole numbers with commas between them, like 4, 9. Leave out names"
            raise ValidationError(words, code="invalid")
        ages = [int(part) for part in found]
        if any(not self.low <= age <= self.high for age in ages):
            raise ValidationError(f"{self.subject} must be between {self.low} and {self.high}", code="range")
        if len(ages) > MOST_PEOPLE:
            raise ValidationError(f"{self.subject} must be {MOST_PEOPLE} or fewer", code="many")
        return ages

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value


class AddressForm(QuestionForm):
    address = LongText(
        label="Address",
        called="the address",
        rows=3,
        max_length=500,
        help_text="House number or name, street, and town. The security measures are fitted here.",
    )
    postcode = Postcode(label="Postcode", called="the postcode")
    district = Pick(
        label="District",
        called="the district",
        choices=District.choices,
        empty="Choose one",
        help_text="The council to which council tax is paid. SAFER covers these 12 districts of Kent.",
    )


class HouseholdForm(QuestionForm):
    """How many people, by age (S1.12, S1.13)."""

    others = YesNo(
        label="Does anybody else live in the home?", called="whether anybody else lives in the home", heading=True
    )


class AgesForm(QuestionForm):
    child_ages = Ages(
        label="Ages of the children (0 to 17)",
        called="the children’s ages",
        between=(0, 17),
        required=False,
        help_text="Whole years with commas between them, like 4, 9. For a baby write 0. Please leave out names.",
    )
    adult_ages = Ages(
        label="Ages of the other adults",
        called="the adults’ ages",
        between=(18, 120),
        required=False,
        help_text="Not counting {them}. If you do not know exactly, your best guess.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("child_ages") and not data.get("adult_ages"):
            self.add_error(
                "child_ages", "Enter the age of at least one person, or go back and say that nobody else lives there"
            )
        return data


class TenureForm(QuestionForm):
    tenure = Choice(
        label="Is the home owned or rented?",
        called="whether the home is owned or rented",
        choices=[
            (Tenure.OWN, "Owned outright"),
            (Tenure.MORTGAGE, "Owned with a mortgage"),
            (Tenure.SHARED, "Shared ownership"),
            (Tenure.COUNCIL, "Rented from the council"),
            (Tenure.HOUSING_ASSOCIATION, "Rented from a housing association"),
            (Tenure.PRIVATE, "Rented from a private landlord"),
            (Tenure.RENT_FREE, "Rent free"),
            (Tenure.OTHER, "Something else"),
        ],
    )
    tenancy_holder = Choice(
        label="Who holds the tenancy, or owns the home?",
        called="who holds the tenancy or owns the home",
        choices=[
            (Holder.PERSON, "{They}"),
            (Holder.JOINT, "{They} together with somebody else"),
            (Holder.OTHER, "Somebody else"),
            (Holder.UNKNOWN, "I do not know"),
        ],
    )


class PermissionForm(QuestionForm):
    """Only for homes that somebody else may own."""

    owner_permission = Choice(
        label="Has the landlord or owner agreed to security work?",
        called="whether the landlord or owner has agreed",
        heading=True,
        help_text="It does not decide anything now. We never speak to a landlord before {they} {agree} to it.",
        choices=[
            (Permission.GIVEN, "Yes"),
            (Permission.ASKED, "Asked, and waiting for an answer"),
            (Permission.NOT_ASKED, "Not asked yet"),
            (Permission.REFUSED, "Asked, and they refused"),
        ],
    )


class PropertyForm(QuestionForm):
    property_type = Choice(
        label="What kind of home is it?", called="the kind of home", heading=True, choices=Property.choices
    )


class FloorForm(QuestionForm):
    floor = Text(
        label="Which floor is it on?",
        called="the floor",
        heading=True,
        required=False,
        width=20,
        help_text="For example ground floor, or 3rd of 5. It tells the fitter what to bring.",
    )


class EarlierForm(QuestionForm):
    previous_measures = Choice(
        label="Have security measures from a scheme like this been fitted for {them} before?",
        called="whether measures have been fitted before",
        heading=True,
        help_text="In this home or an earlier one. For example locks, alarms or a door that a council, a charity or the "
        "police had fitted.",
        choices=[(YesNoUnsure.YES, "Yes"), (YesNoUnsure.NO, "No"), (YesNoUnsure.UNSURE, "I do not know")],
    )


class EarlierWhatForm(QuestionForm):
    """Only when there were some (S1.18)."""

    previous_measures_what = LongText(label="What was fitted?", called="what was fitted", rows=3, max_length=1000)
    previous_measures_who = Text(label="Who fitted it?", called="who fitted it", required=False)
    previous_measures_when = Text(
        label="When?",
        called="when it was fitted",
        required=False,
        width=20,
        help_text="As near as you know, like 2021.",
    )
    previous_measures_where = LongText(
        label="Was it in an earlier home? Then where?",
        called="where it was fitted",
        required=False,
        rows=2,
        max_length=300,
        help_text="Its address with the postcode, so that we find what was done then. Leave it empty for this home.",
    )
