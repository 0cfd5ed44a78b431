"""What the referrer can say through a one-time link."""

from referrals.choices import WithdrawReason
from walls.forms import Choice, LongText, PageForm


class AnswerForm(PageForm):
    answer = LongText(
        label="Your answer",
        called="your answer",
        help_text="Leave out names of children, and of the person who causes harm.",
    )


class WithdrawForm(PageForm):
    reason = Choice(
        label="Why is the referral withdrawn?", called="why the referral is withdrawn", choices=WithdrawReason.choices
    )
