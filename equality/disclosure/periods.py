"""Periods: quarters `2026Q2`, halves `2026H1`, years `2026`. Nothing else can be asked for (no custom dates)."""

import re
from datetime import date, timedelta

_QUARTER = re.compile(r"(\d{4})Q([1-4])")
_HALF = re.compile(r"(\d{4})H([12])")
_YEAR = re.compile(r"\d{4}")


def quarter_of(day: date) -> str:
    """The calendar quarter of a day, `2026Q2`."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def is_quarter(period: str) -> bool:
    return bool(_QUARTER.fullmatch(period))


def is_year(period: str) -> bool:
    return bool(_YEAR.fullmatch(period))


def is_period(period: str) -> bool:
    return is_quarter(period) or is_year(period) or bool(_HALF.fullmatch(period))


def year_of(period: str) -> str:
    return period[:4]


def quarters_of(period: str) -> tuple[str, ...]:
    """The quarters whose union the period is; ValueError for anything that is not a period."""
    if is_quarter(period):
        return (period,)
    if half := _HALF.fullmatch(period):
        first = 2 * int(half[2]) - 1
        return (f"{half[1]}Q{first}", f"{half[1]}Q{first + 1}")
    if is_year(period):
        return tuple(f"{period}Q{number}" for number in range(1, 5))
    raise ValueError(f"{period!r} is not a quarter (2026Q2), a half-year (2026H1) or a year (2026).")


def next_quarter(period: str) -> str:
    year, number = int(period[:4]), int(period[5])
    return f"{year}Q{number + 1}" if number < 4 else f"{year + 1}Q1"


def last_day(period: str) -> date:
    """The last day of a period of any kind."""
    year, number = int(period[:4]), int(quarters_of(period)[-1][5])
    return (date(year + number // 4, number * 3 % 12 + 1, 1)) - timedelta(days=1)


def words(period: str) -> str:
    """How a page names it: 'April to June 2026', 'January to June 2026', '2026'."""
    first = quarters_of(period)[0]
    if is_year(period):
        return period
    start = date(int(period[:4]), int(first[5]) * 3 - 2, 1)
    return f"{start:%B} to {last_day(period):%B %Y}"
