"""What was done for somebody as one coarse code, so that divisions of it never contradict one another."""

from collections.abc import Collection, Iterator
from itertools import combinations, product
from typing import Final, NamedTuple

from equality.codes import BEGUN, FITTED, KINDS, NOT_RECORDED, SENT, SPENDS, WAITS

NOTHING: Final = ""


LETTERS: Final = {"in_time": "t", "late": "l"}


class Work(NamedTuple):
    """`wait`: until a provider was asked, a code of WAITS. `pace`: one of LETTERS for each clock that ran: taking the
    work on, and where measures were fitted the visit and the installation; "" where that was not recorded. `spend` and
    `kinds` only where measures were fitted.
    """

    wait: str
    stage: str
    pace: str = ""
    spend: str = ""
    kinds: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return "|".join(filter(None, (self.wait, self.stage, self.pace, self.spend, "+".join(self.kinds))))

    def against(self, clock: int) -> str:
        """A code of IN_TIME for the first, second or third of its clocks (0 to 2)."""
        letter = self.pace[clock : clock + 1]
        return next((code for code, one in LETTERS.items() if one == letter), NOT_RECORDED)


def fitted(wait: str, pace: str, spend: str, kinds: Collection[str]) -> Work:
    """`kinds` in any order; there is at least one."""
    return Work(wait, FITTED, pace, spend, tuple(kind for kind, _ in KINDS if kind in kinds))


def _paces(clocks: int) -> list[str]:
    return ["", *map("".join, product(LETTERS.values(), repeat=clocks))]


def every() -> Iterator[Work]:
    """All there are, except that nobody was asked."""
    names = [kind for kind, _ in KINDS]
    mixes = [mix for count in range(1, len(names) + 1) for mix in combinations(names, count)]
    for wait, _ in WAITS:
        yield Work(wait, SENT)
        yield from (Work(wait, BEGUN, pace) for pace in _paces(1))
        yield from (Work(wait, FITTED, pace, spend, mix) for pace, (spend, _), mix in product(_paces(3), SPENDS, mixes))
