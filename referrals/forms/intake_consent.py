"""Part 5: the notice, consent for each recipient, and the separate explicit consent (S1.35, S1.39, S1.40, S1.44)."""

from typing import Any

from django import forms

from accounts.models import Organisation
from governance.models import NoticeVersion
from governance.queries import notice_in_force
from referrals.choices import HEARD_BY_US
from referrals.forms.intake import QuestionForm, spoken
from walls.forms import Choice, Choices, Confirm, LongText, Text, YesNo

NOTICE = "safer"
ACCESS_POINT = "victim-support"
# What each agency does with the referral, in the words of the notice (S1.4–S1.6). Names come from the database.
DOES = {
    "victim-support": "Receives every referral, decides with {them} what fits, and sends it on.",
    "24-7-locks": "Looks at the home, then supplies and fits security measures.",
    "oasis": "Supports adults and children.",
    "clarion": "Supports adults and children.",
    "look-ahead": "Supports adults and children.",
    "project-salus": "Supports adults and children.",
}


def agencies() -> list[Organisation]:
    """The six agencies of the scheme (S1.35), in the order of the notice."""
    known = {agency.slug: agency for agency in Organisation.objects.filter(slug__in=DOES)}
    return [known[slug] for slug in DOES if slug in known]


class NoticeForm(QuestionForm):
    """Which text was on the page is part of the answer: the consent points at exactly that version."""

    notice_version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)
    notice_read = Confirm(
        label="{They} {have} read this notice, or it was read to {them}",
        missing="Tick to say that {they} {have} read the notice, or had it read to {them}",
    )

    def prepare(self) -> None:
        self.notice: NoticeVersion = notice_in_force(NOTICE)
        self.seen = self.data.get("notice_version", "") if self.is_bound else str(self.notice.pk)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.seen != str(self.notice.pk):
            self.add_error("notice_read", "The notice has changed meanwhile. Read the new one below, then tick")
        return data


class SharingForm(QuestionForm):
    recipients = Choices(
        label="Which agencies may see the referral?",
        called="the agencies that {they} {agree} to",
        help_text="Select each one that {they} {agree} to. An agency that is not selected sees nothing. Which support "
        "agency can help depends on the district, so selecting several helps us to find one.",
        choices=[],
    )
    must_not_know = LongText(
        label="Is there somebody at one of these agencies who must not know of this?",
        called="who must not know",
        required=False,
        rows=3,
        max_length=1000,
        help_text="For example because they cause the harm, or are a relative or friend of the person who does. Give the "
        "name and the agency. We keep the referral from them before anybody works on it.",
    )

    def prepare(self) -> None:
        self.fields["recipients"].choices = [(agency.slug, agency.name) for agency in agencies()]  # type: ignore[attr-defined]
        self.fields["recipients"].widget.hints = {slug: spoken(text, self.route) for slug, text in DOES.items()}

    def clean_recipients(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["recipients"]
        if ACCESS_POINT not in chosen:
            raise forms.ValidationError(
                "Victim Support receives every referral. Without it we cannot help: select it, or call 0808 168 9111 "
                "to talk about it first"
            )
        return chosen


class AgreedForm(QuestionForm):
    """Who heard the consent, and how. Not asked of people who refer themselves."""

    given_how = Choice(
        label="How did {they} agree?",
        called="how {they} agreed",
        choices=HEARD_BY_US,
    )
    taken_by = Text(label="Who heard it?", called="who heard it", help_text="The name of the person who asked.")

    def prepare(self) -> None:
        self.fields["taken_by"].initial = self.answers.get("referrer_name", "")


class EqualityForm(QuestionForm):
    """Explicit consent, apart from the other; it opens the equality page after the referral was sent (S1.26, S1.40)."""

    equality = YesNo(
        label="{does} explicitly agree to be asked about ethnic group, disability, mental health, alcohol and drugs?",
        called="whether {they} {agree} to the questions about equality",
        hints={
            "yes": "The questions come after the referral has been sent. Each can be left out.",
            "no": "That is fine. Nothing else changes.",
        },
        inline=False,
    )
