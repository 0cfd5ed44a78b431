"""The forms of support work."""

from typing import Any

from accounts.models import Organisation
from providers import choices, policies
from providers.actions.support import contact_plan
from providers.advice import takers
from providers.forms.base import MoveForm, note
from walls.forms import Choice, LongText
from walls.moments import DateBoxes


class AttemptForm(MoveForm):
    way = Choice(label="How did you try?", called="how you tried")
    outcome = Choice(label="What happened?", called="what happened", choices=choices.Reached.choices)
    next_on = DateBoxes(
        label="When is the next contact?", called="the day of the next contact", required=False, future=True
    )
    note = note()

    def prepare(self) -> None:
        known = contact_plan(self.row.referral_id)
        self.offer("way", choices.Way.choices)
        unsafe = {way: f"Do not use: {why}" for way in choices.Way.values if (why := policies.why_unsafe(way, known))}
        self.fields["way"].widget.hints = unsafe


class GoalForm(MoveForm):
    area = Choice(label="What is it about?", called="what it is about", choices=choices.Area.choices)
    aim = LongText(label="What does the person want to reach?", called="what the person wants to reach", rows=3)


class PlanForm(MoveForm):
    review_on = DateBoxes(
        label="When will you look at it together again?",
        called="the day on which you will look at it again",
        future=True,
    )
    note = note()


class ReviewForm(MoveForm):
    note = note("How is it going?", required=True, called="how it is going")
    next_on = DateBoxes(label="When is the next review?", called="the day of the next review", future=True)


class ResultsForm(MoveForm):
    """Asks of every goal how it came out, between what else is asked and the note."""

    note = note()

    def prepare(self) -> None:
        self.goals = list(self.row.goals.select_related("key"))  # type: ignore[attr-defined]
        results = [pair for pair in choices.Progress.choices if pair[0] != choices.Progress.OPEN]
        for goal in self.goals:
            field = Choice(
                label=f"{goal.aim}",
                help_text="How did this goal come out?",
                called=f"how it came out: {goal.aim}",
                choices=results,
            )
            self.fields[f"goal_{goal.pk.hex}"] = field
        self.order_fields(["reason", *(f"goal_{goal.pk.hex}" for goal in self.goals), "note"])

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        progress = {goal.pk: given.pop(f"goal_{goal.pk.hex}") for goal in self.goals}
        return given | {"progress": progress}


class CompleteSupportForm(ResultsForm):
    """Nothing besides."""


class EndEarlyForm(ResultsForm):
    reason = Choice(label="Why does it end?", called="why it ends", choices=choices.EndReason.choices)


class TransferForm(MoveForm):
    organisation = Choice(label="Who takes over?", called="who takes over")
    note = note(help_text="It stays with you: nothing that you wrote follows.")

    def prepare(self) -> None:
        found = takers(self.row, self.actor)
        self.offer("organisation", [(one.slug, one.name) for one, against in found if not against])
        self.left_out = [f"{one.name}: {'. '.join(against)}." for one, against in found if against]
        if not self.fields["organisation"].choices:  # type: ignore[attr-defined]
            if not self.is_bound:  # nothing to send, so nothing to type; what was typed stays
                del self.fields["note"]
            self.fields["organisation"].help_text = "Nobody else can take it now. Ask Victim Support: 0808 168 9111."

    def arguments(self) -> dict[str, Any]:
        slug = self.cleaned_data["organisation"]
        return super().arguments() | {"organisation": Organisation.objects.get(slug=slug)}
