"""Form fields for dates and times of day, with an error for each way of getting them wrong."""

import datetime
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from walls.forms import Named
from walls.widgets import PARTS, DateParts, parts_of

MONTHS = "january february march april may june july august september october november december".split()
CLOCK = re.compile(r"([0-9]{1,2})(?:[:.]?([0-9]{2}))?\s*(am|pm)?", re.IGNORECASE)


class DateBoxes(Named, forms.Field):
    """A date in three boxes, as datetime.date. The month may be a number, "Mar" or "March".

    `past`: today or before; `future`: today or after; `earliest`, `latest`: dates, both allowed themselves.
    An error's code names the boxes that are wrong ("day-month").
    """

    widget = DateParts

    def __init__(
        self,
        *,
        past: bool = False,
        future: bool = False,
        earliest: datetime.date | None = None,
        latest: datetime.date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.past, self.future, self.earliest, self.latest = past, future, earliest, latest

    def to_python(self, value: Any) -> datetime.date | None:
        if value is None or isinstance(value, datetime.date):
            return value
        typed = dict(zip(PARTS, [part.strip() for part in parts_of(value)], strict=True))
        if not any(typed.values()):
            return None
        if empty := [part for part in PARTS if not typed[part]]:
            raise ValidationError(f"{self.subject} must include a {' and a '.join(empty)}", code="-".join(empty))
        return self._real(typed)

    def _real(self, typed: dict[str, str]) -> datetime.date:
        month = month_number(typed["month"])
        day = number(typed["day"])
        if not re.fullmatch(r"[0-9]{4}", typed["year"], re.ASCII):
            raise ValidationError(f"{self.subject}: the year must have 4 numbers, like 1984", code="year")
        if not 1 <= month <= 12:
            raise ValidationError(f"{self.subject}: the month must be 1 to 12, or a name like March", code="month")
        try:
            return datetime.date(number(typed["year"]), month, day)
        except ValueError:
            raise ValidationError(f"{self.subject} must be a real date", code=fault(day)) from None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        today = timezone.localdate()
        latest = min(filter(None, (self.latest, today if self.past else None)), default=None)
        earliest = max(filter(None, (self.earliest, today if self.future else None)), default=None)
        if latest and value > latest:
            raise ValidationError(f"{self.subject} must be {near(latest, 'before')}", code="all")
        if earliest and value < earliest:
            raise ValidationError(f"{self.subject} must be {near(earliest, 'after')}", code="all")

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != self.to_python(initial))
        except ValidationError:
            return True


class ClockTime(Named, forms.Field):
    """A time of day, as datetime.time, from "2:30pm", "14:30", "1430" or "2pm"."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        self.width = 5
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> datetime.time | None:
        if isinstance(value, datetime.time):
            return value
        if not (text := str(value or "").strip()):
            return None
        found = CLOCK.fullmatch(text)
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
        half = (found[3] or "").lower() if found else ""
        bare = found is not None and not found[2] and not half  # "9" could be either half of the day
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        elif half or bare:
            hour = 24
        try:
            return datetime.time(hour, minute)
        except ValueError:
            raise ValidationError(f"{self.subject} must be a time, like 2:30pm or 14:30", code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%H:%M") if isinstance(value, datetime.time) else value


def month_number(typed: str) -> int:
    """1 to 12, or 0 when it is no month."""
    word = typed.lower().rstrip(".")
    named = [place for place, month in enumerate(MONTHS, 1) if word in (month, month[:3], month[:4])]
    return named[0] if named else number(typed)


def number(typed: str) -> int:
    """The whole number that one or more ASCII digits say, 0 for anything else."""
    return int(typed) if re.fullmatch(r"[0-9]{1,4}", typed, re.ASCII) else 0


def fault(day: int) -> str:
    return "day" if not 1 <= day <= 31 else "all"


def near(limit: datetime.date, side: str) -> str:
    """Words for a limit that is itself allowed."""
    if limit == timezone.localdate():
        return f"today or {'in the past' if side == 'before' else 'later'}"
    return f"{limit.day} {limit:%B %Y} or {side}"
