"""Published examples of others, recomputed with our solver and our attacker. Figures only; no code of theirs.

SDC Handbook §5.5 (sdcTools/HandbookSDC) · sdcTable, test-simpleheuristic.R · GaussSuppression, vignette on small counts,
table 1 · SmallCountRounding, test-PLSrounding.R (exPSD, base 5). Where their method is another one (suppression, rounding of
small cells only), what is compared is what an attacker learns.
"""

from collections.abc import Iterable

import numpy as np
import pytest

from equality.disclosure.bounds import Bounds, Range
from equality.disclosure.cubes import Counts
from equality.disclosure.parameters import Parameters
from equality.disclosure.program import Columns, Program
from equality.disclosure.rounding import Problem, leaf_bounds, round_together
from tests.equality.years import SECRET

CHOSEN = Parameters()
ZERO_RESTRICTED = Parameters(tolerance=4)  # a multiple stays as it is; others go to one of the two next to them
AREAS = np.array([[1, 0], [3, 3], [12, 20]])  # Handbook: areas A to C by male, female
SDCTABLE = np.array([[30, 47, 64, 89], [90, 124, 5, 31], [92, 100, 59, 85], [800, 991, 651, 685]])
SDCTABLE_UNSAID = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 1), (2, 3), (3, 1), (3, 3)]
GAUSS = np.array([[5, 2, 0], [6, 3, 4]])  # young, old by Spain, Iceland, Portugal
EXPSD = np.array([[6, 0, 1, 3, 4], [1, 2, 3, 1, 2], [0, 1, 1, 0, 2]])


def said_except(table: Counts, unsaid: Iterable[tuple[int, int]]) -> tuple[Program, Columns]:
    """What somebody knows who reads a table with all its margins, where some cells are suppressed."""
    program = Program()
    open_cells = np.zeros(table.shape, dtype=bool)
    for place in unsaid:
        open_cells[place] = True
    low, high = np.where(open_cells, 0, table).ravel(), np.where(open_cells, np.inf, table).ravel()
    columns = program.add(table.size, low, high)
    for axis, index in enumerate(np.indices(table.shape)):
        sums = table.sum(axis=1 - axis)
        program.limit(len(sums), (index.ravel(), columns, 1.0), low=sums, high=sums)
    return program, columns


def seen(table: Counts, unsaid: Iterable[tuple[int, int]], at: tuple[int, int]) -> Range:
    program, columns = said_except(table, unsaid)
    return Bounds(program).range(int(columns.reshape(table.shape)[at]))


@pytest.mark.parametrize(
    ("chosen", "stored", "least", "most"),
    [
        *((ZERO_RESTRICTED, 0, 0, 4), (ZERO_RESTRICTED, 5, 1, 9), (ZERO_RESTRICTED, 15, 11, 19)),
        *((CHOSEN, 0, 0, 5), (CHOSEN, 5, 0, 10), (CHOSEN, 15, 10, 20)),
    ],
)
def test_handbook_a_stored_figure_leaves_these_counts_possible(
    chosen: Parameters, stored: int, least: int, most: int
) -> None:
    """§5.5, base 5: 0 → [0, 4], a → [a − 4, a + 4] under zero-restricted rounding. Ours also moves multiples: one wider."""
    counts = np.arange(40)
    low, high = leaf_bounds(counts, chosen)
    possible = counts[(low * 5 <= stored) & (stored <= high * 5)]
    assert (possible.min(), possible.max()) == (least, most)
    assert len(possible) == most - least + 1


def test_handbook_areas_by_sex_are_rounded_so_that_they_add_up() -> None:
    """§5.5's table: rounded by itself it does not add up (its own point); rounded together it does, within the base."""
    padded = np.vstack([AREAS.T, np.zeros((1, 3), dtype=np.int64)])
    values = round_together(Problem("handbook", {"t": (("gender", "disability"), padded)}), SECRET, CHOSEN).tables["t"]
    assert (values % 5 == 0).all()
    for axis in (0, 1, None):
        assert np.abs(values.sum(axis=axis) - padded.sum(axis=axis)).max() <= 5
    low, high = leaf_bounds(AREAS, CHOSEN)
    theirs = np.array([[5, 0], [0, 5], [10, 20]])  # the handbook's solution is one that ours may choose
    assert ((low * 5 <= theirs) & (theirs <= high * 5)).all()
    assert np.abs(theirs.sum(axis=0) - AREAS.sum(axis=0)).max() <= 5


def test_sdctable_w_b_is_recomputed_though_every_row_and_column_hides_two() -> None:
    """The example's own arithmetic: (230 + 250 − 89 − 124 − 31) − (1021 + 770 − 92 − 59 − 800 − 651) = 47."""
    bounds = seen(SDCTABLE, SDCTABLE_UNSAID, (0, 1))
    assert (bounds.low, bounds.high) == pytest.approx((47, 47))
    assert len(bounds.numbers) == 1


def test_sdctable_one_more_suppressed_cell_makes_w_b_uncertain() -> None:
    """Their method adds the smallest cell that helps, x|d, and their attack then finds 0 to 78."""
    bounds = seen(SDCTABLE, [*SDCTABLE_UNSAID, (1, 3)], (0, 1))
    assert (bounds.low, bounds.high) == pytest.approx((0, 78))


def test_gauss_suppression_hides_what_its_first_table_says() -> None:
    """Table 1: of 2014, with zeros and ones hidden, the cells of Iceland and Portugal are suppressed in both ages."""
    hidden = [(0, 1), (0, 2), (1, 1), (1, 2)]
    bounds = seen(GAUSS, hidden, (0, 2))
    assert (bounds.low, bounds.high) == pytest.approx((0, 2))
    assert len(seen(GAUSS, [(0, 2)], (0, 2)).numbers) == 1, "without the secondary ones the zero is known"
    assert all(len(seen(GAUSS, hidden, at).numbers) == 3 for at in hidden)


def test_small_count_rounding_of_its_example_gives_its_published_margins() -> None:
    """exPSD, base 5, rows and columns published: 28 15 8 5 7 5 5 5 6. Its rule: the cells under a small total, and under a
    total that their rounding makes small, become 0 or 5, none from nothing; others stay. Ours finds the nearest such."""
    moves = np.zeros(EXPSD.shape, dtype=bool)
    moves[2, :], moves[:, 1:4] = True, True
    row, column = (index.ravel() for index in np.indices(EXPSD.shape))
    kept, small = (np.flatnonzero(found) for found in (~moves.ravel(), moves.ravel() & (EXPSD.ravel() > 0)))
    groups = [(0 * row, 1), (row, 3), (column, 5)]
    program = Program()
    fives = program.add(len(small), 0.0, 1.0, whole=True)
    margins = [program.add(size) for _, size in groups]
    for (group, size), margin in zip(groups, margins, strict=True):
        stays = np.bincount(group[kept], EXPSD.ravel()[kept], minlength=size)
        terms = (np.arange(size), margin, 1.0), (group[small], fives, -5.0)
        program.limit(size, *terms, low=stays, high=stays)
        true = np.bincount(group, EXPSD.ravel(), minlength=size).astype(np.float64)
        program.near(margin, 1.0, true, cost=1.0, at_most=np.inf)
    found = program.solve(gap=0.0, time_limit=10.0, node_limit=1_000)
    assert found is not None
    published = [int(round(value)) for margin in margins for value in found.values[margin]]
    assert published == [28, 15, 8, 5, 7, 5, 5, 5, 6]
