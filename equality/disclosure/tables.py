"""The whitelist: every table that is ever rounded, and every table that may ever be printed. Nothing else exists.

Two populations, each of distinct people: `entered` (their referral came in during the period) and `ended` (their
referral ended during it). FROZEN tables are rounded and stored; PRINTED ones are sums of stored values. The quarterly
tables of a population form a tree (each new table shares one dimension with those before it), so consistent tables
always are the margins of a real list of people; where the annual tables close a ring, a CLIQUE says which dimensions
the rounding must keep consistent together.
"""

from dataclasses import dataclass
from typing import Literal

from equality.codes import KINDS
from equality.disclosure.dimensions import DIMENSIONS
from equality.disclosure.division import Dimension
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
    _frozen("quarter", "ended", "Age and outcome", "age_broad", "outcome"),
    _frozen("quarter", "ended", "Children in the home and outcome", "children", "outcome"),
    _frozen("quarter", "ended", "How far it came and outcome", "stage", "outcome"),
    _frozen("quarter", "ended", "How and why referrals ended", "ending"),
    _frozen("quarter", "ended", "First look at the referral, against the clock", "first_look"),
    _frozen("quarter", "ended", "Decision of triage, against the clock", "triage"),
    # On `sent`, `taken` and `fitted` the tables meet that say more of those who were sent on, taken on, or had measures
    # fitted.
    _frozen("quarter", "ended", "Sent to a provider", "sent"),
    _frozen("quarter", "ended", "Taken on by a provider", "taken"),
    _frozen("quarter", "ended", "Taken on by providers, against the clock", "acceptance"),
    _frozen("quarter", "ended", "Visit to the home, against the clock", "visit"),
    _frozen("quarter", "ended", "Fitting of measures, against the clock", "installation"),
    _frozen("quarter", "ended", "Working days until a provider was asked", "wait"),
    _frozen("quarter", "ended", "Measures fitted", "fitted"),
    _frozen("quarter", "ended", "Cost of the measures for one person", "spend"),
    *(_frozen("quarter", "ended", f"Measures: {label.lower()}", f"kind_{kind}") for kind, label in KINDS),
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
_HELPED = {
    "gender": "Gender and support",
    "age_broad": "Age and support",
    "ethnicity_broad": "Broad ethnic group and support",
    "disability": "Disability and support",
    "condition": "Co-occurring condition and support",
    "children": "Children in the home and support",
}
# Printed sums over several stored values of one period: they stay within the tolerance for sums.
SUMS: dict[Population, tuple[tuple[str, ...], ...]] = {
    "entered": (("area",), ("area", "gender")),
    "ended": (("help",), *((name, "help") for name in _HELPED)),
}
# Everybody with measures has at least one kind of them, so what is stored of the kinds must be enough for all.
COVERING = tuple(f"ended.kind_{kind}" for kind, _ in KINDS)
SUMMED = frozenset({"area", "help"})

TOTAL_OF = {"entered": "people who were referred", "ended": "people whose referral ended"}


def _printed(source: TableSpec, title: str, *dims: str) -> TableSpec:
    """A table that is summed from a frozen one."""
    table = f"{source.population}.{'-by-'.join(dims)}"
    return TableSpec(table, title, source.population, dims, source.period_kind, source.id)


def _single(source: TableSpec, name: str) -> TableSpec:
    label = DIMENSIONS[name].label
    both = source.population == "ended" and DIMENSIONS[name].attribute != "work"  # work is known of the ended only
    return _printed(source, f"{label} of people whose referral ended" if both else label, name)


def _singles(sources: tuple[TableSpec, ...]) -> tuple[TableSpec, ...]:
    """A table for each single dimension, from the first frozen table that has it."""
    found: dict[tuple[str, str], TableSpec] = {}
    for source in sources:
        for name in source.dims if len(source.dims) > 1 else ():
            found.setdefault((source.population, name), _single(source, name))
    return tuple(found.values())


def frozen(table: str) -> TableSpec:
    """The frozen table of that id; KeyError for any other."""
    return FROZEN[table]


FROZEN: dict[str, TableSpec] = {spec.id: spec for spec in (*FROZEN_QUARTERLY, *FROZEN_ANNUAL)}
_AREAS = _printed(frozen("entered.district-by-gender"), "Area and gender", "area", "gender")
_HELP = (
    _printed(frozen("ended.gender-by-outcome"), "Support", "help"),
    *(_printed(frozen(f"ended.{name}-by-outcome"), title, name, "help") for name, title in _HELPED.items()),
)
PRINTED_QUARTERLY = (*_singles(FROZEN_QUARTERLY), _AREAS, *_HELP, *FROZEN_QUARTERLY)
PRINTED_ANNUAL = (
    _single(frozen("entered.district-by-age"), "age"),
    _single(frozen("ended.ethnicity-by-outcome"), "ethnicity"),
    _single(frozen("ended.district-by-outcome"), "district"),
    *FROZEN_ANNUAL,
)


def divisions() -> dict[str, list[Dimension]]:
    """What people are divided by in some table: attribute → its dimensions, the coarsest first."""
    used = {name for spec in (*PRINTED_QUARTERLY, *PRINTED_ANNUAL) for name in spec.dims}
    found: dict[str, list[Dimension]] = {}
    for dimension in DIMENSIONS.values():
        if dimension.name in used:
            found.setdefault(dimension.attribute, []).append(dimension)
    return {attribute: sorted(held, key=lambda one: len(one.categories)) for attribute, held in found.items()}


def guarded(spec: TableSpec, residents: int) -> bool:
    """Whether every cell's identifying attributes fit enough residents for it to be rounded and printed at all."""
    return not uncovered(spec.dims, residents)
