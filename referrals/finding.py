"""Search and duplicates over blind indexes: equal values meet, and nothing is decrypted to find them."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.actors import Actor
from referrals.access import referrals_for
from referrals.intake import Contact
from referrals.models import ContactPoint, Referral, SearchTerm
from referrals.states import State
from walls import blind

LIMIT = 50
# Two referrals that share one of these may be about the same person; a surname alone says nothing.
TELLING = {
    "person": "Same last name and date of birth",
    "address": "Same address",
    "telephone": "Same phone number",
    "email": "Same email address",
}


@dataclass(frozen=True)
class Match:
    """Another referral and why it may be about the same person."""

    referral: Referral
    reasons: tuple[str, ...]


def findable(referral: Referral, contacts: Iterable[Contact | ContactPoint]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(kind, what it is made of) of every blind index of a case."""
    yield "person", (referral.last_name, referral.date_of_birth)
    yield "surname", (referral.last_name,)
    yield "postcode", (referral.postcode,)
    yield "address", (referral.address, referral.postcode)
    kinds = {"phone": "telephone", "email": "email"}
    yield from ((kinds[c.means], (c.value,)) for c in contacts if c.means in kinds)


def search(actor: Actor, asked: Mapping[str, Any]) -> list[Referral]:
    """Referrals that fit everything that was asked, newest first, at most 50. Keys: those of the search form."""
    found = referrals_for(actor).exclude(state=State.ANONYMISED)
    if asked.get("reference"):
        found = found.filter(reference=str(asked["reference"]).upper())
    for kind, digests in _digests(asked).items():
        terms = SearchTerm.objects.filter(kind=kind, digest__in=digests)
        found = found.filter(pk__in=terms.values("referral_id"))
    return list(found.order_by("-received_at", "id")[:LIMIT])


def _digests(asked: Mapping[str, Any]) -> dict[str, list[bytes]]:
    """Index kind → digests, for what was asked. Empty when what was asked (“…” alone) has none, and finds nobody."""
    name, born = str(asked.get("last_name") or ""), asked.get("date_of_birth")
    wanted: dict[str, tuple[str, ...]] = {
        kind: (str(asked.get(kind) or ""),) for kind in ("postcode", "telephone", "email")
    }
    wanted["person" if born else "surname"] = (name, born.isoformat()) if born else (name,)
    return {kind: blind.digests(kind, *parts) for kind, parts in wanted.items() if all(parts)}


def duplicates(actor: Actor, referral: Referral) -> list[Match]:
    """Other referrals that share something telling with this one, those with most reasons first."""
    points = referral.contact_points.select_related("key")
    mine = [
        digest
        for kind, parts in findable(referral, points)
        if kind in TELLING
        for digest in blind.digests(kind, *parts)
    ]
    terms = SearchTerm.objects.filter(digest__in=mine, kind__in=TELLING).exclude(referral=referral)
    kinds: dict[uuid.UUID, set[str]] = defaultdict(set)
    for referral_id, kind in terms.values_list("referral_id", "kind")[: LIMIT * len(TELLING)]:
        kinds[referral_id].add(kind)
    rows = referrals_for(actor).filter(pk__in=kinds).exclude(state=State.ANONYMISED)
    found = [Match(row, tuple(words for kind, words in TELLING.items() if kind in kinds[row.id])) for row in rows]
    return sorted(found, key=lambda match: (-len(match.reasons), match.referral.received_at))
