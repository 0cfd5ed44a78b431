"""The forms of need-to-know."""

from typing import Any

from referrals.actions.need import candidates
from walls.forms import LongText, PageForm, Pick


class KnowForm(PageForm):
    """One press is enough."""

    reason = LongText(
        label="How do you know them?", called="how you know them", required=False, rows=3, max_length=1000,
        help_text="You need not say. Colleagues who work on it can read it.",
    )  # fmt: skip


class KeepForm(PageForm):
    who = Pick(
        label="Who must not know?", called="who must not know",
        help_text="Everybody who works with referrals at Victim Support or a provider, by name.",
    )  # fmt: skip
    reason = LongText(label="Why?", called="why", rows=3, max_length=1000)

    def __init__(self, *args: Any, actor: Any, referral: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = candidates(actor, referral)
        names = [(str(one.user_id), f"{one.user.name}, {one.organisation.name}") for one in people]
        self.fields["who"].choices = [("", ""), *names]  # type: ignore[attr-defined]


class LiftForm(PageForm):
    reason = LongText(label="Why may they know of it now?", called="why", rows=3, max_length=1000)
