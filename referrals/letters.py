"""Pure rules of writing to the person: which ways are open now, which words are neutral, how they are filled in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from referrals.choices import Safe, Way
from referrals.hours import safe_at
from walls.refusals import Refused

# Whoever opens the letter or looks over a shoulder must not learn what it is about.
TELLING = re.compile(
    r"abus|violen|safer|sanctuary|domestic|refuge|survivor|victim|perpetrator|assault|stalk|harass|police|marac|dash\b"
    r"|\block(s|ed|smith)?\b|referr(al|ed)|support worker|risk|ex-?partner|injur|rape|court",
    re.IGNORECASE,
)
GAPS = r"{(name|worker)}"
TEXT_LENGTH = 160  # one text message
MEANS = {Way.EMAIL: "email", Way.POST: "post", Way.TEXT: "phone"}


@dataclass(frozen=True)
class Open:
    """One way of writing. `why_not` is empty when the plan allows it now."""

    way: Way
    why_not: str


def check_wording(*, way: str, subject: str, body: str) -> None:
    """Neutral, with gaps that we can fill; a text fits into one message."""
    for field, words in (("subject", subject), ("body", body)):
        if found := TELLING.search(words):
            raise Refused(f"“{found[0]}” could tell others what it is about. Use neutral words.", field=field)
    if way == Way.EMAIL and not subject.strip():
        raise Refused("Enter a subject: it stands in the list of the mailbox.", field="subject")
    if re.search(r"[{}]", subject + re.sub(GAPS, "", body)):
        raise Refused("Only {name} and {worker} can be filled in, and only in the text.", field="body")
    if way == Way.TEXT and len(body) > TEXT_LENGTH:
        raise Refused(f"A text message has {TEXT_LENGTH} characters at most.", field="body")


def filled(words: str, *, name: str, worker: str) -> str:
    """As it will arrive. Once only: a name that looks like a gap stays as it is."""
    given = {"name": name, "worker": worker}
    return re.sub(GAPS, lambda gap: given[gap[1]], words)


def check_length(way: Way, body: str) -> None:
    """A text with its gaps filled still fits into one message: half of it would be another message, or lost."""
    if way is Way.TEXT and len(body) > TEXT_LENGTH:
        raise Refused(
            f"With the names filled in, this text has {len(body)} characters; a text message has {TEXT_LENGTH} at most. "
            "Choose other words, or propose shorter ones. Nothing was sent.",
            field="wording",
        )


def why_not(way: Way, points: Mapping[str, Mapping[str, str]], now: datetime) -> str:
    """Why the person may not be written to in this way now, "" when it is safe (S1.11). Unknown means do not use.

    points: for each means that is known, the answers `safe`, `text` and `hours`.
    """
    point = points.get(MEANS[way])
    if point is None:
        return "None is known."
    if point["safe"] != Safe.YES:
        return "It is not safe." if point["safe"] == Safe.NO else "Nobody knows whether it is safe."
    if way == Way.TEXT and point["text"] != Safe.YES:
        return "A text message is not safe." if point["text"] == Safe.NO else "Nobody knows whether a text is safe."
    if point["hours"] and way == Way.POST:
        return f"A letter cannot keep safe hours: {point['hours']}"
    if point["hours"] and safe_at(point["hours"], now) is not True:
        return f"Not now. Safe hours: {point['hours']}"
    return ""
