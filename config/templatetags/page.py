"""Tags and filters of every page; docs/pages.md shows their use."""

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

REFERENCE = re.compile(r"\b(SR-[0-9A-Z]{4}-[0-9A-Z]{4})\b")
REACHED = re.compile(r"([\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b0(?: ?[0-9]){10}\b)")  # an e-mail address or a telephone number
COLOURS = frozenset({"grey", "blue", "green", "yellow", "orange", "red", "purple", "teal", "magenta"})


class NoSuchColour(ValueError):
    """A tag was asked for in a colour that the stylesheet does not have."""


@register.simple_tag
def tag(label: str, colour: str = "grey") -> SafeString:
    """A status in words on a coloured ground."""
    if colour not in COLOURS:
        raise NoSuchColour(f"{colour!r} is none of {', '.join(sorted(COLOURS))}")
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, label)


def local(moment: datetime.datetime) -> datetime.datetime:
    """The moment on a clock in London."""
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def words(moment: datetime.date | None, day: str) -> str | SafeString:
    """A <time> element; `day` is the strftime form of the date, with %e for a day without a leading zero."""
    if not moment:
        return ""
    shown = local(moment) if isinstance(moment, datetime.datetime) else moment
    text = shown.strftime(day.replace("%e", str(shown.day)))
    if isinstance(shown, datetime.datetime):
        text += f", {shown:%H:%M}"
        return format_html('<time datetime="{}">{}</time>', shown.isoformat(timespec="minutes"), text)
    return format_html('<time datetime="{}">{}</time>', shown.isoformat(), text)


@register.filter
def when(moment: datetime.date | None) -> str:
    """ "Tuesday 3 March 2026, 14:05"; without the time for a plain date."""
    return words(moment, "%A %e %B %Y")


@register.filter
def when_short(moment: datetime.date | None) -> str:
    """ "3 Mar 2026, 14:05", for tables."""
    return words(moment, "%e %b %Y")


@register.filter
def clock(moment: datetime.datetime | datetime.time | None) -> str:
    """ "14:05"."""
    if not moment:
        return ""
    return f"{local(moment) if isinstance(moment, datetime.datetime) else moment:%H:%M}"


@register.filter
def wait(days: int | None) -> str:
    """Working days left, in words; negative numbers are late."""
    if not isinstance(days, int):
        return ""
    if days == 0:
        return "due today"
    if days > 0:
        return f"{of(days, 'working day')} left"
    return f"{of(-days, 'working day')} late"


@register.filter
def ago(moment: datetime.datetime | None) -> str:
    """ "just now", "5 minutes ago", "3 hours ago", "yesterday, 14:05", then the date."""
    if not moment:
        return ""
    now = timezone.now()
    minutes = int((now - moment).total_seconds() // 60)
    days = (local(now).date() - local(moment).date()).days
    if days > 1 or minutes < 0:
        return when_short(moment)
    if days == 1 and minutes >= 60:
        text = f"yesterday, {clock(moment)}"
    elif minutes < 1:
        text = "just now"
    else:
        text = f"{of(minutes, 'minute')} ago" if minutes < 60 else f"{of(minutes // 60, 'hour')} ago"
    return format_html('<time datetime="{}">{}</time>', local(moment).isoformat(timespec="minutes"), text)


@register.filter
def of(count: int, noun: str) -> str:
    """ "1 referral", "12 referrals"; an irregular plural after a comma: "person,people"."""
    one, _, many = noun.partition(",")
    return f"{count:,} {one if count == 1 else many or one + 's'}"


@register.filter
def item(mapping: Mapping[str, Any], key: str) -> Any:
    """What a mapping holds under a key that is no template name, such as "data-count"."""
    return mapping.get(key, "")


@register.filter
def lines(value: Any) -> list[Any]:
    """A list as it is, anything else as a list of one."""
    return list(value) if isinstance(value, list | tuple) else [value]


@register.filter
def cell(value: Any) -> Any:
    """A table's cell: a mapping or object with `text` as it is, anything else as its text."""
    return value if isinstance(value, Mapping) or hasattr(value, "text") else {"text": value}


@register.simple_tag(takes_context=True)
def faults(context: Context) -> list[tuple[str, str]]:
    """What is wrong on this page, as (words, id of the control or ""), from `refused`, `form` and `forms`."""
    found = [(str(context["refused"]), "")] if context.get("refused") else []
    given = [one for one in (context.get("form"), *(context.get("forms") or ())) if getattr(one, "is_bound", False)]
    for form in [part for one in given for part in getattr(one, "forms", [one])]:
        found += [(str(error), "") for error in form.non_field_errors()]
        found += [(str(error), "" if field.is_hidden else field.anchor) for field in form for error in field.errors]
    return found


@register.filter
def whole(value: Any) -> Any:
    """Words whose references (SR-7K3M-9QX2) do not break at a hyphen; what is markup already stays as it is."""
    first, *rest = REFERENCE.split(str(value))
    if hasattr(value, "__html__") or not rest:
        return value
    pairs = zip(rest[::2], rest[1::2], strict=True)
    return format_html("{}{}", first, format_html_join("", '<span class="whole">{}</span>{}', pairs))


@register.filter
def reachable(value: str) -> SafeString:
    """Plain words whose e-mail addresses and telephone numbers are links. A number of 03 or
    08 that is written like one of a town is shown as GOV.UK writes it; a helpline’s own way of writing stays.
    """
    return format_html_join(
        "", "{}", ((_link(part) if REACHED.fullmatch(part) else part,) for part in REACHED.split(value))
    )


def _link(found: str) -> SafeString:
    if "@" in found:
        return format_html('<a class="govuk-link" href="mailto:{}">{}</a>', found, found)
    digits = found.replace(" ", "")
    shown = f"{digits[:4]} {digits[4:7]} {digits[7:]}" if digits[1] in "38" and found.count(" ") < 2 else found
    return format_html('<a class="govuk-link" href="tel:{}">{}</a>', digits, shown.replace(" ", "\N{NO-BREAK SPACE}"))


@register.filter
def percent(done: int, total: int) -> int:
    """A share of a whole, 0 to 100, rounded down so that 100 means finished."""
    return done * 100 // total if total else 0


@register.filter
def at(values: Sequence[Any], place: int) -> Any:
    """The value at a place, counted from 0; "" past the end."""
    return values[place] if place < len(values) else ""
