"""One form for each decision of triage. `arguments()` gives what the action takes beyond referral, version and actor."""

import uuid
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Organisation
from accounts.roles import Agency
from referrals import choices, policies
from referrals.access import colleagues
from referrals.models import Referral
from referrals.states import Outcome
from walls.forms import Choice, Choices, Confirm, LongText, PageForm, Pick, Text, rename
from walls.moments import DateBoxes
from walls.refusals import Refused

Pairs = list[tuple[str, str]]


class DecisionForm(PageForm):
    """Carries the version that the person saw, so that nobody decides on a page that is out of date."""

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=2**31 - 1,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "This page was incomplete. Open the referral again."
        ),
    )

    def __init__(self, *args: Any, referral: Referral, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.referral, self.actor = referral, actor
        self.fields["version"].initial = referral.version
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and first values from the referral."""

    def offer(self, name: str, pairs: Pairs) -> None:
        """Give a field its choices; a drop-down keeps its empty first line."""
        field = self.fields[name]
        field.choices = [("", ""), *pairs] if isinstance(field, Pick) else pairs  # type: ignore[attr-defined]

    def shown(self) -> list[forms.BoundField]:
        """The fields that are drawn by themselves; a choice draws those that it reveals."""
        inside = {name for field in self.fields.values() for name in getattr(field, "reveals", {}).values()}
        return [field for field in self.visible_fields() if field.name not in inside]

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def refuse(self, refused: Refused) -> None:
        """Show a refusal of the action at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.message)

    def show_version(self, version: int) -> None:
        """After a clash the person decides again about the version that is shown now; all else typed stays."""
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed["version"] = str(version)
        self.data = typed


def _note(label: str = "Anything to add", *, required: bool = False, called: str = "a note") -> LongText:
    return LongText(label=label, called=called, required=required, max_length=4000, rows=4)


class StartTriageForm(DecisionForm):
    no_conflict = Confirm(
        label="I do not know the person, the perpetrator or their families",
        missing="Tick the box, or go back and choose “I know somebody in this referral”",
    )


class RequestInformationForm(DecisionForm):
    question = LongText(
        label="Your question to the referrer",
        called="the question",
        help_text="They see it on a page of ours that opens once, through a link in an email.",
    )
    answer_by = DateBoxes(
        label="When do you need the answer?", called="the day by which you need the answer", future=True
    )

    def prepare(self) -> None:
        if self.referral.route == choices.Route.SELF:
            rename(self.fields["question"], "Your question to the person")
            self.fields["question"].help_text = "Only you and your colleagues see it."


class SupplyInformationForm(DecisionForm):
    answer = LongText(label="What did they say?", called="the answer")


NEEDS: Pairs = [("security", "Security measures"), ("support_adults", "Support for adults"),
                ("support_children", "Support for children")]  # fmt: skip


class AcceptForm(DecisionForm):
    risk_level = Choice(label="Risk level", called="the risk level", choices=choices.RiskLevel.choices, inline=True)
    risk_tool = Choice(label="What is this based on?", called="what it is based on", choices=choices.RiskTool.choices)
    risk_score = Text(label="Score", required=False, max_length=4, width=3, strip=True, help_text="DASH: 0 to 24.")
    risk_judgement = LongText(
        label="Professional judgement", called="your judgement", required=False, rows=4,
        help_text="Needed when there is no score.",
    )  # fmt: skip
    marac = Choice(
        label="Referred to MARAC?", called="whether it was referred to MARAC", required=False, inline=True,
        choices=choices.YesNoUnsure.choices, help_text="Needed when the risk is high.",
    )  # fmt: skip
    needs = Choices(label="What is needed?", called="what is needed", choices=NEEDS)
    note = _note("Why do you accept it?", required=True, called="why you accept it")

    def prepare(self) -> None:
        for name in ("risk_level", "risk_tool", "risk_score", "risk_judgement", "marac"):
            self.fields[name].initial = getattr(self.referral, name)
        self.fields["needs"].initial = [need for need, _ in NEEDS if getattr(self.referral, f"needs_{need}")]

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        wanted = given.pop("needs")
        return given | {f"needs_{need}": need in wanted for need, _ in NEEDS}


class ProposeDeclineForm(DecisionForm):
    reason = Choice(label="Why is it not suitable?", called="a reason", choices=choices.DeclineReason.choices)
    signposting = LongText(
        label="Where else was the person pointed to?", called="where else the person was pointed to", rows=3
    )
    note = _note()


class OptionalNoteForm(DecisionForm):
    note = _note()


class DisagreeForm(DecisionForm):
    note = _note("Why do you not agree?", required=True, called="why you do not agree")


class ReopenForm(DecisionForm):
    note = _note("Why is it opened again?", required=True, called="why it is opened again")


class MarkDuplicateForm(DecisionForm):
    surviving = Text(
        label="Reference of the referral that goes on", called="the reference", max_length=20, width=20, strip=True,
        help_text="For example SR-7K3M-9QX2. What may be the same person stands under “Duplicates” on the page of this referral.",
    )  # fmt: skip
    note = _note("How do you know that they are the same?")


class HoldForm(DecisionForm):
    reason = Choice(label="Why?", called="a reason", choices=choices.HoldReason.choices)
    review_on = DateBoxes(label="When will you look at it again?", called="the date", future=True)
    note = _note()


class JunkForm(DecisionForm):
    reason = Choice(label="Why is it junk?", called="a reason", choices=choices.JunkReason.choices)
    note = _note()


class WithdrawForm(DecisionForm):
    reason = Choice(label="Why is it withdrawn?", called="a reason", choices=choices.WithdrawReason.choices)
    note = _note()


EQUALITY = ("equality", "Only the equality answers: they are deleted, and the referral goes on")


class WithdrawConsentForm(DecisionForm):
    whom = Choice(
        label="What did the person take back?",
        called="what the person took back",
        choices=[("everything", "Everything: stop all sharing and close"), ("some", "Only for some agencies")],
        reveals={"some": "recipients"},
    )
    recipients = Choices(label="Which agencies must stop?", called="the agencies", required=False)
    how = Choice(
        label="How did they say it?", called="how they said it", choices=choices.HEARD_BY_US, hints=choices.HOW_HEARD
    )  # fmt: skip
    heard_by = Text(label="Who heard it?", called="who heard it", max_length=120)
    said_on = DateBoxes(label="When did they say it?", called="the date", past=True)
    note = _note()

    def prepare(self) -> None:
        live = self.referral.consents.filter(withdrawn_at=None, use=choices.ConsentUse.SHARE)
        agencies = live.exclude(recipient__kind=Agency.ACCESS_POINT).order_by("recipient__name")
        if self.referral.consents.filter(withdrawn_at=None, use=choices.ConsentUse.EQUALITY).exists():
            self.fields["whom"].choices = [*self.fields["whom"].choices, EQUALITY]  # type: ignore[attr-defined]
        self.offer("recipients", list(agencies.values_list("recipient__slug", "recipient__name")))
        self.fields["said_on"].initial = timezone.localdate()
        self.fields["heard_by"].initial = self.actor.name

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("whom") == "some" and not data.get("recipients") and "recipients" not in self.errors:
            self.add_error("recipients", "Select the agencies that must stop")
        return data

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        whom = given.pop("whom")
        return given | {
            "recipients": given["recipients"] if whom == "some" else [],
            "equality_only": whom == EQUALITY[0],
        }


class AddConsentForm(DecisionForm):
    organisation = Pick(label="Which agency did the person agree to?", called="the agency")
    how = Choice(
        label="How did they agree?", called="how they agreed", choices=choices.HEARD_BY_US, hints=choices.HOW_HEARD
    )  # fmt: skip

    def prepare(self) -> None:
        agreed = self.referral.consents.filter(withdrawn_at=None, use=choices.ConsentUse.SHARE).values("recipient")
        kinds = [Agency.SECURITY, Agency.SUPPORT]
        missing = Organisation.objects.filter(kind__in=kinds).exclude(pk__in=agreed).order_by("name")
        self.offer("organisation", list(missing.values_list("slug", "name")))

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return given | {"organisation": Organisation.objects.get(slug=given["organisation"])}


class CloseForm(DecisionForm):
    outcome = Choice(label="How did it end?", called="how it ended", choices=Outcome.choices)
    note = _note()

    def prepare(self) -> None:
        done = self.referral.onwards.filter(completed=True).values_list("element", flat=True)
        suggested = policies.suggested_outcome(done)
        self.fields["outcome"].initial = suggested
        self.fields[
            "outcome"
        ].help_text = f"From the work that was completed we suggest: {suggested.label}. You decide."


class AssignForm(DecisionForm):
    to = Pick(label="Who takes it?", called="who takes it")
    note = _note("What should they know?")

    def prepare(self) -> None:
        people = [
            member for member in colleagues(self.actor, self.referral.id) if member.user_id != self.referral.worker_id
        ]
        self.offer("to", [(str(member.user_id), member.user.name) for member in people])

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return given | {"to": uuid.UUID(given["to"])}
