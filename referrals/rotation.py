"""The blind indexes of all cases, when their key changes: made anew from what they index, while search goes on with both."""

import uuid

from django.db.models import Q, prefetch_related_objects

from accounts.scope import as_system
from referrals.actions.intake import search_terms
from referrals.models import Referral, SearchTerm

BATCH = 50
EVERY = Q()


def index_anew(batch: int = BATCH, *, only: Q = EVERY) -> int:
    """KEEPERS (walls/rotation.py): compare every case with what it should be found by. → how many were made anew."""
    done, last = 0, uuid.UUID(int=0)
    while True:
        with as_system():
            # Locked as an action locks it, so that a correction is either before this or after it.
            cases = Referral.objects.select_related("key").filter(only, pk__gt=last, key__isnull=False).order_by("pk")
            rows = list(cases.select_for_update(of=("self",), no_key=True)[:batch])
            if not rows:
                return done
            done += _make(rows)
        last = rows[-1].pk


def _make(rows: list[Referral]) -> int:
    prefetch_related_objects(rows, "search_terms", "contact_points__key", "amendments__key")
    fresh = ((row, search_terms(row, row.contact_points.all(), row.amendments.all())) for row in rows)
    stale = [(row, made) for row, made in fresh if _differ(row, made)]
    SearchTerm.objects.filter(referral__in=[row for row, _ in stale]).delete()
    SearchTerm.objects.bulk_create([term for _, made in stale for term in made])
    return len(stale)


def _differ(row: Referral, made: list[SearchTerm]) -> bool:
    there = {(term.kind, bytes(term.digest)) for term in row.search_terms.all()}
    return there != {(term.kind, term.digest) for term in made}
