"""Whether the facts are the referrals: each counted once, none too many. Numbers only; nobody is named."""

from dataclasses import dataclass
from itertools import islice

from equality.models import Fact, Severed
from referrals.facts import counted_links

BATCH = 5_000


@dataclass(frozen=True)
class Reconciliation:
    """`missing`: referrals that are not a fact yet (an event is on its way, or was lost). `superfluous`: facts whose
    referral is not counted (any more). Facts whose link is destroyed are matched by number."""

    referrals: int
    with_fact: int
    severed: int
    missing: int
    superfluous: int

    @property
    def right(self) -> bool:
        return not self.missing and not self.superfluous


def reconcile() -> Reconciliation:
    """Compare them, by opaque link. Needs the worker's sight of both databases; 1,000,000 referrals take seconds."""
    referrals = with_fact = severed = 0
    links = counted_links()
    while batch := set(islice(links, BATCH)):
        referrals += len(batch)
        there = set(Fact.objects.filter(kind=Fact.Kind.ENTERED, link__in=batch).values_list("link", flat=True))
        gone = set(Severed.objects.filter(link__in=batch - there).values_list("link", flat=True))
        with_fact, severed = with_fact + len(there), severed + len(gone)
    linked = Fact.objects.filter(kind=Fact.Kind.ENTERED, link__isnull=False).count()
    return Reconciliation(referrals, with_fact, severed, referrals - with_fact - severed, linked - with_fact)
