"""The population guard: a printed cell's identifying attributes must be shared by enough residents.

`residents.csv` says how many residents of every age there are, and where that comes from. How many of them are 16 and
over, and of which gender and age, is estimated from the smallest share there may be anywhere, so that a combination is
never thought larger than it is.
"""

import csv
from functools import cache
from pathlib import Path

from equality.codes import BROAD_GROUP
from equality.disclosure.cubes import Dims, cell_codes, step
from equality.disclosure.dimensions import DIMENSIONS

# At least this share of a group is 16 and over: cautious guesses, not counts. RM032 has the counts.
SIXTEEN = {"white": 0.7, "mixed": 0.45, "asian": 0.6, "black": 0.6, "other": 0.6}
YOUNGER = {"white_gypsy_traveller": 0.5, "white_roma": 0.5}  # groups with more children than their broad one
EVERYBODY = "everybody"
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


@cache
def uncovered(dims: Dims, least: int) -> tuple[tuple[str, ...], ...]:
    """Cells of a division whose identifying attributes fit fewer than `least` residents; categories that say nothing
    about a person ("not stated") need no cover."""
    asked = tuple(name for name in dims if DIMENSIONS[name].identifying)
    return tuple(cell for cell in cell_codes(asked) if _stated(asked, cell) and at_least(asked, cell) < least)


def at_least(dims: Dims, cell: tuple[str, ...]) -> float:
    """A lower bound of the residents aged 16 and over who fit; 0 where nothing is known (so it is refused)."""
    share, places = 1.0, {}
    for name, code in zip(dims, cell, strict=True):
        if DIMENSIONS[name].attribute in {"district", "ethnicity"}:
            places[DIMENSIONS[name].attribute] = (name, code)
        else:
            share *= LEAST_SHARE.get((name, code), 0.0)
    return share * sum(
        count * YOUNGER.get(group, SIXTEEN[BROAD_GROUP[group]])
        for (district, group), count in census().items()
        if _within("district", district, places) and _within("ethnicity", group, places)
    )


def _within(fine: str, code: str, places: dict[str, tuple[str, str]]) -> bool:
    """Whether a district or ethnic group belongs to what the cell says of it; to a cell that says nothing all do."""
    name, wanted = places.get(fine, ("", ""))
    way = step(fine, name) if name else None
    return not name or (way is not None and DIMENSIONS[name].codes[way[DIMENSIONS[fine].codes.index(code)]] == wanted)


def _stated(dims: Dims, cell: tuple[str, ...]) -> bool:
    return not any(code in DIMENSIONS[name].unstated for name, code in zip(dims, cell, strict=True))


@cache
def census() -> dict[tuple[str, str], int]:
    """(district, ethnic group) → residents of every age; (district, "everybody") is not among them."""
    return {place: count for place, count in counted().items() if place[1] != EVERYBODY}


@cache
def counted() -> dict[tuple[str, str], int]:
    """The whole table, with the total of each district."""
    with Path(__file__).with_name("residents.csv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return {(row["district"], name): int(row[name]) for row in rows for name in row if name != "district"}
