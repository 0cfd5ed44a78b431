"""Part 2: the person, and how to talk with them (S1.7–S1.9, S1.11, S3.22)."""

import datetime
from typing import Any

from referrals.choices import Gender
from referrals.forms.intake import QuestionForm
from walls.forms import Choice, Choices, Confirm, Text, YesNo
from walls.moments import DateBoxes


class NameForm(QuestionForm):
    first_name = Text(label="First name", called="{their} first name")
    last_name = Text(
        label="Last name",
        called="{their} last name",
        required=False,
        help_text="Leave it empty only if {they} {have} one name.",
    )


class AboutForm(QuestionForm):
    gender = Choice(
        label="Gender",
        called="{their} gender",
        choices=Gender.choices,
        divider_before=Gender.NOT_STATED,
    )
    date_of_birth = DateBoxes(
        label="Date of birth",
        called="{their} date of birth",
        past=True,
        earliest=datetime.date(1900, 1, 1),
        required=False,
        help_text="For example 27 3 1985. Without it we may not find work that was done for {them} before.",
    )


class LanguageForm(QuestionForm):
    language = Text(
        label="Which language {do} {they} prefer?",
        called="a language",
        required=False,
        width=20,
        help_text="Leave it empty for English.",
    )
    interpreter = YesNo(label="{does} need an interpreter?", called="whether {they} {need} an interpreter")

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or "English"


class AdjustmentsForm(QuestionForm):
    """British Sign Language and Relay UK tell something of health, so they have an explicit consent of their own."""

    adjustments = Choices(
        label="Which of these {do} {they} need?",
        called="what {they} {need}, or “None of these”",
        help_text="Select all that apply.",
        choices=[("bsl", "British Sign Language (BSL)"), ("relay_uk", "Relay UK"), ("none", "None of these")],
        hints={
            "bsl": "We arrange an interpreter.",
            "relay_uk": "A relay assistant types what we say, and speaks the answer that is typed.",
        },
        alone="none",
    )
    adjustments_consent = Confirm(
        label="For BSL or Relay UK: {they} explicitly {agree} that SAFER keeps this answer, and that the agencies of the referral "
        "see it",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        wanted = set(data.get("adjustments") or ()) - {"none"}
        if wanted and not data.get("adjustments_consent"):
            words = "Tick to agree that we keep this answer, or select “None of these”"
            self.add_error("adjustments_consent", words)
        return data | {"adjustments_consent": bool(wanted and data.get("adjustments_consent"))}
