"""True counts of facts, for disclosure control alone. Nothing outside equality/ may call this."""

from collections.abc import Iterable

import numpy as np
from django.db.models import Count, Min, QuerySet

from equality.disclosure.cubes import Counts, Dims, shape
from equality.disclosure.dimensions import DIMENSIONS
from equality.models import Fact


def counts(quarters: Iterable[str], population: str, dims: Dims) -> Counts:
    """Distinct people counted in these quarters (a person once a quarter), in the shape of `dims`."""
    columns = [DIMENSIONS[name].attribute for name in dims]
    table = np.zeros(shape(dims), dtype=np.int64)
    for *values, people in _counted(quarters, population).values_list(*columns).annotate(people=Count("pk")):
        place = tuple(DIMENSIONS[name].index(value) for name, value in zip(dims, values, strict=True))
        table[place] += people
    return table


def first_quarter() -> str | None:
    """The quarter of the earliest fact, None before the first."""
    first: str | None = Fact.objects.aggregate(first=Min("quarter"))["first"]
    return first


def _counted(quarters: Iterable[str], population: str) -> QuerySet[Fact]:
    return Fact.objects.filter(counted_in__in=list(quarters), kind=population, repeat=False)
