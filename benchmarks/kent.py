"""People who do not exist: facts of a believable Kent, for measuring and testing disclosure control."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equality import codes, work
from equality.disclosure.cubes import Counts, Dims, shape
from equality.disclosure.dimensions import DIMENSIONS

# Rough shares, for sizing only: no source is claimed for them.
_ETHNIC = (73.5, 0.6, 0.7, 0.5, 5.5, 0.9, 0.4, 0.6, 0.7, 2.0, 0.8, 0.7, 0.4, 2.2, 2.5, 0.6, 0.5, 0.3, 1.2)
_DISTRICTS = (7.5, 8.5, 6.5, 7.5, 7, 6.5, 9.5, 5.5, 9.5, 10.5, 6.5, 5.5)
_OUTCOMES = (
    *(code for code, _ in codes.OUTCOMES if code != codes.NOT_SUITABLE),
    *(f"{codes.NOT_SUITABLE}:{reasons[0]}" for _, reasons in codes.DECLINES.values()),
)
_WORK = ("", *(one.code for one in work.every()))
_LATE = 0.15


def _share(one: work.Work) -> float:
    """Clocks are recorded wherever they ran."""
    if one.stage == codes.SENT:
        return 3.0
    in_time = (1 - _LATE) ** one.pace.count("t") * _LATE ** one.pace.count("l") if one.pace else 0.0
    return in_time * (0.1 / len(one.kinds) ** 2 if one.kinds else 3.0)


_WORK_SHARES = tuple(_share(one) for one in work.every())
SHARES: dict[str, tuple[tuple[str, ...], tuple[float, ...]]] = {
    "district": ((*(code for code, _ in codes.DISTRICTS), codes.ELSEWHERE), (*_DISTRICTS, 0.5)),
    "ethnicity": ((*codes.ETHNICITIES, codes.NOT_STATED), (*_ETHNIC, 5.4)),
    "gender": (tuple(code for code, _ in codes.GENDERS), (90, 8.5, 1, 0.5)),
    "age_band": (tuple(code for code, _ in codes.AGE_BANDS), (1.5, 16, 31, 26, 14, 7, 3.5, 1)),
    "disability": (("limits_a_lot", "limits_a_little", "limits_not", "none", codes.NOT_STATED), (10, 14, 3, 63, 10)),
    "condition": (tuple(code for code, _ in codes.CONDITION_MIX), (42, 33, 5, 10, 10)),
    "children": (tuple(code for code, _ in codes.CHILDREN), (30, 30, 25, 15)),
    "outcome": (_OUTCOMES, (30, 15, 10, 10, 3, 5, 10, 5, 0.5, 2, 4, 2, 1, 2, 1)),
    "work": (_WORK, (25, *_WORK_SHARES)),
    "first_look": (("in_time", "late"), (85, 15)),
    "triage": (("in_time", "late"), (85, 15)),
}


@dataclass(frozen=True)
class People:
    """Facts by column, one entry a person; `entered` and `ended` are quarters ('' while it goes on)."""

    columns: dict[str, NDArray[np.str_]]
    quarters: dict[str, NDArray[np.str_]]

    def counts(self, quarters: Iterable[str], population: str, dims: Dims) -> Counts:
        """What equality.disclosure.counting.counts gives for facts in a database."""
        chosen = np.isin(self.quarters[population], list(quarters))
        if not dims:
            return np.asarray(chosen.sum(), dtype=np.int64)
        table = np.zeros(shape(dims), dtype=np.int64)
        places = []
        for name in dims:
            column = self.columns[DIMENSIONS[name].attribute][chosen]
            position = {code: DIMENSIONS[name].index(str(code)) for code in np.unique(column)}
            places.append(np.array([position[code] for code in column], dtype=np.int64))
        np.add.at(table, tuple(places), 1)
        return table

    def without(self, person: int) -> "People":
        """The same people but one, as after an erasure."""
        return People(
            {name: np.delete(column, person) for name, column in self.columns.items()},
            {name: np.delete(column, person) for name, column in self.quarters.items()},
        )


def people(number: int, years: Iterable[int], seed: int, *, skew: float = 1.0) -> People:
    """`number` people in all, spread over the years' quarters. `skew` above 1 makes rare answers rarer."""
    chance = np.random.default_rng(seed)
    columns = {}
    for name, (found, shares) in SHARES.items():
        weights = np.asarray(shares, dtype=np.float64) ** skew
        columns[name] = chance.choice(np.array(found), number, p=weights / weights.sum())
    quarters = [f"{year}Q{quarter}" for year in years for quarter in range(1, 5)]
    entered = chance.integers(0, len(quarters), number)
    ended = entered + chance.integers(0, 3, number)
    names = np.array([*quarters, *[""] * 3])
    return People(columns, {"entered": names[entered], "ended": names[ended]})
