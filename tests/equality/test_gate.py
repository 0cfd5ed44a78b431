"""The gate: a true ledger passes; every planted fault is refused by name (point 13)."""

from typing import Any

import numpy as np
import pytest

from benchmarks.kent import People, people
from equality.disclosure import api
from equality.disclosure.attack import Attack, ExactFigure, known
from equality.disclosure.bounds import Bounds
from equality.disclosure.gate import Release
from equality.disclosure.ledger import FrozenLedger
from equality.disclosure.parameters import Parameters
from equality.disclosure.tables import FROZEN
from equality.disclosure.worlds import possible_world
from tests.equality.faults import altered, changed
from tests.equality.years import close, close_years

CHOSEN = Parameters()
CROWD = people(600, [2026], seed=5)
LEDGER = close_years([2026], CROWD)
YEAR = Release("2026", api.published_tables("2026", LEDGER))
QUARTER = close(FrozenLedger(), "2026Q1", CROWD)
FIRST = Release("2026Q1", api.published_tables("2026Q1", QUARTER))


def test_a_release_of_stored_values_is_clean() -> None:
    quarter = Release("2026Q2", api.published_tables("2026Q2", LEDGER))
    verdict = api.gate(LEDGER, YEAR, [quarter])
    assert verdict.clean, verdict.words
    assert verdict.checked == sum(len(table["cells"]) for table in (*YEAR.tables, *quarter.tables))
    assert verdict.sha256 == api.gate(LEDGER, YEAR, [quarter]).sha256


def test_a_total_that_is_not_its_sum_is_refused_by_name() -> None:
    def heavier(cells: dict[tuple[str, ...], dict[str, Any]]) -> None:
        cells[("Total",)]["value"] += 5

    verdict = api.gate(LEDGER, altered(YEAR, "entered.gender", heavier))
    assert [(found.rule, found.table, found.at) for found in verdict.findings] == [
        ("inconsistent", "Gender", ("Total",))
    ]
    assert "2026, Gender, Total: It is not the figure that is stored" in verdict.words[0]


def test_raw_percentages_are_refused_by_name() -> None:
    def raw(cells: dict[tuple[str, ...], dict[str, Any]]) -> None:
        cells[("Women",)]["percent"] = 89.7

    verdict = api.gate(LEDGER, altered(YEAR, "entered.gender", raw))
    assert verdict.findings[0].at == ("Women",)
    assert "percentage" in verdict.words[0]


def test_a_raw_count_is_refused_by_name() -> None:
    def raw(cells: dict[tuple[str, ...], dict[str, Any]]) -> None:
        cells[("Men",)]["value"] = 53

    assert "not a rounded figure" in api.gate(LEDGER, altered(YEAR, "entered.gender", raw)).words[0]


def test_one_rounded_again_quarter_is_refused_by_name() -> None:
    """What was released before must repeat the ledger."""
    again = close(FrozenLedger(), "2026Q1", CROWD, secret=b"other" * 7)
    before = Release("2026Q1", api.published_tables("2026Q1", again), "the report of May")
    verdict = api.gate(LEDGER, YEAR, [before])
    assert {found.rule for found in verdict.findings} <= {"republished", "change"}
    assert "republished" in {found.rule for found in verdict.findings}
    assert all(found.period == "2026Q1" for found in verdict.findings)


def test_two_figures_of_one_count_that_say_what_changed_are_refused_by_name() -> None:
    """Each is within 5 of the truth: 10 apart they give it away, or the change."""

    def moved(cells: dict[tuple[str, ...], dict[str, Any]]) -> None:
        cells[("Women",)]["value"] += 10

    verdict = api.gate(LEDGER, YEAR, [altered(YEAR, "entered.gender", moved)])
    assert [(found.rule, found.at) for found in verdict.findings] == [
        ("republished", ("Women",)),
        ("change", ("Women",)),
    ]
    assert "records have changed" in verdict.words[1]


def test_a_margin_that_was_rounded_by_itself_is_refused_by_name() -> None:
    def shift(cells: dict[Any, int]) -> None:
        cells["white", "female"] += 5

    wrong = changed(LEDGER, "2026Q3", "entered.ethnicity_broad-by-gender", shift)
    verdict = api.gate(wrong, Release("2026", api.published_tables("2026", wrong)))
    assert {found.rule for found in verdict.findings} == {"inconsistent"}
    assert any(found.period == "2026Q3" and "White" in found.at for found in verdict.findings)


def test_a_stored_count_that_is_not_rounded_is_refused_by_name() -> None:
    def raw(cells: dict[Any, int]) -> None:
        cells["white", "female"] += 2
        cells["white", "male"] -= 2

    wrong = changed(LEDGER, "2026Q3", "entered.ethnicity_broad-by-gender", raw)
    assert "not a rounded figure" in " ".join(api.gate(wrong, Release("2026Q3", [])).words)


def test_a_table_off_the_whitelist_is_refused() -> None:
    tables = [{**YEAR.tables[0], "id": "entered.district-by-ethnicity", "title": "District and ethnic group"}]
    assert "may not be published" in api.gate(LEDGER, Release("2026", tables)).words[0]


def test_a_period_of_too_few_people_is_refused() -> None:
    small = close_years([2026], people(60, [2026], seed=1))
    verdict = api.gate(small, Release("2026", YEAR.tables))
    assert {found.rule for found in verdict.findings} == {"too few"}


def test_an_exact_small_figure_given_elsewhere_is_refused_with_its_source() -> None:
    where = {"ethnicity_broad": "asian", "gender": "male"}
    true = int(CROWD.counts(["2026Q1"], "entered", ("ethnicity_broad", "gender"))[2, 1])
    given = ExactFigure("2026Q1", "entered", where, max(true, 1), "an answer to a request of 3 May")
    verdict = api.gate(QUARTER, FIRST, elsewhere=[given])
    named = [found for found in verdict.findings if found.at == ("Asian or Asian British", "Men")]
    assert {found.rule for found in named} <= {"exact", "presence"}
    assert named
    assert "an answer to a request of 3 May" in named[0].words


def test_an_exact_total_given_elsewhere_narrows_nothing() -> None:
    total = int(CROWD.counts(["2026Q3"], "ended", ("outcome",)).sum())
    given = ExactFigure("2026Q3", "ended", {}, total, "the council's minutes")
    assert api.gate(LEDGER, YEAR, elsewhere=[given]).clean


def test_an_exact_total_of_a_small_quarter_may_prove_presence_where_people_are_divided_in_two() -> None:
    """Some of so many were sent to no provider, when nearly all that were sent are known: the gate sees it."""
    here = np.flatnonzero(CROWD.quarters["ended"] == "2026Q1")
    columns = {**CROWD.columns, "work": CROWD.columns["work"].copy()}
    columns["work"][here] = "5|sent"
    columns["work"][here[:6]] = ""
    crowd = People(columns, CROWD.quarters)
    ledger = close(FrozenLedger(), "2026Q1", crowd)
    given = ExactFigure("2026Q1", "ended", {}, len(here), "the council's minutes")
    verdict = api.gate(ledger, Release("2026Q1", api.published_tables("2026Q1", ledger)), elsewhere=[given])
    assert {finding.rule for finding in verdict.findings} == {"presence"}
    assert ("Not sent to a provider",) in {finding.at for finding in verdict.findings}


def test_a_figure_that_contradicts_the_ledger_is_for_a_person_to_decide() -> None:
    given = ExactFigure("2026Q1", "ended", {"outcome": "both_completed"}, 5_000, "a board paper")
    verdict = api.gate(QUARTER, FIRST, elsewhere=[given])
    assert not verdict.clean
    assert "a board paper" in verdict.undecided[0]


def test_an_exact_figure_of_a_division_that_no_table_has_is_for_a_person_to_decide() -> None:
    given = ExactFigure("2026Q1", "ended", {"district": "swale", "gender": "male"}, 2)
    assert "cannot be checked" in api.gate(LEDGER, YEAR, elsewhere=[given]).undecided[0]


@pytest.mark.parametrize("number", [100, 600, 2_000])
def test_some_list_of_whole_people_fits_everything_that_is_stored(number: int) -> None:
    """So no linking of releases can narrow a count below plus and minus five."""
    ledger = close_years([2026], people(number, [2026], seed=6))
    assert possible_world("2026", "entered", ledger, CHOSEN)
    assert possible_world("2026", "ended", ledger, CHOSEN)


def test_people_may_be_added_to_or_taken_from_every_count() -> None:
    """Linear programs over everything stored: each count of the ended can be anything from 5 below to 5 above."""
    attack = Attack("2026", "ended", LEDGER, CHOSEN)
    columns = attack.build()
    bounds = Bounds(attack.program)
    for table in known("2026", "ended", LEDGER):
        values = table.values.ravel()
        for place in range(0, values.size, 7):
            seen = bounds.range(int(columns[table.table][place]))
            assert np.isclose(seen.low, max(0, values[place] - 5), atol=1e-5)
            assert np.isclose(seen.high, values[place] + 5, atol=1e-5)


def test_the_frozen_whitelist_is_what_the_attacker_reads() -> None:
    assert {table.table for population in ("entered", "ended") for table in known("2026", population, LEDGER)} == set(
        FROZEN
    )
