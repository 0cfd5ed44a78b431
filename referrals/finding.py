"""Search and duplicates over blind indexes: equal values meet, and nothing is decrypted to find them."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.actors import Actor
from referrals.access import referrals_for
from referrals.models import Referral, SearchTerm
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


def search(actor: Actor, asked: Mapping[str, Any]) -> list[Referral]:
    """Referrals that fit everything that was asked, newest first, at most 50. Keys: those of the search form."""
    found = referrals_for(actor).exclude(state=State.ANONYMISED)
    if asked.get("reference"):
        found = found.filter(reference=str(asked["reference"]).upper())
    for kind, digest in _digests(asked).items():
        terms = SearchTerm.objects.filter(kind=kind, digest=digest)
        found = found.filter(pk__in=terms.values("referral_id"))
    return list(found.order_by("-received_at", "id")[:LIMIT])


def _digests(asked: Mapping[str, Any]) -> dict[str, bytes]:
    """Index kind → digest, for what was asked."""
    name, born = str(asked.get("last_name") or ""), asked.get("date_of_birth")
    wanted: dict[str, tuple[str, ...]] = {
        kind: (str(asked.get(kind) or ""),) for kind in ("postcode", "telephone", "email")
    }
    wanted["person" if born else "surname"] = (name, born.isoformat()) if born else (name,)
    found = {kind: blind.digest(kind, *parts) for kind, parts in wanted.items() if all(parts)}
    return {kind: digest or b"\0" for kind, digest in found.items()}  # "…" alone has no digest, and finds nobody


def duplicates(actor: Actor, referral: Referral) -> list[Match]:
    """Other referrals that share something telling with this one, those with most reasons first."""
    mine = list(referral.search_terms.filter(kind__in=TELLING).values_list("digest", flat=True))
    terms = SearchTerm.objects.filter(digest__in=mine, kind__in=TELLING).exclude(referral=referral)
    kinds: dict[uuid.UUID, set[str]] = defaultdict(set)
    for referral_id, kind in terms.values_list("referral_id", "kind")[: LIMIT * len(TELLING)]:
        kinds[referral_id].add(kind)
    rows = referrals_for(actor).filter(pk__in=kinds).exclude(state=State.ANONYMISED)
    found = [Match(row, tuple(words for kind, words in TELLING.items() if kind in kinds[row.id])) for row in rows]
    return sorted(found, key=lambda match: (-len(match.reasons), match.referral.received_at))
