"""A form sent twice, the same bytes by the same browser: what the second one did."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urljoin

from django.contrib.auth import SESSION_KEY
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils import timezone

from accounts import demo
from tests.databases import role
from tests.house.crawl import Crawl, Seen
from tests.house.markup import Box, Form
from tests.house.matrix import BOTH, a_fresh_moment, undone, written
from tests.house.matrix_places import as_served
from tests.house.misuse import CHOSEN, PARTS, Sent, filled, part_of, sensible
from tests.providers.deeds import PICTURE

DAYS = (0, 7, -30)  # from today: dates of what is, of what is planned, of what was
# What a second time may change, and why that is harmless.
HARMLESS = {
    "reports:new": {
        "reports_run",
        "journal_event",
        "journal_delivery",
    },  # asked twice, made once (reports/actions/making.py)
    "referrals:call": {"referrals_draft"},  # the same answers, sealed anew
}
NEW = "seven herons over the marsh"
BY_NAME = {"oldpassword": demo.password(), "password": demo.password(), "password1": NEW, "password2": NEW}
Contents = dict[str, tuple[int, int]]  # table → rows, and a sum over all that stands in them


@dataclass(frozen=True)
class Twice:
    """status: of the second answer. made: tables that it changed. out: it ended the session that was still there."""

    status: int
    made: set[str]
    out: bool


def sent_twice(crawl: Crawl, seen: Seen, form: Form) -> Twice | None:
    """The first way of filling it in that does something, sent twice; None when none does."""
    for sent in ways(form):
        with as_served(crawl.world, seen.route), undone():
            if found := _sent(crawl, seen, form, sent):
                return found
    return None


def _sent(crawl: Crawl, seen: Seen, form: Form, sent: Sent) -> Twice | None:
    path, asker, may = urljoin(seen.path, form.action), crawl.asker, seen.route.may_write
    a_fresh_moment()
    asker.become(seen.who)
    before = written()
    first = asker.go_on("POST", path, rewound(sent))
    if first.status_code >= 400 or not touched(before, may):
        return None
    inside, before = SESSION_KEY in asker.client.session, written()
    with undone():
        second = asker.go_on("POST", path, rewound(sent))
        out = inside and SESSION_KEY not in asker.client.session
        maybe = touched(before, may)
        after = contents(maybe)
    there = contents(maybe)
    made = {table for table in after if after[table] != there[table]} - HARMLESS.get(seen.route.name, set())
    return Twice(second.status_code, made, out)


def rewound(sent: Sent) -> Sent:
    """With its files as they were before they were read."""
    for file in (one for one in sent.values() if isinstance(one, SimpleUploadedFile)):
        file.seek(0)
    return sent


def touched(before: dict[str, int], may: set[str]) -> set[str]:
    """Tables in which rows were written since, were it only to be taken back, beside those that reading writes."""
    return {table for table, rows in written().items() if rows != before.get(table)} - may


def contents(tables: set[str]) -> Contents:
    """What stands in these tables, whoever may see it."""
    found: Contents = {}
    for alias in BOTH if tables else ():
        with role("safer_backup", using=alias), connections[alias].cursor() as cursor:
            for table in tables & set(connections[alias].introspection.table_names(cursor)):
                cursor.execute(f'SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM "{table}" t')  # noqa: S608 - from the catalogue
                found[table] = cursor.fetchone()
    return found


def ways(form: Form) -> Iterator[Sent]:
    """As somebody would fill it in, with dates about today and the first or the last of each choice."""
    for days in DAYS:
        sent = filled(form, lambda box, days=days: typed(box, timezone.localdate() + timedelta(days)))  # type: ignore[misc]
        sent |= {box.name: SimpleUploadedFile("x.jpg", PICTURE, "image/jpeg") for box in form.of_kind("file")}
        yield sent
        if not days:
            yield sent | {box.name: box.offered[-1:] for box in form.of_kind(*CHOSEN)}


def typed(box: Box, day: date) -> Any:
    """What is given stays."""
    if box.name in BY_NAME:
        return BY_NAME[box.name]
    if given := next(filter(None, box.given), ""):
        return given
    if part := part_of(box):
        return (str(day.day), str(day.month), str(day.year))[PARTS[part]]
    return "10:00" if re.search("time|from|until", box.name) else sensible(box)
