"""What is printed, from stored values only."""

from typing import Any

import numpy as np
import pytest

from benchmarks.kent import people
from equality import codes
from equality.disclosure import api, publish
from equality.disclosure.ledger import FrozenLedger, Row
from equality.disclosure.parameters import Parameters
from equality.disclosure.refusals import NotFrozen, TooFew
from equality.disclosure.residents import EVERYBODY, at_least, census, counted, uncovered
from equality.disclosure.tables import FROZEN, PRINTED_ANNUAL, PRINTED_QUARTERLY, guarded
from tests.equality.years import close, close_years

CHOSEN = Parameters()
LEDGER = close_years([2026], people(2_000, [2026], seed=1))


def cells_of(table: dict[str, Any]) -> dict[tuple[str, ...], int | None]:
    return {tuple(cell["at"]): cell["value"] for cell in table["cells"]}


@pytest.mark.parametrize("period", ["2026Q1", "2026Q4", "2026H1", "2026H2", "2026"])
def test_every_printed_figure_is_a_multiple_of_five_or_low(period: str) -> None:
    """Points 7 and 10: nothing but stored values; 0 and 5 are one mark."""
    for table in api.published_tables(period, LEDGER):
        for cell in table["cells"]:
            if cell["kind"] == "suppressed":
                assert cell["value"] is None
            else:
                assert cell["kind"] == "rounded"
                assert cell["value"] % 5 == 0
                assert cell["value"] >= 10


@pytest.mark.parametrize("period", ["2026Q2", "2026H2", "2026"])
def test_printed_tables_add_up_to_their_margins(period: str) -> None:
    """Point 5: a margin is the sum of what is under it; [low] stands for 0 or 5."""
    for table in api.published_tables(period, LEDGER):
        cells = cells_of(table)
        sizes = [len(dimension["categories"]) for dimension in table["dimensions"]]
        assert len(cells) == np.prod([size + 1 for size in sizes])
        for at, value in cells.items():
            if "Total" in at:
                axis = at.index("Total")
                under = [
                    cells[(*at[:axis], label, *at[axis + 1 :])] for label in table["dimensions"][axis]["categories"]
                ]
                lowest = sum(part or 0 for part in under)
                highest = lowest + 5 * sum(part is None for part in under)
                assert lowest <= (value or 0) + 5 * (value is None) and (value or 0) <= highest


def test_a_year_is_the_sum_of_its_quarters() -> None:
    """Point 8: every longer period is a union of closed quarters."""
    year = {sheet.spec.id: sheet for sheet in publish.sheets("2026", LEDGER, CHOSEN)}
    quarters = [
        {sheet.spec.id: sheet for sheet in publish.sheets(f"2026Q{number}", LEDGER, CHOSEN)} for number in range(1, 5)
    ]
    values = [quarter["entered.gender"].values for quarter in quarters]
    whole = year["entered.gender"].values
    assert whole is not None
    assert np.array_equal(whole, np.sum(np.array(values), axis=0))


def test_the_same_figure_is_the_same_in_every_table_that_has_it() -> None:
    """Shared margins agree in everything printed for a period, annual tables included."""
    seen: dict[tuple[str, ...], int] = {}
    for sheet in publish.sheets("2026", LEDGER, CHOSEN):
        if sheet.values is not None:
            for at, value in publish.with_margins(sheet.values, sheet.spec.dims):
                named = sorted(
                    f"{name}={label}" for name, label in zip(sheet.spec.dims, at, strict=True) if label != "Total"
                )
                assert seen.setdefault((sheet.spec.population, *named), value) == value


def test_a_quarter_of_fewer_than_100_people_is_not_printed() -> None:
    """Point 3: annual figures only; and under 100 in a year no report, with the reason in words."""
    small = close_years([2026], people(300, [2026], seed=3))
    with pytest.raises(TooFew, match="Fewer than 100 people were counted in January to March 2026"):
        api.published_tables("2026Q1", small)
    with pytest.raises(TooFew):
        api.published_tables("2026H1", small)
    assert api.published_tables("2026", small)
    tiny = close_years([2026], people(60, [2026], seed=3))
    with pytest.raises(TooFew, match="No report is made"):
        api.published_tables("2026", tiny)


def test_a_period_with_an_open_quarter_is_not_printed() -> None:
    ledger = close(FrozenLedger(), "2026Q1", people(2_000, [2026], seed=1))
    with pytest.raises(NotFrozen, match="April to June 2026 is not closed yet"):
        api.published_tables("2026H1", ledger)
    with pytest.raises(ValueError, match="not a quarter"):
        api.published_tables("2026-04", ledger)


def test_a_table_with_too_many_cells_for_its_people_is_withheld_in_words() -> None:
    """Point 3: at least 10 people for each leaf cell, by the stored total."""
    why = {
        table["id"]: table["why"] for table in api.withheld("2026", close_years([2026], people(600, [2026], seed=4)))
    }
    assert "entered.district-by-age" in why
    assert why["entered.district-by-age"] == "It has 104 cells, which is too many for so few people."
    assert not {"entered.gender", "entered.ethnicity_broad"} & set(why)


def test_a_row_with_one_answer_for_nearly_everybody_withholds_the_table() -> None:
    """Point 12: (cell - 5) / (row + 5) of 0.9 or more, for stated answers of a sensitive dimension."""
    spec = FROZEN["entered.ethnicity_broad-by-condition"]
    values = np.full((6, 5), 20)
    assert not publish.one_answer(spec, values, CHOSEN)
    values[3] = [5, 300, 0, 0, 0]
    assert publish.one_answer(spec, values, CHOSEN)
    values[3] = [0, 0, 0, 0, 300]  # "not recorded" says nothing about anybody
    assert not publish.one_answer(spec, values, CHOSEN)


def test_a_group_that_is_withheld_in_a_quarter_is_not_printed_for_the_year() -> None:
    rows = []
    for (period, table), cells in LEDGER.tables.items():
        if (period, table) == ("2026Q2", "entered.ethnicity_broad-by-disability"):
            cells = {cell: (300 if cell == ("white", "yes") else 0) for cell in cells}
        rows += [Row(period, table, cell, value) for cell, value in cells.items()]
    why = {table["id"]: table["why"] for table in api.withheld("2026", FrozenLedger.from_rows(rows))}
    assert "nearly everybody has the same answer" in why["entered.ethnicity_broad-by-disability"]


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(50, 100, 50), (15, 110, 14), (None, 200, None), (40, 95, None), (25, 200, 13)]
)
def test_percentages_are_whole_and_need_a_hundred(part: int | None, whole: int, percent: int | None) -> None:
    """Point 11."""
    assert api.whole_percent(part, whole) == percent


def test_every_whitelisted_table_is_covered_by_enough_residents() -> None:
    """Point 4: at least 1,000 residents share what identifies a cell."""
    for spec in (*PRINTED_QUARTERLY, *PRINTED_ANNUAL, *FROZEN.values()):
        assert guarded(spec, CHOSEN.residents), (spec.id, uncovered(spec.dims, CHOSEN.residents))


def test_the_residents_are_those_of_the_census() -> None:
    """Point 4: ONS Census 2021, TS021, in 12 districts and 19 groups; Kent had 1,576,069 residents (TS001)."""
    assert {district for district, _ in census()} == {code for code, _ in codes.DISTRICTS}
    assert {group for _, group in census()} == set(codes.ETHNICITIES)
    for district, _ in codes.DISTRICTS:
        parts = sum(census()[district, group] for group in codes.ETHNICITIES)
        assert abs(parts - counted()[district, EVERYBODY]) <= 20  # the census office moves single figures a little
    assert abs(sum(census().values()) - 1_576_069) <= 20
    assert at_least(("district", "ethnicity"), ("ashford", "white_roma")) == 79 * 0.5
    assert at_least((), ()) < 0.75 * sum(census().values())


def test_district_by_detailed_ethnic_group_is_refused() -> None:
    """Point 3: it is not on the whitelist, and the guard would not let it through."""
    assert uncovered(("district", "ethnicity"), CHOSEN.residents)
    assert ("white_roma", "female") in uncovered(("ethnicity", "gender"), CHOSEN.residents)
    assert not any(set(spec.dims) == {"district", "ethnicity"} for spec in FROZEN.values())


def test_the_statement_says_what_the_figures_can_bear() -> None:
    """Point 14."""
    text = " ".join(api.method_statement("2026"))
    for words in ("multiple of 5", "within 5", "within 10", "[low]", "approximate", "not revised", "small difference"):
        assert words in text


def test_a_ledger_refuses_two_values_for_one_cell() -> None:
    row = Row("2026Q1", "entered.ethnicity", ("white_irish",), 5)
    with pytest.raises(ValueError, match="stored twice"):
        FrozenLedger.from_rows([row, row])
