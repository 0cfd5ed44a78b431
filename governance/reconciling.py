"""Once an hour: is everything that should have come of something there? What is not becomes a delivery that failed for
good, with an owner. Each stage checks its own (config/wiring.py, RECONCILERS); the journal's part is done here.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.scope import as_system
from governance.models import Reconciled
from journal.models import Event
from journal.reconciling import chain_fault, differs, undelivered
from journal.sealing import seal

FIRST_LOOK = timedelta(hours=2)
SETTLING = timedelta(minutes=2)  # what is younger may be on its way
OVERLAP = timedelta(minutes=5)  # a row is dated before its transaction ends


@dataclass(frozen=True)
class Window:
    """What to look at: what happened between two moments, or (`only`) one thing that was found before."""

    since: datetime
    until: datetime
    only: uuid.UUID | None = None


@dataclass(frozen=True)
class Difference:
    """`about`: the id of what is not as it should be. `fault`: a word for why."""

    about: uuid.UUID
    fault: str
    case_id: uuid.UUID | None = None


class StillSo(Exception):
    """It was looked at again, and nothing has changed."""


@dataclass(frozen=True)
class Check:
    """Finds differences. Called with the event of one, it is the handler that looks again when the owner says so."""

    find: Callable[[Window], Iterator[Difference]]

    def __call__(self, event: Event) -> None:
        until = timezone.now() - SETTLING
        if list(self.find(Window(until, until, event.subject_id))):
            raise StillSo


def sweep(now: datetime) -> int:
    """Look at all that happened since the last time; → how many differences are new. Two at once find each once."""
    with suppress(OSError):  # the folder of anchors cannot be written: the check of the chain says so
        seal()  # rows may be younger than their date: a restore, a sample
    with as_system():
        last = Reconciled.objects.values_list("until", flat=True).first()
    until = now - SETTLING
    window = Window(last - OVERLAP if last else until - FIRST_LOOK, until)
    found = 0
    for path in import_string(settings.RECONCILERS):
        with as_system():
            found += sum(_bury(path, one) for one in import_string(path).find(window))
    with as_system():
        found += undelivered(window.since, window.until)
    with as_system():
        Reconciled.objects.update_or_create(pk=1, defaults={"until": until, "looked_at": now})
    return found


def _bury(path: str, one: Difference) -> bool:
    return differs(check=path, about=one.about, case_id=one.case_id, fault=one.fault)


def _chain(window: Window) -> Iterator[Difference]:
    """What happened is under seal up to two minutes ago, and the heads of the seals are anchored. Once a day."""
    if fault := chain_fault(window.until):
        yield Difference(window.only or uuid.uuid5(uuid.NAMESPACE_OID, f"{timezone.localdate()}"), fault)


chain = Check(_chain)
