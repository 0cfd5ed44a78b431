"""Whose looks: one case’s or one person’s."""

from typing import Any

from accounts.models import Membership
from referrals.actions.need import MEETS_CASES
from walls.forms import PageForm, Pick, Text


class LookedForm(PageForm):
    """Exactly one of the two. People who have left are offered too."""

    reference = Text(label="A referral, by its reference", called="the reference", required=False, one_of=True,
                     max_length=20, width=20, strip=True)  # fmt: skip
    who = Pick(label="Or a person", called="a person", required=False, one_of=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Membership.objects.filter(roles__overlap=MEETS_CASES).select_related("user", "organisation")
        names = {str(one.user_id): f"{one.user.name}, {one.organisation.name}" for one in members}
        self.fields["who"].choices = [("", ""), *sorted(names.items(), key=lambda one: one[1])]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and bool(given["reference"]) == bool(given["who"]):
            self.add_error("reference", "Enter a reference, or choose a person: one of the two.")
        return given
