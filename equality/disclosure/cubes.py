"""Tables as arrays, and how a table folds into a coarser one."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from equality.disclosure.dimensions import DIMENSIONS
from equality.disclosure.division import coarsening
from equality.disclosure.ledger import Cells

Counts = NDArray[np.int64]
Dims = tuple[str, ...]


def shape(dims: Sequence[str]) -> tuple[int, ...]:
    return tuple(len(DIMENSIONS[name].categories) for name in dims)


@lru_cache(maxsize=4096)
def step(fine: str, coarse: str) -> tuple[int, ...] | None:
    return coarsening(DIMENSIONS[fine], DIMENSIONS[coarse])


def folds(fine: Dims, coarse: Dims) -> bool:
    """Whether every dimension of `coarse` is a coarsening of one of `fine`."""
    return all(any(step(name, wanted) is not None for name in fine) for wanted in coarse)


def fold_index(fine: Dims, coarse: Dims) -> NDArray[np.int64]:
    """For each cell of `fine`, flat, the flat position of the cell of `coarse` that holds it. () is the total."""
    positions = np.indices(shape(fine)).reshape(len(fine), -1) if fine else np.zeros((0, 1), dtype=np.int64)
    flat = np.zeros(positions.shape[1], dtype=np.int64)
    for wanted in coarse:
        axis, way = next((axis, way) for axis, name in enumerate(fine) if (way := step(name, wanted)) is not None)
        flat = flat * len(DIMENSIONS[wanted].categories) + np.asarray(way, dtype=np.int64)[positions[axis]]
    return flat


def fold(values: Counts, fine: Dims, coarse: Dims) -> Counts:
    """The sums of `values` over the cells of `coarse`, in its shape."""
    sums = np.bincount(fold_index(fine, coarse), weights=values.ravel(), minlength=int(np.prod(shape(coarse))))
    return np.rint(sums).astype(np.int64).reshape(shape(coarse))


def meeting(one: Dims, other: Dims) -> Dims:
    """The finest division that both tables fold into; () when they share no attribute."""
    met = []
    for mine in one:
        for theirs in other:
            if step(mine, theirs) is not None:
                met.append(theirs)
            elif step(theirs, mine) is not None:
                met.append(mine)
    return tuple(sorted(met))


def cell_codes(dims: Dims) -> list[tuple[str, ...]]:
    """The codes of every cell, in the order of a flat array."""
    found: list[tuple[str, ...]] = [()]
    for name in dims:
        found = [(*cell, code) for cell in found for code in DIMENSIONS[name].codes]
    return found


def to_cells(values: Counts, dims: Dims) -> Cells:
    return {cell: int(value) for cell, value in zip(cell_codes(dims), values.ravel(), strict=True)}


def from_cells(cells: Cells, dims: Dims) -> Counts:
    """KeyError when a cell is missing."""
    return np.array([cells[cell] for cell in cell_codes(dims)], dtype=np.int64).reshape(shape(dims))
