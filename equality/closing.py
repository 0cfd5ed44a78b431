"""What happens to facts when a quarter closes: they take the answers, are counted once, and lose what led to a person."""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import TypeVar

from django.db import connections, transaction
from django.db.models import Exists, OuterRef

from equality.codes import BROAD_GROUP, DISABILITIES, NO_CONDITION, NOT_STATED, PREFER_NOT
from equality.models import Answers, Fact, Severed
from equality.models.answers import Said
from equality.models.fact import UNCOUNTED
from equality.scope import ALIAS

Row = TypeVar("Row")

BATCH = 2_000
SUBSTANCES = frozenset({"alcohol", "drugs"})


def claim(quarter: str) -> None:
    """Make the quarter's facts, and late ones of earlier quarters, part of its figures. Again: only what is new.

    Each takes its answers now, so that they are opened once; a second referral of the same person in a quarter is
    marked as a repeat; what told that it is the same person is erased.
    """
    with transaction.atomic(using=ALIAS):
        waiting = Fact.objects.select_for_update().filter(counted_in=UNCOUNTED, quarter__lte=quarter)
        for batch in _batches(waiting.order_by("pk").iterator(BATCH)):
            _take_answers(batch)
        _mark_repeats(quarter)
        waiting.update(counted_in=quarter, person="")


def sever(quarters: Iterable[str]) -> int:
    """Destroy the join of every referral whose ending is counted: link and answers go. → how many."""
    done = Fact.objects.filter(kind=Fact.Kind.ENDED, counted_in__in=list(quarters), link__isnull=False)
    entered = Fact.objects.filter(kind=Fact.Kind.ENTERED, counted_in=UNCOUNTED, link=OuterRef("link"))
    severed = 0
    with transaction.atomic(using=ALIAS):
        for links in _batches(done.exclude(Exists(entered)).values_list("link", flat=True).iterator(BATCH)):
            Severed.objects.bulk_create([Severed(link=link) for link in links if link], ignore_conflicts=True)
            Answers.objects.filter(link__in=links).delete()
            Fact.objects.filter(link__in=links).update(link=None)
            severed += len(links)
    return severed


def _take_answers(facts: list[Fact]) -> None:
    answers = Answers.objects.in_bulk({fact.link for fact in facts if fact.link})
    taken = [(fact.pk, *coarse(answers[fact.link].said)) for fact in facts if fact.link in answers]
    if taken:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(_TAKE, [list(column) for column in zip(*taken, strict=True)])


_TAKE = """
    UPDATE equality_fact SET ethnicity = taken.ethnicity, disability = taken.disability, condition = taken.condition
    FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[]) AS taken (id, ethnicity, disability, condition)
    WHERE equality_fact.id = taken.id
"""


def coarse(said: Said) -> tuple[str, str, str]:
    """Answers as a fact keeps them: (ethnicity, disability, one exclusive combination of conditions)."""
    ethnicity = said.ethnicity if said.ethnicity in BROAD_GROUP or said.ethnicity == PREFER_NOT else NOT_STATED
    known = {code for code, _ in DISABILITIES} | {PREFER_NOT}
    return ethnicity, said.disability if said.disability in known else NOT_STATED, _mix(set(said.conditions))


def _mix(conditions: set[str]) -> str:
    mental, substance = "mental_health" in conditions, bool(conditions & SUBSTANCES)
    if mental and substance:
        return "both"
    if mental or substance:
        return "mental_health" if mental else "substance_use"
    return "none" if conditions == {NO_CONDITION} else "not_recorded"


def _mark_repeats(quarter: str) -> None:
    waiting = Fact.objects.filter(counted_in=UNCOUNTED, quarter__lte=quarter).exclude(person="")
    keyed = waiting.order_by("kind", "quarter", "person", "pk").values_list("kind", "quarter", "person", "pk")
    again = [row[3] for _, same in groupby(keyed, key=lambda row: row[:3]) for row in list(same)[1:]]
    for batch in _batches(again):
        Fact.objects.filter(pk__in=batch).update(repeat=True)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Lists of a length that fits into one statement."""
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch
