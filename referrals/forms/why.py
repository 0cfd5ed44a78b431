"""Why somebody opens a referral that is not theirs."""

from typing import Any

from django import forms

from referrals.choices import LookReason
from walls.forms import Choice, PageForm


class WhyForm(PageForm):
    """Its names have a prefix, because the form that was on its way goes along with it."""

    because = Choice(label="Your reason", called="why you open it", choices=LookReason.choices)
    to = forms.CharField(widget=forms.HiddenInput, required=False)
    again = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="why", **kwargs)
