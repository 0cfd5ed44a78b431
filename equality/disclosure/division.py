"""What a way of dividing people is, and when one is coarser than another."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from equality import codes


@dataclass(frozen=True)
class Dimension:
    """One division of people.

    `attribute`: the fact's column. `categories`: (code, label) in printing order. `of`: fact code → category code;
    a fact code that is not in it falls into the last category. `identifying`: a neighbour may know it. `sensitive`:
    something a neighbour may learn from a row in which nearly everybody has one answer. `unstated`: categories that say nothing about a person.
    """

    name: str
    label: str
    attribute: str
    categories: tuple[tuple[str, str], ...]
    of: Mapping[str, str] = field(hash=False)
    identifying: bool = False
    sensitive: bool = False
    unstated: frozenset[str] = frozenset()

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(code for code, _ in self.categories)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(label for _, label in self.categories)

    def index(self, fact_code: str) -> int:
        """The position of the category a fact code belongs to."""
        last = self.categories[-1][0]
        return self.codes.index(self.of.get(fact_code, last))


def same(categories: codes.Choices) -> dict[str, str]:
    return {code: code for code, _ in categories}


def coarsening(fine: Dimension, coarse: Dimension) -> tuple[int, ...] | None:
    """For each category of `fine`, the position of the category of `coarse` that holds it; None when one is split."""
    if fine.attribute != coarse.attribute:
        return None
    last = fine.codes[-1], coarse.codes[-1]
    pairs = {(fine.of.get(code, last[0]), coarse.of.get(code, last[1])) for code in {*fine.of, *coarse.of}} | {last}
    held = dict(pairs)
    if len(held) < len(pairs):
        return None
    return tuple(coarse.codes.index(held[code]) for code in fine.codes)
