"""Before the equality questions are asked later: the person's own explicit consent."""

from referrals import choices
from walls.forms import Choice, Confirm, PageForm


class AskForm(PageForm):
    """Article 9(2)(a): for this purpose alone, told apart from everything else."""

    agreed = Confirm(
        label="I have told the person why we ask and who sees the answers, and they explicitly agreed to be asked",
        missing="Tick the box when the person has agreed. Without that, do not ask",
    )
    how = Choice(
        label="How did they agree?",
        called="how they agreed",
        choices=choices.HEARD_BY_US,
    )
