"""What must hold for the answer to a form that was filled in wrongly."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse

from tests.house.crawl import is_page
from tests.house.markup import TYPED, Form, Page
from tests.house.misuse import Sent, to_check

LEADING = {301, 302, 303, 307}


def faults(form: Form, sent: Sent, answer: HttpResponse, *, must_refuse: bool) -> Iterator[str]:
    """What is wrong with this answer."""
    if answer.status_code >= 500:
        yield f"status {answer.status_code}"
    if answer.status_code < 400 and must_refuse and any(to_check(form)):
        yield f"status {answer.status_code}, though everything was wrong"
    if answer.status_code in LEADING or not is_page(answer):
        return
    html = answer.content.decode("utf-8", "replace")
    page = Page(html)
    if "<script>alert" in html:
        yield "what was typed became markup"
    again = next((one for one in page.forms if set(one.boxes) >= {box.name for box in to_check(form)}), None)
    if answer.status_code == 422:
        yield from summary_faults(page)
        yield from lost(form, again, sent)
    yield from page.faults()


def summary_faults(page: Page) -> Iterator[str]:
    if not page.summary:
        yield "no error summary"
    for words, anchor in page.summary:
        if anchor and anchor not in page.ids:
            yield f"“{words}” leads nowhere"


def lost(form: Form, again: Form | None, sent: Sent) -> Iterator[str]:
    """What was typed and is not there any more; secrets may go."""
    if again is None:
        yield "the form is gone"
        return
    for box in form.of_kind(*TYPED):
        typed = one_of(sent.get(box.name, ""))
        kept = one_of(again.boxes[box.name].given) if box.name in again.boxes else "(no box)"
        if isinstance(typed, str) and lines(kept) != lines(typed):
            yield f"{box.name} was {typed[:40]!r} and is {kept[:40]!r}"


def one_of(value: Any) -> Any:
    """Of several values the last, as Django takes it."""
    return (value[-1] if value else "") if isinstance(value, list) else value


def lines(text: str) -> str:
    return text.replace("\r\n", "\n")
