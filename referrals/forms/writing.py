"""Writing to the person, and the words for it."""

import uuid
from typing import Any

from django import forms

from referrals.choices import Way
from referrals.models import Wording
from walls.forms import Choice, LongText, PageForm, Text


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
