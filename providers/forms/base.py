"""One form for each move of a workstream. `arguments()` gives what its action takes beyond workstream, version, actor."""

import json
import uuid
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.crypto import salted_hmac

from accounts.actors import Actor
from providers import choices, queries
from providers.models import Workstream
from walls.forms import Choice, LongText, PageForm, Pick
from walls.refusals import Refused

Pairs = list[tuple[str, str]]
INCOMPLETE = dict.fromkeys(
    ("required", "invalid", "min_value", "max_value"), "This page was incomplete. Open the work again."
)
CONTROL = {"version", "posted"}
NOT_TYPED = CONTROL | {"csrfmiddlewaretoken", "then"}


def note(label: str = "Anything to add", *, required: bool = False, called: str = "a note", **kwargs: Any) -> LongText:
    return LongText(label=label, called=called, required=required, max_length=4000, rows=4, **kwargs)


class MoveForm(PageForm):
    """Carries the version that the person saw, and an id that makes a second press harmless."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, error_messages=INCOMPLETE)
    posted = forms.UUIDField(widget=forms.HiddenInput, error_messages=INCOMPLETE)

    def __init__(self, *args: Any, row: Workstream, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.actor = row, actor
        self.fields["version"].initial = row.version
        self.fields["posted"].initial = uuid.uuid4()
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and first values from the workstream."""

    def offer(self, name: str, pairs: Pairs) -> None:
        """Give a field its choices; a drop-down keeps its empty first line."""
        field = self.fields[name]
        field.choices = [("", ""), *pairs] if isinstance(field, Pick) else pairs  # type: ignore[attr-defined]

    def stuck(self) -> bool:
        """Whether something has to be chosen and there is nothing to choose from."""
        return any(one.required and not list(getattr(one, "choices", "?")) for one in self.fields.values())

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in CONTROL}

    def posted_as(self) -> uuid.UUID:
        """The id of this form with these words and files: nobody can work back from it to what was typed."""
        typed = sorted((name, values) for name, values in self.data.lists() if name not in NOT_TYPED)  # type: ignore[attr-defined]
        files = sorted((name, _digest_of(file)) for name, file in self.files.items())
        whole = json.dumps([str(self.cleaned_data["posted"]), typed, files])
        return uuid.UUID(bytes=salted_hmac("providers.posted", whole, algorithm="sha256").digest()[:16])

    def refuse(self, refused: Refused) -> None:
        """Show a refusal of the action at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.message)

    def show_version(self, version: int) -> None:
        """After a clash the person decides again about the version that is shown now; all else typed stays."""
        typed = self.data.copy()  # type: ignore[attr-defined]
        typed["version"] = str(version)
        self.data = typed


def _digest_of(file: Any) -> str:
    digest = sha256(file.read()).hexdigest()
    file.seek(0)
    return digest


class NoteForm(MoveForm):
    note = note()


class MustNoteForm(MoveForm):
    note = note("What should others know?", required=True)


class AskForm(MoveForm):
    note = note(
        "What do you want to know?", required=True, called="your question",
        help_text="The other side reads it. Security must not learn what happened to the person.",
    )  # fmt: skip


class AnswerForm(MoveForm):
    note = note("Your answer", required=True, called="your answer")


class PlainForm(MoveForm):
    """Nothing to fill in."""


class ReturnForm(MoveForm):
    reason = Choice(label="Why does it go back?", called="why it goes back")
    note = note()

    def prepare(self) -> None:
        self.offer("reason", choices.return_reasons(self.row.kind))


RECALLS = [c for c in choices.RecallReason.choices if c[0] not in {"withdrawn", "consent"}]


class RecallForm(MoveForm):
    reason = Choice(label="Why do you recall it?", called="why you recall it", choices=RECALLS)
    note = note(help_text="The provider does not see this: after a recall it sees nothing.")


class StopForm(MoveForm):
    reason = Choice(label="Why do they stop?", called="why they stop", choices=RECALLS)
    note = note()


class AcceptSupportForm(MoveForm):
    worker = Pick(label="Who will support the person?", called="who will support the person")
    note = note()
    permission = "support.work"

    def prepare(self) -> None:
        people = queries.colleagues(self.row.organisation_id, self.permission, self.row.referral_id)
        self.offer("worker", people)
        mine = str(self.actor.user_id)
        self.fields["worker"].initial = mine if mine in dict(people) else ""

    def arguments(self) -> dict[str, Any]:
        return super().arguments() | {"worker": uuid.UUID(self.cleaned_data["worker"])}


class ReassignForm(AcceptSupportForm):
    worker = Pick(label="Who takes over?", called="who takes over")


class AssignForm(AcceptSupportForm):
    worker = Pick(label="Which fitter?", called="the fitter")
    permission = "security.visit"
