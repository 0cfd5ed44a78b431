"""Search and duplicates over blind indexes: equal values meet, and nothing is decrypted to find them."""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, product
from typing import Any

from accounts.actors import Actor
from referrals.access import referrals_for
from referrals.choices import Correction
from referrals.intake import Contact
from referrals.models import Amendment, ContactPoint, Referral, SearchTerm
from referrals.states import State
from walls import blind

LIMIT = 50
POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}\b", re.IGNORECASE)
# What two referrals share when they may be about the same person: kind of index of the one, of the other, and the
# reason. A surname alone says nothing.
TELLING = (
    ("person", "person", "Same last name and date of birth"),
    ("home", "home", "Same address"),
    ("telephone", "telephone", "Same phone number"),
    ("email", "email", "Same email address"),
    ("earlier_home", "home", "Measures before, or an earlier home, at the other one’s address"),
    ("home", "earlier_home", "Measures before, or an earlier home, of the other one at this address"),
    ("earlier_home", "earlier_home", "Measures before, or an earlier home, at the same address"),
)
MADE_AS = {"earlier_home": "home"}  # equal digests, so that a home meets what is somebody’s earlier home


@dataclass(frozen=True)
class Match:
    """Another referral and why it may be about the same person."""

    referral: Referral
    reasons: tuple[str, ...]


def findable(
    referral: Referral, contacts: Iterable[Contact | ContactPoint], amended: Iterable[Amendment] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(kind, what it is made of) of every blind index of a case. amended: its corrections."""
    yield "person", (referral.last_name, referral.date_of_birth)
    yield "surname", (referral.last_name,)
    yield "postcode", (referral.postcode,)
    yield "home", (referral.address, referral.postcode)
    yield from (("earlier_home", home) for home in _earlier_homes(referral, amended))
    kinds = {"phone": "telephone", "email": "email"}
    yield from ((kinds[c.means], (c.value,)) for c in contacts if c.means in kinds)


def _earlier_homes(referral: Referral, amended: Iterable[Amendment]) -> Iterator[tuple[str, str]]:
    """(address, postcode) of where measures were fitted before, when it was not here (S1.18), and of every home that the
    person has moved from since they were referred. Without a postcode a home cannot be found.
    """
    where = referral.previous_measures_where
    if postcodes := POSTCODE.findall(where):  # the last: "Flat B2 3rd floor" looks like one, too
        yield where.replace(postcodes[-1], ""), postcodes[-1]
    home = {"referral.address": referral.address, "referral.postcode": referral.postcode}
    moves = sorted((one for one in amended if one.field in home), key=lambda one: -one.version)
    for _, together in groupby(moves, key=lambda one: one.version):
        changes = list(together)
        home |= {one.field: one.before for one in changes}
        if changes[0].kind == Correction.CHANGED:
            yield home["referral.address"], home["referral.postcode"]


def digests(kind: str, parts: tuple[str, ...]) -> list[bytes]:
    """What stands in the index for these, under every key that is known, the current one first; [] for what has none."""
    return blind.digests(MADE_AS.get(kind, kind), *parts)


def search(actor: Actor, asked: Mapping[str, Any]) -> list[Referral]:
    """Referrals that fit everything that was asked, newest first, at most 50. Keys: those of the search form."""
    found = referrals_for(actor).exclude(state=State.ANONYMISED)
    if asked.get("reference"):
        found = found.filter(reference=str(asked["reference"]).upper())
    for kind, any_of in _digests(asked).items():
        terms = SearchTerm.objects.filter(kind=kind, digest__in=any_of)
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
    amended = referral.amendments.select_related("key")
    wanted: dict[tuple[str, bytes], set[str]] = defaultdict(set)
    for kind, parts in findable(referral, points, amended):
        meets = [(other, why) for mine, other, why in TELLING if mine == kind]
        for (other, why), digest in product(meets, digests(kind, parts)):
            wanted[other, digest].add(why)
    kinds, indexed = ({key[place] for key in wanted} for place in (0, 1))
    terms = SearchTerm.objects.filter(digest__in=indexed, kind__in=kinds).exclude(referral=referral)
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    for pk, kind, made in terms.values_list("referral_id", "kind", "digest")[: LIMIT * len(TELLING)]:
        found[pk] |= wanted.get((kind, bytes(made)), set())
    rows = referrals_for(actor).filter(pk__in=found).exclude(state=State.ANONYMISED)
    matches = [Match(row, tuple(why for *_, why in TELLING if why in found[row.id])) for row in rows]
    return sorted(matches, key=lambda match: (-len(match.reasons), match.referral.received_at))
