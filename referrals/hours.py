"""What people write about safe hours, understood where it is plain: "Weekdays 9:30am to 2pm", "10-3", "evenings" is not.

Not understood is never taken as safe: the page then asks the caller to read the words first.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time

from governance.clocks import LONDON

DAYS = {
    "": range(7), "every day": range(7), "any day": range(7), "daily": range(7),
    "weekdays": range(5), "weekday": range(5), "monday to friday": range(5), "mon-fri": range(5),
    "mon to fri": range(5), "weekends": range(5, 7), "weekend": range(5, 7),
}  # fmt: skip
TIME = r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*(am|pm)?"
WORDS = re.compile(rf"(?:(.*?)[,:]?\s+)??(?:between\s+)?{TIME}\s*(?:to|until|and|-|–)\s*{TIME}")


HALF_HOURS = 48


@dataclass(frozen=True)
class Window:
    """Plain safe hours: on these days of the week (0 is Monday) from `start` until before `end`."""

    days: range
    start: time
    end: time


def safe_at(words: str, moment: datetime) -> bool | None:
    """Whether these words allow a call at this moment; None when they are not plain enough to tell."""
    window = _window(words)
    if window is None:
        return None
    here = moment.astimezone(LONDON)
    return here.weekday() in window.days and window.start <= here.time() < window.end


def half_hours(safe: bool, words: str) -> tuple[int, int]:
    """→ on weekdays, on weekends: bit n is set when a call is safe in the whole half hour n of the day (0 from 00:00).

    Coarse and without words, so that a worklist can ask the database; what is not known to be safe is not set.
    """
    if not safe:
        return 0, 0
    if not words:
        return (1 << HALF_HOURS) - 1, (1 << HALF_HOURS) - 1
    window = _window(words)
    if window is None:
        return 0, 0
    bits = sum(1 << slot for slot in range(HALF_HOURS) if _within(slot, window))
    return bits if 0 in window.days else 0, bits if 5 in window.days else 0


def _within(slot: int, window: Window) -> bool:
    end = _minutes(window.end)
    return _minutes(window.start) <= slot * 30 and slot * 30 + 30 <= end


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def slot_at(moment: datetime) -> tuple[bool, int]:
    """→ whether it is a weekend in Kent, and which half hour of the day it is."""
    here = moment.astimezone(LONDON)
    return here.weekday() >= 5, (here.hour * 60 + here.minute) // 30


def _window(words: str) -> Window | None:
    found = WORDS.fullmatch(words.strip().lower().rstrip("."))
    days = DAYS.get((found[1] or "").strip()) if found else None
    if not found or days is None:
        return None
    start, end = _time(found[2], found[3], found[4]), _time(found[5], found[6], found[7])
    if start and end and end <= start and not found[7]:
        end = _time(found[5], found[6], "pm")  # "9 to 3" is over in the afternoon
    return Window(days, start, end) if start and end and end > start else None


def _time(hour: str, minute: str | None, half: str | None) -> time | None:
    number = int(hour)
    if half and not 1 <= number <= 12:
        return None
    if half:
        number = number % 12 + (12 if half == "pm" else 0)
    return time(number, int(minute or 0)) if number < 24 and int(minute or 0) < 60 else None
