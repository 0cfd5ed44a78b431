"""Part 4: what is happening, whether the scheme can help, and the risk (S1.3, S1.17, S1.19)."""

import datetime
from typing import Any

from referrals.choices import Element, RiskLevel, RiskTool, YesNoUnsure
from referrals.forms.intake import QuestionForm
from walls.forms import Choice, Choices, LongText, Text, Whole
from walls.moments import DateBoxes

NOT_ASSESSED = "none"
_UNSURE = [(YesNoUnsure.YES, "Yes"), (YesNoUnsure.NO, "No"), (YesNoUnsure.UNSURE, "Not sure")]


def _kindly(label: str, called: str, hint: str = "") -> Choice:
    return Choice(label=label, called=called, choices=_UNSURE, help_text=hint, inline=True)


class EligibilityForm(QuestionForm):
    """Four questions. No answer refuses anybody; the next page says what else there is."""

    wants_to_stay = _kindly("{does} want to stay in the home?", "whether {they} {want} to stay")
    safe_to_stay = _kindly("Could it be safe to stay there, with better security?", "whether it could be safe to stay")
    perpetrator_elsewhere = _kindly(
        "Does the person who causes harm live somewhere else?", "whether the person who causes harm lives elsewhere"
    )
    no_right_of_entry = _kindly(
        "Is it certain that this person has no right to come in?",
        "whether this person has no right to come in",
        "They have a right if the tenancy or the house is in their name too, unless a court has ordered otherwise.",
    )


class AdviceForm(QuestionForm):
    """Nothing to answer: advice, then on."""


class CircumstancesForm(QuestionForm):
    circumstances = LongText(
        label="What is happening?",
        called="what is happening",
        heading=True,
        rows=8,
        max_length=6000,
        help_text="A few sentences are enough: what has happened, what {they} {are} afraid of, and what would help. "
        "Leave out names of children, and of the person who causes harm.",
    )


class ToolForm(QuestionForm):
    """Professionals only."""

    risk_tool = Choice(
        label="How was the risk assessed?",
        called="how the risk was assessed",
        heading=True,
        choices=[
            (RiskTool.DASH, "DASH checklist"),
            (RiskTool.SAFELIVES_CHILD, "DASH for young people"),
            (RiskTool.OTHER, "Another tool"),
            (RiskTool.JUDGEMENT, "Professional judgement, without a tool"),
            (NOT_ASSESSED, "It has not been assessed yet"),
        ],
        hints={NOT_ASSESSED: "Victim Support will do it with {them}."},
        divider_before=NOT_ASSESSED,
    )


class RiskForm(QuestionForm):
    risk_level = Choice(label="Level of risk", called="the level of risk", choices=RiskLevel.choices, inline=True)
    risk_score = Whole(
        label="Score", called="the score", min_value=0, max_value=24, required=False, help_text="From 0 to 24."
    )
    risk_judgement = LongText(
        label="Your professional judgement",
        called="your professional judgement",
        rows=4,
        max_length=2000,
        required=False,
        help_text="What makes the risk higher or lower than the score alone would say.",
    )
    risk_assessor = Text(label="Who assessed it?", called="who assessed it")
    risk_assessed_on = DateBoxes(
        label="When was it assessed?",
        called="the date of the assessment",
        past=True,
        earliest=datetime.date(2000, 1, 1),
        help_text="For example 3 11 2025.",
    )

    def prepare(self) -> None:
        self.fields["risk_assessor"].initial = self.answers.get("referrer_name", "")
        if self.answers.get("risk_tool") == RiskTool.JUDGEMENT:
            del self.fields["risk_score"]
            self.fields["risk_judgement"].required = True

    def said(self) -> dict[str, Any]:
        score = self.cleaned_data.get("risk_score")
        return super().said() | {"risk_score": "" if score is None else str(score)}


class MaracForm(QuestionForm):
    """Only when the risk is high."""

    marac = Choice(
        label="Has a referral to MARAC been made?",
        called="whether a referral to MARAC has been made",
        heading=True,
        help_text="The multi-agency risk assessment conference, where agencies plan together when the risk is high.",
        choices=_UNSURE,
    )


class HelpForm(QuestionForm):
    needs = Choices(
        label="What help is wanted?",
        called="at least one kind of help",
        heading=True,
        help_text="Select all that apply.",
        choices=[
            (Element.SECURITY, "Security measures for the home"),
            (Element.SUPPORT_ADULTS, "Support for adults"),
            (Element.SUPPORT_CHILDREN, "Support for children"),
        ],
        hints={
            Element.SECURITY: "A visit to the home, then for example stronger locks, doors or an alarm. Free of charge.",
            Element.SUPPORT_ADULTS: "A worker who listens, plans and helps with what comes next.",
            Element.SUPPORT_CHILDREN: "A worker for the children who live in the home.",
        },
    )

    def prepare(self) -> None:
        if not self.answers.get("child_ages"):
            kept = [pair for pair in self.fields["needs"].choices if pair[0] != Element.SUPPORT_CHILDREN]  # type: ignore[attr-defined]
            self.fields["needs"].choices = kept  # type: ignore[attr-defined]
