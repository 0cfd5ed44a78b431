"""What people write about safe hours, understood where it is plain: "Weekdays 9:30am to 2pm", "10-3", "evenings" is not.

Not understood is never taken as safe: the page then asks the caller to read the words first.
"""

import re
from datetime import datetime, time

from governance.clocks import LONDON

DAYS = {
    "": range(7), "every day": range(7), "any day": range(7), "daily": range(7),
    "weekdays": range(5), "weekday": range(5), "monday to friday": range(5), "mon-fri": range(5),
    "mon to fri": range(5), "weekends": range(5, 7), "weekend": range(5, 7),
}  # fmt: skip
TIME = r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*(am|pm)?"
WORDS = re.compile(rf"(?:(.*?)[,:]?\s+)??(?:between\s+)?{TIME}\s*(?:to|until|and|-|–)\s*{TIME}")


def safe_at(words: str, moment: datetime) -> bool | None:
    """Whether these words allow a call at this moment; None when they are not plain enough to tell."""
    found = WORDS.fullmatch(words.strip().lower().rstrip("."))
    days = DAYS.get((found[1] or "").strip()) if found else None
    if not found or days is None:
        return None
    start, end = _time(found[2], found[3], found[4]), _time(found[5], found[6], found[7])
    if start and end and end <= start and not found[7]:
        end = _time(found[5], found[6], "pm")  # "9 to 3" is over in the afternoon
    if not start or not end or end <= start:
        return None
    here = moment.astimezone(LONDON)
    return here.weekday() in days and start <= here.time() < end


def _time(hour: str, minute: str | None, half: str | None) -> time | None:
    number = int(hour)
    if half and not 1 <= number <= 12:
        return None
    if half:
        number = number % 12 + (12 if half == "pm" else 0)
    return time(number, int(minute or 0)) if number < 24 and int(minute or 0) < 60 else None
