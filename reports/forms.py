"""What a commissioner chooses. There are no dates and no filters: a period is closed as a whole or not at all."""

from datetime import date
from typing import Any

from equality.disclosure import periods
from reports.actions.asking import closed_periods
from walls.forms import PageForm, Pick


class NewReport(PageForm):
    """One period, from those that are closed."""

    period = Pick(
        label="Which period?",
        called="the period",
        help_text="A period closes 28 days after its last day, so that late records are counted in it.",
        choices=(),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(period, _words(period)) for period in closed_periods(today)]
        self.fields["period"].choices = [("", "Choose a period"), *named]  # type: ignore[attr-defined]


def _words(period: str) -> str:
    return f"{period}, the whole year" if periods.is_year(period) else periods.words(period)
