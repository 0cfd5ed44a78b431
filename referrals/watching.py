"""Curious reads: a worker looks through the record of who looked, and the rights officer and the leads are told.

Three kinds: the reader has the last name of the case; many cases in an hour without doing anything in them; a case that
is a honeytoken. Nothing is forbidden by it: a person judges. What an alert says is a reference.
"""

import uuid
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.models import User
from accounts.scope import as_system
from journal.actions import record
from journal.models import Access, Event
from referrals.models import Alert, Honeytoken, Referral, SearchTerm, Watched
from walls import blind

SAME_NAME, MANY, HONEYTOKEN = "read.same_name", "read.many", "read.honeytoken"
HOUR = timedelta(hours=1)
# A read is dated before its transaction ends; one that ended later than the last sweep is seen by the next.
OVERLAP = timedelta(minutes=2)
# Pages that show cases which nobody chose to open. A search is chosen.
LISTS = frozenset({
    "referrals:worklist", "referrals:duplicates", "referrals:hand_over", "referrals:phone", "referrals:call",
    "referrals:why", "referrals:looked_case", "referrals:looked_person", "governance:undelivered", "governance:failed", "providers:worklist", "providers:api_work", "providers:hand_over",
})  # fmt: skip
SEARCH = "referrals:search"


@dataclass(frozen=True)
class Look:
    """One person was shown one case. opened: a page of this case, not a line of a list."""

    at: datetime
    reader: uuid.UUID
    case: uuid.UUID
    opened: bool


@dataclass(frozen=True)
class Found:
    """A curious read. about, day: what makes it one and the same alert (models/watch.py)."""

    kind: str
    reader: uuid.UUID
    case: uuid.UUID
    about: uuid.UUID
    day: date | None = None


def sweep(now: datetime) -> int:
    """Look through what was read since the last time; → how many new alerts. Two at once raise each alert once."""
    with as_system():
        last = Watched.objects.values_list("until", flat=True).first()
        looks = list(_looks(since=(last or now - HOUR) - OVERLAP, until=now))
        found = [*_same_name(looks), *_honeytokens(looks), *_many(looks)]
    raised = sum(_once(one) for one in found)
    with as_system():
        Watched.objects.update_or_create(pk=1, defaults={"until": now})
    return raised


def _looks(*, since: datetime, until: datetime, readers: Iterable[uuid.UUID] | None = None) -> Iterator[Look]:
    """What people chose to be shown, oldest first."""
    rows = Access.objects.filter(at__gt=since, at__lte=until).exclude(what__in=LISTS)
    if readers is not None:
        rows = rows.filter(actor_id__in=readers)
    for at, reader, what, cases in rows.order_by("at").values_list("at", "actor_id", "what", "case_ids").iterator():
        if reader:
            yield from (Look(at, reader, case, what != SEARCH) for case in cases)


def _same_name(looks: list[Look]) -> Iterator[Found]:
    """The reader's last name is that of the person. Once for each reader and case."""
    cases = _by_reader(looks)
    for reader, name in User.objects.filter(pk__in=cases).values_list("pk", "name"):
        terms = SearchTerm.objects.filter(kind="surname", digest__in=surnames(name), referral_id__in=cases[reader])
        for case in terms.values_list("referral_id", flat=True):
            yield Found(SAME_NAME, reader, case, case)


def surnames(name: str) -> list[bytes]:
    """Digests of what may be the last name: "Berg", and "van der Berg" for Anna van der Berg."""
    words = name.split()
    names = (" ".join(words[at:]) for at in range(min(1, len(words) - 1), len(words)))
    return [digest for name in names for digest in blind.digests("surname", name)]


def _honeytokens(looks: list[Look]) -> Iterator[Found]:
    """A case that nobody has a reason to open. Once for each reader, case and day."""
    opened = [look for look in looks if look.opened]
    tokens = set(Honeytoken.objects.filter(pk__in={look.case for look in opened}).values_list("pk", flat=True))
    for look in opened:
        if look.case in tokens:
            yield Found(HONEYTOKEN, look.reader, look.case, look.case, _day(look.at))


def _many(looks: list[Look]) -> Iterator[Found]:
    """Many cases opened within an hour that are not the reader's, and in which they did nothing. Once a day."""
    readers = {look.reader for look in looks if look.opened}
    if not readers:
        return
    since, until = looks[0].at - HOUR, looks[-1].at
    opened: dict[uuid.UUID, list[Look]] = defaultdict(list)
    for look in _looks(since=since, until=until, readers=readers):
        opened[look.reader].extend([look] if look.opened else [])
    for reader, theirs in opened.items():
        yield from _bursts(theirs, _with_reason(reader, theirs, since))


def _with_reason(reader: uuid.UUID, looks: list[Look], since: datetime) -> set[uuid.UUID]:
    """The cases that are theirs, or in which they did something."""
    cases = {look.case for look in looks}
    theirs = Referral.objects.filter(pk__in=cases, worker_id=reader).values_list("pk", flat=True)
    done = Event.objects.filter(actor_id=reader, at__gt=since, case_id__in=cases).values_list("case_id", flat=True)
    return {*theirs, *(case for case in done if case)}


def _bursts(looks: list[Look], reasoned: set[uuid.UUID]) -> Iterator[Found]:
    hour: deque[Look] = deque()
    for look in looks:
        if look.case in reasoned:
            continue
        hour.append(look)
        while look.at - hour[0].at > HOUR:
            hour.popleft()
        if len({one.case for one in hour}) >= settings.CURIOUS_CASES_AN_HOUR:
            yield Found(MANY, look.reader, look.case, look.reader, _day(look.at))


def _by_reader(looks: list[Look]) -> dict[uuid.UUID, set[uuid.UUID]]:
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for look in looks:
        found[look.reader].add(look.case)
    return found


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _once(one: Found) -> bool:
    """One alert and its event in their own transaction, unless it was raised before."""
    with as_system():
        _, new = Alert.objects.get_or_create(kind=one.kind, reader_id=one.reader, about=one.about, day=one.day)
        if new:
            record(one.kind, by=SYSTEM, case_id=one.case, reader=str(one.reader))
        return new
