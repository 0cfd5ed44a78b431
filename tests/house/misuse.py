"""Ways of filling in a form that nobody should: for each way, what is sent for every box of a form."""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.house.markup import TYPED, Box, Form

HOSTILE = "<script>alert(1)</script>\u202e'; DROP TABLE x;-- {{ 7*7 }} {% now %} %s \u0000 🗝 שלום\r\n\ufeff"
MARKUP = "<script>alert(1)</script>“🗝”\u202eשלום & {{ 7*7 }} %s ' \""
UNKNOWN = "no-such-choice"
LONG = "A" * 20_000
SECRET = ("password",)
CHOSEN = ("radio", "checkbox", "select")
PARTS = {"day": 0, "month": 1, "year": 2}
Sent = dict[str, Any]
Way = Callable[[Form], Sent]


def part_of(box: Box) -> str:
    """Of a date in three boxes: which one; "" for anything else."""
    part = box.name.rpartition("_")[2]
    return part if part in PARTS else ""


def carried(form: Form) -> Sent:
    """What the page itself sends along: hidden boxes, and the button that sends it."""
    sent: Sent = {box.name: box.given for box in form.of_kind("hidden")}
    for box in form.of_kind("button"):
        sent[box.name] = ["send"] if "send" in box.offered else box.offered[:1]
    return sent


def filled(form: Form, typed: Callable[[Box], Any], *, chosen: bool = True) -> Sent:
    """What is carried, `typed` in every box for words, and the first choice (or an unknown one) everywhere else."""
    sent = carried(form)
    for box in form.boxes.values():
        if box.kind in CHOSEN:
            sent[box.name] = ([one for one in box.offered if one][:1] or [""]) if chosen else [UNKNOWN]
        elif box.kind in (*TYPED, *SECRET):
            sent[box.name] = typed(box)
        elif box.kind == "file":
            sent[box.name] = SimpleUploadedFile("x.jpg", b"no picture", "image/jpeg")
    return sent


def sensible(box: Box) -> str:
    """Words that most boxes take."""
    if box.kind == "email":
        return "ann@mail.example"
    if box.kind == "tel":
        return "01632 960 001"
    return "3" if box.attrs.get("inputmode") in ("numeric", "decimal") else "Some words"


def on(day: str, month: str, year: str) -> Way:
    """Sensible everywhere, and this date in every date."""

    def typed(box: Box) -> str:
        part = part_of(box)
        return (day, month, year)[PARTS[part]] if part else sensible(box)

    return lambda form: filled(form, typed)


def number(text: str) -> Way:
    """Sensible everywhere, and this in every box for numbers and every part of a date."""

    def typed(box: Box) -> str:
        counts = part_of(box) or box.attrs.get("inputmode") in ("numeric", "decimal")
        return text if counts else sensible(box)

    return lambda form: filled(form, typed)


def nothing(form: Form) -> Sent:
    return carried(form)


def bare(form: Form) -> Sent:
    """Not even what the page carries."""
    return {}


def wrong(form: Form) -> Sent:
    """Hostile words, and choices that there are not."""
    return filled(form, lambda box: HOSTILE, chosen=False)


def hostile(form: Form) -> Sent:
    return filled(form, lambda box: HOSTILE)


def markup(form: Form) -> Sent:
    return filled(form, lambda box: MARKUP)


def too_long(form: Form) -> Sent:
    return filled(form, lambda box: LONG)


def many(form: Form) -> Sent:
    """Several values where one is expected."""
    return {name: ["1", UNKNOWN, HOSTILE] for name in form.boxes}


def brackets(form: Form) -> Sent:
    """Arrays and objects as other frameworks write them."""
    return carried(form) | {f"{name}{end}": "1" for name in form.boxes for end in ("[]", "[0]", "[x]")}


def crooked(form: Form) -> Sent:
    """What the page carries is not what it was: versions, ids, tokens, buttons."""
    sent = filled(form, sensible)
    return sent | {box.name: ["-1"] for box in form.of_kind("hidden", "button")}


def crooked_words(form: Form) -> Sent:
    sent = filled(form, sensible)
    return sent | {box.name: [HOSTILE] for box in form.of_kind("hidden", "button")}


def crooked_numbers(form: Form) -> Sent:
    sent = filled(form, sensible)
    return sent | {box.name: ["9" * 5000] for box in form.of_kind("hidden", "button")}


def files(form: Form) -> Sent:
    """Files where words are expected, words where a file is."""
    sent: Sent = {box.name: SimpleUploadedFile("x.txt", b"\x00\xff") for box in form.of_kind(*TYPED, *CHOSEN)}
    return carried(form) | sent | {box.name: "words" for box in form.of_kind("file")}


def million(form: Form) -> Sent:
    """A million letters in one box: more than any form may bring."""
    sent = filled(form, sensible)
    names = [box.name for box in form.of_kind(*TYPED, "hidden")]
    return sent | dict.fromkeys(names[-1:], "A" * 1000000)


EVERY_DAY: dict[str, Way] = {"nothing": nothing, "wrong": wrong, "the year 9999": on("31", "12", "9999")}
WAYS: dict[str, Way] = EVERY_DAY | {
    "not even what the page carries": bare,
    "hostile words": hostile,
    "markup": markup,
    "20,000 letters": too_long,
    "several values": many,
    "brackets": brackets,
    "crooked ids": crooked,
    "words for ids": crooked_words,
    "numbers for ids": crooked_numbers,
    "files for words": files,
    "a million letters": million,
    "the year 1": on("1", "1", "0001"),
    "no such day": on("31", "2", "2026"),
    "below nothing": number("-1"),
    "beyond counting": number("9" * 5000),
    "no number": number("NaN"),
    "other digits": number("٣"),
    "too exact": number("1e400"),
}


def to_check(form: Form) -> Iterator[Box]:
    """The boxes in which "wrong" is wrong: not a single tick, which is a tick whatever its value, and not the box that
    people do not see, in which whatever a machine writes is taken with thanks.
    """
    for box in form.boxes.values():
        if box.attrs.get("tabindex") == "-1":
            continue
        if box.kind in TYPED or box.kind in ("radio", "select") or (box.kind == "checkbox" and len(box.offered) > 1):
            yield box
