"""What somebody wants to hear of: one question for each group that leaves a choice."""

from typing import Any

from accounts.forms_people import Carrying
from accounts.kinds import RULES
from walls.forms import Choice


class Wishes(Carrying):
    """Fields are groups of accounts/kinds.py."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for group, rule in RULES.items():
            if len(rule.ways) > 1:
                self.fields[group.value] = Choice(
                    label=group.label,
                    called=f"how you want to hear of “{group.label}”",
                    help_text=f"{rule.about} {rule.why}".strip(),
                    choices=[(how.value, how.label) for how in rule.ways],
                    inline=True,
                )
