"""What exact figures that were given elsewhere do to the stored ones: cell by cell safe, broken, or open.

First lists of whole people are looked for (`witnesses.py`): a cell of which they show enough numbers is safe, and needs no
more. For the rest, linear programs say what is impossible, and integer programs what they leave open in between.
"""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from equality.disclosure import periods
from equality.disclosure.attack import QUARTER, Attack, Known
from equality.disclosure.bounds import CLOSE, Bounds
from equality.disclosure.cubes import cell_codes
from equality.disclosure.dimensions import DIMENSIONS
from equality.disclosure.finding import Finding, about
from equality.disclosure.program import Columns, Floats
from equality.disclosure.witnesses import Witnesses, first_list
from equality.disclosure.worlds import completed

Flags = NDArray[np.bool_]

FEWEST = 3  # a count with fewer possible numbers than this is as good as known
SMALL = 4
LISTS = 40  # lists that are looked for before single cells are asked about
EACH_SECONDS = 5.0
OPEN = "?"
_WORDS = {
    "exact": "The true number, from 1 to 4 people, can be worked out",
    "presence": "That there is somebody can be worked out",
    "narrow": f"All but {FEWEST - 1} numbers can be ruled out",
    "group": "That nearly everybody has this answer can be worked out",
}


@dataclass(frozen=True)
class Spot:
    """One stored cell under attack, and the column of the program that is its true count."""

    table: Known
    place: int
    column: int

    @property
    def stored(self) -> int:
        return int(self.table.values.ravel()[self.place])


class Probe:
    """Ask it once. Raises Contradiction when nothing fits, ValueError when a figure is of a division that no table has."""

    def __init__(self, attack: Attack, sources: str) -> None:
        self.attack, self.sources, self.chosen = attack, sources, attack.chosen
        self.until = time.perf_counter() + attack.chosen.time_limit
        self.quickly = replace(attack.chosen, time_limit=EACH_SECONDS)
        placed = attack.build()
        self.spots = {
            (table.table, int(place)): Spot(table, int(place), int(placed[table.table][place]))
            for table in attack.tables
            for place in np.flatnonzero(table.frozen.ravel())
        }
        watched = np.array([spot.column for spot in self.spots.values()], dtype=np.int64)
        self.bounds = Bounds(attack.program)
        self.witnesses = Witnesses(
            attack.program,
            watched,
            until=self.until,
            node_limit=attack.chosen.node_limit,
            complete=lambda values: self._completed(values, placed),
        )

    def results(self) -> tuple[list[Finding], list[str]]:
        """(what is broken, what could not be decided in time)."""
        first_list(self.witnesses)
        if len(self.witnesses.lists):
            self._gather()
        found = [*self._cells(), *self._groups()]
        late = Counter((periods.words(one.period), one.table) for one in found if one.rule == OPEN)
        undecided = [f"{period}, {table}: {_cells_left(cells)}." for (period, table), cells in late.items()]
        return [one for one in found if one.rule != OPEN], undecided

    def _completed(self, values: Floats, placed: Mapping[str, Columns]) -> bool:
        """Whether the year's people, whole in what all divisions share, are whole in each of them too."""
        attack = self.attack
        tables = [
            replace(table, values=values[placed[table.table]].astype(np.int64).reshape(table.values.shape))
            for table in attack.tables
        ]
        return not attack.worlds or completed(tables, attack.core, values[attack.settled], attack.worlds, self.quickly)

    def _gather(self) -> None:
        """Lists that show other numbers for as many open cells as they can."""
        chance = np.random.default_rng(0)
        for _ in range(LISTS):
            open_ones = ~self._safe()
            if not open_ones.any() or time.perf_counter() > self.until - self.chosen.time_limit / 3:
                return
            wanted = np.array([chance.choice(self._unseen(spot)) for spot in self.spots.values()], dtype=np.float64)
            weights = np.where(open_ones, 2.0, 0.5) + chance.random(len(wanted))
            if self.witnesses.aim(wanted, weights, EACH_SECONDS) is False:
                return

    def _unseen(self, spot: Spot) -> list[int]:
        """Numbers that no list has there; 0 alone where it must be possible."""
        shown, off = self.witnesses.shown(spot.column), self.chosen.tolerance
        if spot.stored <= self.chosen.low and 0 not in shown:
            return [0]
        return [one for one in range(max(0, spot.stored - off), spot.stored + off + 1) if one not in shown] or [
            spot.stored
        ]

    def _safe(self) -> Flags:
        return np.array([self._shown_safe(spot) for spot in self.spots.values()])

    def _cells(self) -> Iterator[Finding]:
        for spot in self.spots.values():
            if rule := self._rule(spot):
                yield self._about(rule, spot)

    def _about(self, rule: str, spot: Spot) -> Finding:
        words = f"{_WORDS.get(rule, '')} together with {self.sources}."
        return about(rule, self.attack.year, spot.table, cell_codes(spot.table.dims)[spot.place], words)

    def _rule(self, spot: Spot) -> str:
        """The rule that the cell breaks; "" when lists show that it breaks none, OPEN when there was no time."""
        if self._shown_safe(spot):
            return ""
        if time.perf_counter() > self.until:
            return OPEN
        numbers = self.bounds.range(spot.column).numbers
        unsure = False
        for number in list(numbers):
            if self._broken(spot, numbers) in {"exact", "presence"} or self._shown_safe(spot):
                break
            possible = self.witnesses.can_be(spot.column, number)
            unsure |= possible is None
            if possible is False:
                numbers.remove(number)
        return self._broken(spot, numbers) or (OPEN if unsure and not self._shown_safe(spot) else "")

    def _shown_safe(self, spot: Spot) -> bool:
        shown = self.witnesses.shown(spot.column)
        return len(shown) >= FEWEST and (spot.stored > self.chosen.low or 0 in shown)

    def _broken(self, spot: Spot, numbers: list[int]) -> str:
        """The rule that is broken when only these numbers are possible."""
        if len(numbers) == 1 and 1 <= numbers[0] <= SMALL:
            return "exact"
        if spot.stored <= self.chosen.low and 0 not in numbers:
            return "presence"
        return "narrow" if len(numbers) < FEWEST else ""

    def _groups(self) -> Iterator[Finding]:
        """Rows of which the exact figures say that nearly everybody has one stated answer; the stored ones do not."""
        for table in self.attack.tables:
            for axis, name in enumerate(table.dims):
                if DIMENSIONS[name].sensitive and len(set(table.dims) - {QUARTER}) > 1:
                    yield from self._one_answers(table, axis)

    def _one_answers(self, table: Known, axis: int) -> Iterator[Finding]:
        places = np.moveaxis(np.arange(table.values.size).reshape(table.values.shape), axis, -1)
        stated = [code not in DIMENSIONS[table.dims[axis]].unstated for code in DIMENSIONS[table.dims[axis]].codes]
        for row in places.reshape(-1, len(stated)):
            across = [spot for place in row if (spot := self.spots.get((table.table, int(place))))]
            for spot in across:
                if stated[int(np.flatnonzero(row == spot.place)[0])] and (rule := self._one_answer(spot, across)):
                    yield self._about(rule, spot)

    def _one_answer(self, here: Spot, across: list[Spot]) -> str:
        share, off = self.chosen.group_share, self.chosen.tolerance
        whole = sum(spot.stored for spot in across)
        if here.stored + off < share * (whole - off) or here.stored - off >= share * (whole + off):
            return ""  # it cannot be, or the stored figures say so themselves: then the table is withheld
        people = np.sum([self.witnesses.of(spot.column) for spot in across], axis=0)
        if bool((self.witnesses.of(here.column) < share * people).any() or (people == 0).any()):
            return ""
        if time.perf_counter() > self.until:
            return OPEN
        factors = {spot.column: (spot is here) - share for spot in across}
        return "group" if self.bounds.least(factors) >= -CLOSE else OPEN


def _cells_left(cells: int) -> str:
    left = "one figure was" if cells == 1 else f"{cells} figures were"
    return f"there was no time to try everything, and {left} left open"
