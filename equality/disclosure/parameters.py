"""The numbers of disclosure control. Those marked † a data protection officer confirms; settings may change them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

CODE_VERSION = "frozen-controlled-rounding/1"


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """Counts are people; shares are fractions of 1; times are seconds or days."""

    base: int = 5
    tolerance: int = 5
    sum_tolerance: int = 10  # areas and broad groups, which are sums of several stored values
    zero_up: float = 0.05  # how often a true zero is stored as one base
    low: int = 5  # a stored value up to this prints as [low]
    close_days: int = 28  # † a quarter closes this long after its last day
    least_quarter: int = 100  # † fewer people in a quarter: annual figures only
    least_year: int = 100  # † fewer people in a year: no report
    people_per_cell: int = 10  # † a table is printed only at this many people for each of its leaf cells
    residents: int = 1000  # † a cell's identifying attributes cover at least this many residents aged 16 and over
    percent_of: int = 100  # † smallest denominator of a percentage
    group_share: float = 0.9  # † from here a row is said to have one answer
    gap: float = 0.02  # the solver may stop this close to the best rounding
    time_limit: float = 60.0
    node_limit: int = 2_000

    @classmethod
    def of(cls, chosen: Mapping[str, Any]) -> Self:
        """The defaults with `chosen` over them; TypeError names an unknown one."""
        return cls(**chosen)

    def published(self) -> dict[str, int | float]:
        """What a report says about its own method: everything except the solver's limits and the draw for zeros."""
        inner = {"gap", "time_limit", "node_limit", "zero_up"}
        return {name: value for name, value in asdict(self).items() if name not in inner}
