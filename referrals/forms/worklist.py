"""What the worklist can be narrowed to. Codes only: an address never says anything about a person."""

from django import forms

from referrals.choices import District, RiskLevel
from walls.forms import PageForm, Pick


class FilterForm(PageForm):
    view = forms.CharField(widget=forms.HiddenInput, required=False)
    district = Pick(label="District", choices=District.choices, empty="All")
    risk = Pick(label="Risk", choices=[*RiskLevel.choices, ("none", "Not set")], empty="All")
    children = Pick(label="Children", choices=[("yes", "With children"), ("no", "Without")], empty="All")

    def __init__(self, typed: dict[str, str], *, view: str) -> None:
        super().__init__(initial=typed | {"view": view})
