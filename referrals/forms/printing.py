"""Why somebody needs a referral on paper."""

from referrals.choices import PrintReason
from walls.forms import Choice, PageForm


class PrintForm(PageForm):
    reason = Choice(
        label="Why do you need it on paper?", called="why you need it on paper", choices=PrintReason.choices
    )
