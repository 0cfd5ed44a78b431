"""Many referrals from few: copies of walked ones, each with another person, key, address, phone and time.

What a walk guarantees (legal states, versions without gaps, clocks, consents, steps for every move) its copies have, too.
"""

import random
import uuid
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from accounts.scope import as_system
from config.sample.figures import figures_of
from config.sample.loading import load
from config.sample.patterns import Copy, Pattern
from config.sample.people import SHARES, Kent
from governance.clocks import LONDON
from referrals.actions.intake import search_terms
from referrals.intake import Contact
from referrals.models import Referral, SearchTerm
from referrals.references import new_reference
from referrals.states import ENDED
from walls.models import CaseKey

BATCH = 2000
SORTS = {"closed": 76, "open": 14, "not_suitable": 8, "duplicate": 2}  # of a hundred referrals
TWO_YEARS = timedelta(days=730)


def multiply(references: list[str], count: int, dice: random.Random, *, say: Callable[[str], object]) -> int:
    """Add `count` copies of these walked referrals. → how many were added."""
    with as_system():
        kept = Referral.objects.filter(reference__in=references).exclude(state="anonymised").order_by("reference")
        patterns = [Pattern(pk) for pk in kept.values_list("pk", flat=True)]
    mix = Mix(patterns, dice)
    done = 0
    while done < count:
        batch = min(BATCH, count - done)
        chosen = [mix.draw() for _ in range(batch)]
        with transaction.atomic(), as_system():
            _add(chosen, Kent(dice))
        done += batch
        say(f"{done} of {count} copied")
    return done


class Mix:
    """Which walked referral the next copy is made from, so that districts and endings come out as in a real scheme."""

    def __init__(self, patterns: list[Pattern], dice: random.Random) -> None:
        self.kent, self.dice, self.patterns = Kent(dice), dice, patterns
        self.sorts: dict[tuple[str, str], list[Pattern]] = defaultdict(list)
        for pattern in patterns:
            if sort := _sort(pattern):
                self.sorts[pattern.referral.district, sort].append(pattern)

    def draw(self) -> Pattern:
        """District first, then how far it has come; where nobody walked that, anything from the district, or any."""
        district, sort = self.kent.one_of(SHARES), self.kent.one_of(SORTS)
        there = [p for (place, _), those in self.sorts.items() if place == district for p in those]
        return self.dice.choice(self.sorts.get((district, sort)) or there or self.patterns)


def _sort(pattern: Pattern) -> str:
    """'' for an open referral that is unusually late: few are, so those few are not copied."""
    if pattern.referral.state in SORTS:
        return str(pattern.referral.state)
    due = pattern.referral.due_at
    return "open" if due is None or due > timezone.now() - timedelta(days=6) else ""


def _add(chosen: list[Pattern], kent: Kent) -> None:
    tables: dict[type[models.Model], list[list[Any]]] = defaultdict(list)
    figures = []
    for pattern in chosen:
        copy = _copy_of(pattern, kent)
        tables[CaseKey].append([copy.key.pk, copy.key.wrapped_by, copy.key.wrapped])
        for model, values in pattern.copies(copy):
            tables[model].append(values)
        tables[SearchTerm] += _terms(pattern, copy)
        figures.append(figures_of(pattern.referral, copy, kent))
    for model, rows in tables.items():
        load(model, rows)
    for apart in zip(*figures, strict=True):
        rows_apart = [row for rows in apart for row in rows[1]]
        load(apart[0][0], rows_apart, using="equality")


def _copy_of(pattern: Pattern, kent: Kent) -> Copy:
    shift = _shift(pattern, kent.dice)
    on = (pattern.first + shift).astimezone(LONDON).date()
    identity = _identity(pattern.referral, kent, on)
    return Copy(
        ids={old: uuid.UUID(int=kent.dice.getrandbits(128), version=4) for old in pattern.old_ids},
        key=CaseKey.fresh(),
        shift=shift,
        reference=new_reference(),
        identity=identity,
        phones={"phone": kent.phone(), "email": f"person{kent.dice.randint(1, 10**7)}@example.org"},
    )


def _identity(referral: Referral, kent: Kent, on: date) -> dict[str, Any]:
    """Another person in the same district, because the district decides which provider has the work."""
    who = Kent(kent.dice, referral.district).identity(on)
    if referral.referrer_name:
        who |= kent.referrer({})
    return who


def _shift(pattern: Pattern, dice: random.Random) -> timedelta:
    """Whole weeks, so that working days stay working days. Open referrals stay recent, ended ones fill two years."""
    now: datetime = timezone.now()
    if pattern.referral.state not in ENDED:
        return timedelta(weeks=-dice.choice([0, 0, 0, 1, 1, 2]))
    earliest = (now - TWO_YEARS - pattern.first).days // 7 + 1
    latest = (now - pattern.last).days // 7
    return timedelta(weeks=dice.randint(min(earliest, latest), latest))


def _terms(pattern: Pattern, copy: Copy) -> list[list[Any]]:
    """Blind indexes of the new person."""
    person = Referral(pk=copy.ids[pattern.referral.pk], **copy.identity)
    contacts = tuple(Contact(means, value, "yes") for means, value in copy.phones.items())
    return [[uuid.uuid4(), person.pk, term.kind, term.digest] for term in search_terms(person, contacts)]
