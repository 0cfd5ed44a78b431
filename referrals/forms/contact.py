"""Writing down an attempt to reach the person."""

import uuid

from django import forms

from referrals import choices
from walls.forms import Choice, Confirm, LongText, PageForm


class ContactLogForm(PageForm):
    attempt_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)
    means = Choice(label="How did you try?", called="how you tried", choices=choices.Means.choices, inline=True)
    result = Choice(label="What came of it?", called="what came of it", choices=choices.ContactResult.choices)
    against_plan = Confirm(label="It has happened although this way is not known to be safe", required=False)
    note = LongText(label="Note", called="the note", required=False, rows=4)

    def show_anew(self) -> None:
        """After a clash: all that was typed stays, and counts as an attempt of its own when it is sent again."""
        typed = self.data.copy()  # type: ignore[attr-defined]
        typed["attempt_id"] = str(uuid.uuid4())
        self.data = typed
