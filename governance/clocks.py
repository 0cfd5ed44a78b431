"""Working days in England. Source: the bank-holiday rules of the `holidays` package; domain.md rule 5."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
CLOSE_OF_DAY = time(17, 0)
OFFICE_HOURS = (time(8), time(18))  # nobody is reminded by night, at weekends or on bank holidays


@lru_cache
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    """Monday to Friday and no bank holiday in England."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """The working day `count` working days after `day`; day 0 is `day` itself, or the next working day."""
    while not is_working_day(day):
        day += timedelta(days=1)
    for _ in range(count):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return day


def due(start: datetime, working_days: int) -> datetime:
    """17:00 London time, `working_days` working days after the London date of `start`."""
    day = add_working_days(start.astimezone(LONDON).date(), working_days)
    return datetime.combine(day, CLOSE_OF_DAY, tzinfo=LONDON)


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start`, up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -working_days_between(end, start)
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def in_office_hours(moment: datetime, *, until: time = OFFICE_HOURS[1]) -> bool:
    """A working day in London, from 8:00 to 18:00 or to an earlier time."""
    here = moment.astimezone(LONDON)
    return is_working_day(here.date()) and OFFICE_HOURS[0] <= here.time() < until
