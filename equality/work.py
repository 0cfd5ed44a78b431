"""What was done for somebody as one coarse code, so that divisions of it never contradict one another."""

from collections.abc import Collection, Iterator
from itertools import combinations, product
from typing import Final, NamedTuple

from equality.codes import FITTED, KINDS, SPENDS, STAGES, WAITS

NOTHING: Final = ""


class Work(NamedTuple):
    """`wait`: until a provider was asked, a code of WAITS. `spend` and `kinds` only where measures were fitted."""

    wait: str
    stage: str
    spend: str = ""
    kinds: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return "|".join(filter(None, (self.wait, self.stage, self.spend, "+".join(self.kinds))))


def fitted(wait: str, spend: str, kinds: Collection[str]) -> Work:
    """`kinds` in any order; there is at least one."""
    return Work(wait, FITTED, spend, tuple(kind for kind, _ in KINDS if kind in kinds))


def every() -> Iterator[Work]:
    """All there are, except that nobody was asked."""
    names = [kind for kind, _ in KINDS]
    mixes = [mix for count in range(1, len(names) + 1) for mix in combinations(names, count)]
    for wait, _ in WAITS:
        yield from (Work(wait, stage) for stage, _ in STAGES if stage != FITTED)
        yield from (Work(wait, FITTED, spend, mix) for (spend, _), mix in product(SPENDS, mixes))
