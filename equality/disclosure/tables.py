"""The whitelist: every table that is ever rounded, and every table that may ever be printed. Nothing else exists.

Two populations, each of distinct people: `entered` (their referral came in during the period) and `ended` (their
referral ended during it). FROZEN tables are rounded and stored; PRINTED ones are sums of stored values. The quarterly
tables of a population form a tree (each new table shares one dimension with those before it), so consistent tables
always are the margins of a real list of people; where the annual tables close a ring, a CLIQUE says which dimensions
the rounding must keep consistent together.
"""

from dataclasses import dataclass
from typing import Literal

from equality.disclosure.dimensions import DIMENSIONS

Population = Literal["entered", "ended"]
PeriodKind = Literal["quarter", "year"]


@dataclass(frozen=True)
class TableSpec:
    """One table. `source`: the frozen table it is summed from (itself, for a frozen one). `dims`: dimension names."""

    id: str
    title: str
    population: Population
    dims: tuple[str, ...]
    period_kind: PeriodKind
    source: str = ""

    @property
    def frozen_as(self) -> str:
        return self.source or self.id

    @property
    def sensitive_dims(self) -> tuple[str, ...]:
        return tuple(name for name in self.dims if DIMENSIONS[name].sensitive)

    @property
    def leaves(self) -> int:
        """How many cells it has without margins."""
        count = 1
        for name in self.dims:
            count *= len(DIMENSIONS[name].categories)
        return count


def _frozen(kind: PeriodKind, population: Population, title: str, *dims: str) -> TableSpec:
    return TableSpec(f"{population}.{'-by-'.join(dims)}", title, population, dims, kind)


FROZEN_QUARTERLY = (
    _frozen("quarter", "entered", "Broad ethnic group and gender", "ethnicity_broad", "gender"),
    _frozen("quarter", "entered", "Broad ethnic group and age", "ethnicity_broad", "age_broad"),
    _frozen("quarter", "entered", "Broad ethnic group and co-occurring condition", "ethnicity_broad", "condition"),
    _frozen("quarter", "entered", "Broad ethnic group and disability", "ethnicity_broad", "disability"),
    _frozen("quarter", "entered", "Broad ethnic group and children in the home", "ethnicity_broad", "children"),
    _frozen("quarter", "entered", "District and gender", "district", "gender"),
    _frozen("quarter", "ended", "Broad ethnic group and outcome", "ethnicity_broad", "outcome"),
    _frozen("quarter", "ended", "Gender and outcome", "gender", "outcome"),
    _frozen("quarter", "ended", "Disability and outcome", "disability", "outcome"),
    _frozen("quarter", "ended", "Co-occurring condition and outcome", "condition", "outcome"),
)
FROZEN_ANNUAL = (
    _frozen("year", "entered", "Ethnic group and gender", "ethnicity_guarded", "gender"),
    _frozen("year", "entered", "Ethnic group", "ethnicity"),
    _frozen("year", "entered", "District and broad ethnic group", "district", "ethnicity_district"),
    _frozen("year", "entered", "District and co-occurring condition", "district", "condition"),
    _frozen("year", "entered", "District and disability", "district", "disability"),
    _frozen("year", "entered", "District and age", "district", "age"),
    _frozen("year", "ended", "Ethnic group and outcome", "ethnicity", "outcome"),
    _frozen("year", "ended", "District and outcome", "district", "outcome"),
)
