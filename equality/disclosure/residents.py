"""The population guard: a printed cell's identifying attributes must be shared by enough residents.

`residents.csv` says how many there are at least, and where that comes from. Genders and ages are estimated from the
smallest share they have anywhere, so a combination is never thought larger than it is.
"""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from equality.disclosure.cubes import Dims, cell_codes, step
from equality.disclosure.dimensions import DIMENSIONS

LEAST_SHARE = {
    ("gender", "female"): 0.42,
    ("gender", "male"): 0.42,
    ("age", "16-17"): 0.02,
    ("age", "18-24"): 0.05,
    ("age", "25-34"): 0.09,
    ("age", "35-44"): 0.09,
    ("age", "45-54"): 0.1,
    ("age", "55-64"): 0.09,
    ("age", "65+"): 0.1,
    ("age_broad", "under_25"): 0.1,
    ("age_broad", "25-44"): 0.18,
    ("age_broad", "45+"): 0.18,
}


def uncovered(dims: Dims, least: int) -> list[tuple[str, ...]]:
    """Cells of a division whose identifying attributes fit fewer than `least` residents; categories that say nothing
    about a person ("not stated") need no cover."""
    asked = tuple(name for name in dims if DIMENSIONS[name].identifying)
    return [cell for cell in cell_codes(asked) if _stated(asked, cell) and at_least(asked, cell) < least]


def at_least(dims: Dims, cell: tuple[str, ...]) -> float:
    """A lower bound of the residents aged 16 and over who fit; 0 where nothing is known (so it is refused)."""
    share, places = 1.0, {}
    for name, code in zip(dims, cell, strict=True):
        if DIMENSIONS[name].attribute in {"district", "ethnicity"}:
            places[DIMENSIONS[name].attribute] = (name, code)
        else:
            share *= LEAST_SHARE.get((name, code), 0.0)
    return share * _anchor(places.get("district"), places.get("ethnicity"))


def _anchor(district: tuple[str, str] | None, ethnicity: tuple[str, str] | None) -> float:
    if district is None and ethnicity is None:
        return sum(_counts("district").values())
    if ethnicity is None:
        return sum(
            count for code, count in _counts("district").items() if district and _within("district", code, district)
        )
    if district is None:
        return sum(count for code, count in _counts("ethnicity").items() if _within("ethnicity", code, ethnicity))
    if ethnicity == ("ethnicity_district", "white"):
        others = _anchor(district, ("ethnicity_district", "asian")) + _anchor(district, ("ethnicity_district", "more"))
        return _anchor(district, None) / 2 - others if district[0] == "district" else 0.0
    return _counts(ethnicity[1]).get(district[1], 0.0) if ethnicity[0] == "ethnicity_district" else 0.0


def _within(fine: str, code: str, place: tuple[str, str]) -> bool:
    way = step(fine, place[0])
    return way is not None and DIMENSIONS[place[0]].codes[way[DIMENSIONS[fine].codes.index(code)]] == place[1]


def _stated(dims: Dims, cell: tuple[str, ...]) -> bool:
    return not any(code in DIMENSIONS[name].unstated for name, code in zip(dims, cell, strict=True))


def _counts(group: str) -> dict[str, float]:
    return {code: count for kind, code, count in _table() if kind == group}


@cache
def _table() -> tuple[tuple[str, str, float], ...]:
    return tuple(_read())


def _read() -> Iterator[tuple[str, str, float]]:
    with Path(__file__).with_name("residents.csv").open(encoding="utf-8", newline="") as lines:
        for kind, code, count in csv.reader(line for line in lines if not line.startswith("#")):
            yield kind, code, float(count)
