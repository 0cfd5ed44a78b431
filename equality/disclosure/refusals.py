"""Why figures are not given, in words that a page can show as they are."""

from datetime import date

from equality.disclosure import periods


class NotPublished(Exception):
    """There are no figures for this period (now). `str()` is one or two plain sentences."""


class TooFew(NotPublished):
    """So few people that figures about them would be figures about somebody."""

    def __init__(self, period: str, least: int) -> None:
        year = periods.is_year(period)
        then = "No report is made for it." if year else "Its figures are part of the year's report instead."
        super().__init__(f"Fewer than {least} people were counted in {periods.words(period)}. {then}")


class StillOpen(NotPublished):
    """The period has not closed: late records may still come in."""

    def __init__(self, period: str, closes: date) -> None:
        super().__init__(
            f"{periods.words(period)} closes on {closes.day} {closes:%B %Y}. Until then records may still come in."
        )


class NotFrozen(NotPublished):
    """A quarter of the period has not been closed and rounded yet."""

    def __init__(self, period: str, missing: str) -> None:
        super().__init__(f"{periods.words(period)} cannot be shown: {periods.words(missing)} is not closed yet.")


class AlreadyFrozen(NotPublished):
    """Figures are rounded once. A repeat reads what is stored."""

    def __init__(self, period: str) -> None:
        super().__init__(f"{periods.words(period)} is closed. Its figures are stored and do not change.")


class EarlierOpen(NotPublished):
    """Quarters close in order, so that a late record has one quarter to go to."""

    def __init__(self, period: str, earlier: str) -> None:
        super().__init__(f"Close {periods.words(earlier)} before {periods.words(period)}.")
