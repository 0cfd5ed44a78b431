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
from equality.disclosure.residents import uncovered

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
# Divisions over which one list of people must fit all annual tables and all frozen quarters at once.
WORLDS: dict[Population, tuple[tuple[str, ...], ...]] = {
    "entered": tuple(
        ("quarter", "district", "ethnicity_broad", name) for name in ("gender", "condition", "disability", "age")
    ),
    "ended": (),
}
# Printed sums over several stored values of one period: they stay within the tolerance for sums.
SUMS: dict[Population, tuple[tuple[str, ...], ...]] = {"entered": (("area",), ("area", "gender")), "ended": ()}

TOTAL_OF = {"entered": "people who were referred", "ended": "people whose referral ended"}


def _printed(source: TableSpec, title: str, *dims: str) -> TableSpec:
    """A table that is summed from a frozen one."""
    table = f"{source.population}.{'-by-'.join(dims)}"
    return TableSpec(table, title, source.population, dims, source.period_kind, source.id)


def _single(source: TableSpec, name: str) -> TableSpec:
    label = DIMENSIONS[name].label
    return _printed(
        source, label if source.population == "entered" else f"{label} of people whose referral ended", name
    )


def _singles(sources: tuple[TableSpec, ...]) -> tuple[TableSpec, ...]:
    """A table for each single dimension, from the first frozen table that has it."""
    found: dict[tuple[str, str], TableSpec] = {}
    for source in sources:
        for name in source.dims:
            found.setdefault((source.population, name), _single(source, name))
    return tuple(found.values())


def frozen(table: str) -> TableSpec:
    """The frozen table of that id; KeyError for any other."""
    return FROZEN[table]


FROZEN: dict[str, TableSpec] = {spec.id: spec for spec in (*FROZEN_QUARTERLY, *FROZEN_ANNUAL)}
_AREAS = _printed(frozen("entered.district-by-gender"), "Area and gender", "area", "gender")
PRINTED_QUARTERLY = (*_singles(FROZEN_QUARTERLY), _AREAS, *FROZEN_QUARTERLY)
PRINTED_ANNUAL = (
    _single(frozen("entered.district-by-age"), "age"),
    _single(frozen("ended.ethnicity-by-outcome"), "ethnicity"),
    _single(frozen("ended.district-by-outcome"), "district"),
    *FROZEN_ANNUAL,
)


def guarded(spec: TableSpec, residents: int) -> bool:
    """Whether every cell's identifying attributes fit enough residents for it to be rounded and printed at all."""
    return not uncovered(spec.dims, residents)
