"""Writing to the person, and the words for it."""

import uuid
from typing import Any

from django import forms

from referrals.choices import NotPosted, Way
from referrals.models import Wording
from walls.forms import Choice, LongText, PageForm, Text
from walls.moments import DateBoxes


class ChooseWording(PageForm):
    """Only wordings for ways that are open now."""

    wording = Choice(label="What do you want to send?", called="what to send", choices=())

    def __init__(self, *args: Any, wordings: list[Wording], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wording"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), f"{Way(one.way).label}: {one.name}") for one in wordings
        ]


class SendLetter(PageForm):
    """Nothing to fill in: the ids of the wording that was shown and of the letter that will be."""

    wording = forms.UUIDField(widget=forms.HiddenInput)
    letter = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class PostedForm(PageForm):
    """What became of a letter: posted on a day, or not, because."""

    became = Choice(
        label="What became of this letter?", called="what became of it",
        choices=[("posted", "I posted it"), ("not_posted", "It was not posted")],
        reveals={"posted": "posted_on", "not_posted": "why_not"},
    )  # fmt: skip
    posted_on = DateBoxes(label="Which day?", called="the day", past=True)
    why_not = Choice(label="Why not?", called="why it was not posted", choices=NotPosted.choices)

    def clean(self) -> dict[str, Any]:
        """What an unchosen answer hides is forgotten."""
        data = super().clean() or {}
        wanted = {"posted": "posted_on", "not_posted": "why_not"}.get(data.get("became", ""))
        for name, nothing in (("posted_on", None), ("why_not", "")):
            if name != wanted:
                data[name] = nothing
                self.errors.pop(name, None)
        return data

    def said(self) -> dict[str, Any]:
        """The arguments of the action."""
        return {name: self.cleaned_data[name] for name in ("posted_on", "why_not")}


class ProposeWording(PageForm):
    name = Text(
        label="Name", called="a name", max_length=80, width="20",
        help_text="For triage only. The name of one that exists makes its next version.",
    )  # fmt: skip
    way = Choice(label="For", called="what it is for", choices=Way.choices, inline=True)
    subject = Text(
        label="Subject", called="the subject", max_length=80, required=False, help_text="Needed for an email."
    )
    body = LongText(
        label="The words", called="the words", max_length=2000, rows=8,
        help_text="{name} becomes the person’s first name, {worker} the first name of whoever sends it.",
    )  # fmt: skip
