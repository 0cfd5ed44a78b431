"""The forms of security work."""

import uuid
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from governance.clocks import LONDON
from governance.register import Audience
from providers import choices, facts, queries
from providers.actions.works import Fitted, Recommended
from providers.forms.base import MoveForm, NoteForm, Pairs, note
from referrals.models import ContactPoint
from walls.forms import Choice, Choices, Confirm, Photo, Pick, Pounds, Text, Whole, YesNo
from walls.moments import ClockTime, DateBoxes
from walls.refusals import Refused


class AskPermissionForm(MoveForm):
    asked_on = DateBoxes(
        label="When did you ask the owner?", called="the day", past=True,
        help_text="Ask about security work on the home. Never mention domestic abuse or the scheme’s name.",
    )  # fmt: skip
    note = note()

    def prepare(self) -> None:
        self.fields["asked_on"].initial = timezone.localdate()


class RecordPermissionForm(MoveForm):
    evidence = Choice(label="How did the owner agree?", called="how the owner agreed", choices=choices.Evidence.choices)
    given_by = Text(
        label="Who gave permission?", called="who gave permission",
        help_text="The owner, or somebody who acts for them. The name and what they are, for example letting agent.",
    )  # fmt: skip
    given_on = DateBoxes(label="When?", called="the day", past=True)
    document = Text(
        label="Reference of the document",
        required=False,
        help_text="Where you keep the evidence, for example a file number.",
    )
    note = note()


class AllowLetterForm(MoveForm):
    agreed = YesNo(
        label="Does the person agree that the owner is written to?", called="whether the person agrees",
        help_text="Ask in a safe way. The owner may talk to others, or live near: only the person knows whether that is safe.",
        hints={"no": "No letter can be printed, and an earlier yes no longer counts."},
    )  # fmt: skip
    said_by = Text(
        label="Who said so?",
        called="who said so",
        help_text="For example: the person, on the phone, with the code word.",
    )
    said_on = DateBoxes(label="When?", called="the day", past=True)
    note = note()

    def prepare(self) -> None:
        self.fields["said_on"].initial = timezone.localdate()


class VisitForm(MoveForm):
    day = DateBoxes(label="Which day?", called="the day", future=True)
    at = ClockTime(label="What time?", called="the time", help_text="For example 2:30pm or 14:30")
    worker = Pick(label="Which fitter?", called="the fitter", required=False)
    note = note(help_text="What the fitter should know. Ask the person in a safe way only.")

    def prepare(self) -> None:
        self.offer("worker", queries.colleagues(self.row.organisation_id, "security.visit", self.row.referral_id))
        self.fields["worker"].initial = str(self.row.worker_id or "")
        points = ContactPoint.objects.filter(referral_id=self.row.referral_id).select_related("key")
        if hours := facts.safe_hours(Audience.SECURITY, points):
            self.fields["at"].help_text = f"For example 2:30pm or 14:30. Safe hours: {hours}"
        ahead = self.row.visits.filter(status__in=["proposed", "booked"]).first()  # type: ignore[attr-defined]
        if ahead:
            local = ahead.starts_at.astimezone(LONDON)
            self.fields["day"].initial, self.fields["at"].initial = local.date(), local.time()

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        day: date = given.pop("day")
        at: time = given.pop("at")
        worker = given.pop("worker")
        return given | {
            "starts_at": datetime.combine(day, at, tzinfo=LONDON),
            "worker": uuid.UUID(worker) if worker else None,
        }

    def refuse(self, refused: Refused) -> None:
        self.add_error("day" if refused.field == "starts_at" else None, refused.message)


class CancelForm(MoveForm):
    reason = Choice(label="Why is it cancelled?", called="why it is cancelled", choices=choices.Cancelled.choices)
    note = note(help_text="If it is another reason, say which.")


class NoAccessForm(MoveForm):
    reason = Choice(label="What happened?", called="what happened", choices=choices.NoAccess.choices)
    note = note()


def measure_choices() -> Pairs:
    return [(measure.code, measure.name) for measure in queries.measures_in_use()]


class RecommendForm(MoveForm):
    measure = Choice(label="Measure", called="the measure")
    room = Text(
        label="Room or place", called="the room or place", help_text="For example: front door, child’s bedroom window"
    )
    quantity = Whole(label="How many?", called="how many", min_value=1, max_value=50, initial=1)
    labour = Pounds(
        label="Labour beyond the usual fitting", called="the labour", max_value=20_000, initial="0",
        help_text="For all of them, for example to mend the frame first. The cost in the catalogue is added to it.",
    )  # fmt: skip

    def prepare(self) -> None:
        self.offer("measure", [(one.code, f"{one.name}, {one.pounds}") for one in queries.measures_in_use()])

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        item = Recommended(given["measure"], given["room"], given["quantity"], int(given["labour"] * 100))
        return {"item": item}


class ApproveForm(NoteForm):
    def stuck(self) -> bool:
        return not queries.in_quote(self.row).exists()  # type: ignore[arg-type]


class RefuseCostForm(MoveForm):
    reason = Choice(label="Why is it refused?", called="why it is refused", choices=choices.CostRefused.choices)
    note = note("What should the firm change?", required=True, called="what the firm should change")


class ChangeQuoteForm(MoveForm):
    drop = Choices(label="What goes out of the quote?", called="what goes", required=False, one_of=True)
    measure = Pick(label="What do you add?", called="the measure", required=False, one_of=True)
    room = Text(label="Its room or place", called="the room or place", required=False)
    quantity = Whole(label="How many?", called="how many", min_value=1, max_value=50, initial=1)
    labour = Pounds(label="Labour beyond the usual fitting", called="the labour", max_value=20_000, initial="0")
    note = note("Why does it change?", required=True, called="why it changes")

    def prepare(self) -> None:
        lines = queries.in_quote(self.row).select_related("measure", "key")  # type: ignore[arg-type]
        words = [(str(one.pk), f"{one.quantity} × {one.measure.name}, {one.room}, {one.pounds}") for one in lines]
        self.offer("drop", words)
        self.fields["drop"].help_text = "" if words else "Nothing stands in it now."
        new = [(one.code, f"{one.name}, {one.pounds}") for one in queries.measures_in_use()]
        self.fields["measure"].choices = [("", "Nothing new"), *new]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("measure") and not self.cleaned_data.get("room", "").strip():
            self.add_error("room", "Enter the room or place")
        return self.cleaned_data

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        measure, room, quantity = (given.pop(name) for name in ("measure", "room", "quantity"))
        labour = int(given.pop("labour") * 100)
        item = Recommended(measure, room, quantity, labour) if measure else None
        return given | {"drop": [uuid.UUID(pk) for pk in given["drop"]], "item": item}


class PhotographForm(MoveForm):
    image = Photo(
        label="Photograph", called="the photograph",
        help_text="The place, the time and everything else that your phone writes into it is removed.",
    )  # fmt: skip
    caption = Text(
        label="What does it show?", called="what it shows", help_text="For example: front door, where the deadlock goes"
    )
    no_people = Confirm(
        label="Nobody is on it, nor anything that shows who lives here",
        missing="Look at the photograph again, then tick the box to say that nobody is on it",
    )

    def clean(self) -> dict[str, Any]:
        """Browsers send a file once: after a refusal it has to be chosen again, and the page says so."""
        if self.errors and "image" not in self.errors:
            self.add_error("image", "Choose the photograph again: the page cannot keep it")
        return self.cleaned_data

    def arguments(self) -> dict[str, Any]:
        return super().arguments() | {"image": self.cleaned_data["image"].read()}


class DeletePhotographForm(MoveForm):
    photograph = Choice(label="Which photograph?", called="which photograph")
    note = note()

    def prepare(self) -> None:
        there = self.row.photographs.filter(deleted_at=None).select_related("key").defer("image")  # type: ignore[attr-defined]
        pairs = [(str(one.pk), f"{one.caption}, {one.at:%-d %B, %H:%M}") for one in there]
        self.offer("photograph", pairs)
        self.fields["photograph"].help_text = "" if pairs else "There is no photograph."

    def arguments(self) -> dict[str, Any]:
        return super().arguments() | {"photograph": uuid.UUID(self.cleaned_data["photograph"])}


class AssessForm(MoveForm):
    fire_considered = Confirm(
        label="Fire safety is considered: everybody can get out of every room",
        missing="Consider fire safety first: can everybody get out of every room?",
    )
    fire_note = note("About fire safety", called="about fire safety")
    findings = note("What you saw", called="what you saw", help_text="The home, not the people.")


class FitForm(MoveForm):
    measure = Choice(label="Measure", called="the measure")
    place = Text(label="Where is it?", called="where it is", help_text="For example: back door")
    quantity = Whole(label="How many?", called="how many", min_value=1, max_value=50, initial=1)
    cost = Pounds(label="Cost of all of them", called="the cost", max_value=20_000)
    standard = Text(
        label="Standard", required=False, max_length=80, width=20, help_text="Empty means the catalogue’s own standard."
    )
    fitted_on = DateBoxes(label="When was it fitted?", called="the day", past=True)

    def prepare(self) -> None:
        wanted = list(queries.in_quote(self.row).values_list("measure__code", flat=True))  # type: ignore[arg-type]
        pairs = measure_choices()
        pairs.sort(key=lambda pair: pair[0] not in wanted)
        others = [code for code, _ in pairs if code not in wanted]
        self.fields["measure"].widget.divider_before = others[0] if wanted and others else ""
        self.offer("measure", pairs)
        self.fields["fitted_on"].initial = timezone.localdate()

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        item = Fitted(
            given["measure"], given["place"], given["quantity"], given["fitted_on"], int(given["cost"] * 100),
            given["standard"],
        )  # fmt: skip
        return {"item": item}


class SignOffForm(MoveForm):
    tested = Confirm(label="Everything is tested", missing="Test everything that you fitted, then sign off")
    shown = Confirm(
        label="The person was shown how to use everything",
        missing="Show the person how to use everything, then sign off",
    )
    agreed = Confirm(
        label="The person agrees that the work is done",
        missing="The person has to agree that the work is done. If they do not, add a note instead",
    )
    note = note()


class FollowUpForm(MoveForm):
    months = Choice(label="Which check?", called="which check")
    found = Choice(label="What did you find?", called="what you found", choices=choices.Check.choices)
    note = note()

    def prepare(self) -> None:
        ahead = self.row.follow_ups.filter(done_on=None, cancelled=False)  # type: ignore[attr-defined]
        self.offer("months", [(str(f.months), f"After {f.months} months, due {f.due_on:%-d %B %Y}") for f in ahead])

    def arguments(self) -> dict[str, Any]:
        return super().arguments() | {"months": int(self.cleaned_data["months"])}


class RemoveForm(MoveForm):
    fitting = Choice(label="Which measure?", called="which measure")
    removed_on = DateBoxes(label="When was it removed?", called="the day", past=True)
    reason = Choice(label="Why?", called="why", choices=choices.Removal.choices)
    note = note()

    def prepare(self) -> None:
        there = self.row.fittings.filter(removed_on=None).select_related("measure", "key")  # type: ignore[attr-defined]
        self.offer("fitting", [(str(one.pk), f"{one.measure.name}, {one.place}") for one in there])

    def arguments(self) -> dict[str, Any]:
        return super().arguments() | {"fitting": uuid.UUID(self.cleaned_data["fitting"])}
