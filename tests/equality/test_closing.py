"""Closing quarters and years from facts in the database, through the public door."""

from datetime import date

import numpy as np
import pytest

from benchmarks.kent import People, people
from equality.disclosure import api, counting
from equality.disclosure.cubes import from_cells
from equality.disclosure.periods import next_quarter
from equality.disclosure.tables import FROZEN
from equality.models import Answers, Fact, Severed
from equality.models.answers import Said

pytestmark = pytest.mark.django_db(databases=["default", "equality", "reports"])

LATER = date(2030, 1, 1)
CROWD = people(500, [2026], seed=8)


TICKED = {
    "none": ("none",), "mental_health": ("mental_health",), "substance_use": ("drugs",), "not_recorded": (),
    "both": ("mental_health", "alcohol"),
}  # fmt: skip
APART = ("ethnicity", "disability", "condition")


def put(crowd: People) -> None:
    """The crowd as facts that ingest left and answers that people gave."""
    facts, answers = [], []
    for place in range(len(crowd.quarters["entered"])):
        link = f"{place:064x}"
        given = {name: str(column[place]) for name, column in crowd.columns.items()}
        row = Answers(link=link, notice_version="safer/1", asked_on="2026-01-01", answered_on="2026-01-01")
        said = [given.pop(name) for name in APART]
        ethnicity, disability = ("" if code == "not_stated" else code for code in said[:2])
        row.say(Said(ethnicity, disability, TICKED[said[2]]))
        answers.append(row)
        outcome = given.pop("outcome")
        for kind in ("entered", "ended"):
            if quarter := str(crowd.quarters[kind][place]):
                facts.append(
                    Fact(kind=kind, quarter=quarter, link=link, outcome=outcome if kind == "ended" else "", **given)
                )
    Answers.objects.bulk_create(answers)
    Fact.objects.bulk_create(facts)


def freeze(upto: str, ledger: api.FrozenLedger, today: date = LATER) -> api.FrozenLedger:
    for period in api.due(ledger, today):
        if period > upto:
            break
        ledger = ledger.and_also(api.protect(period, ledger, today))
        api.settle(period)
    return ledger


@pytest.fixture
def kent() -> None:
    put(CROWD)


def test_what_is_due_is_named_in_the_order_in_which_it_must_close(kent: None) -> None:
    nothing = api.FrozenLedger()
    assert api.due(nothing, date(2026, 4, 27)) == []
    assert api.closes_on("2026Q1") == date(2026, 4, 28)
    assert api.due(nothing, date(2026, 4, 28)) == ["2026Q1"]
    assert api.due(nothing, date(2027, 2, 1)) == ["2026Q1", "2026Q2", "2026Q3", "2026Q4", "2026"]


def test_nothing_is_due_before_the_first_fact() -> None:
    assert api.due(api.FrozenLedger(), LATER) == []


def test_counts_from_the_database_are_those_of_the_people(kent: None) -> None:
    api.protect("2026Q1", api.FrozenLedger(), LATER)
    for spec in FROZEN.values():
        got = counting.counts(["2026Q1"], spec.population, spec.dims)
        assert (got == CROWD.counts(["2026Q1"], spec.population, spec.dims)).all()


def test_a_year_closes_into_a_ledger_of_rounded_values_only(kent: None) -> None:
    ledger = freeze("2026Q4", api.FrozenLedger())
    assert ledger.has("2026")
    for (period, table), cells in ledger.tables.items():
        spec = FROZEN[table]
        quarters = [period] if "Q" in period else [f"2026Q{number}" for number in range(1, 5)]
        true = CROWD.counts(quarters, spec.population, spec.dims)
        assert np.abs(from_cells(cells, spec.dims) - true).max() <= 5
        assert all(value % 5 == 0 for value in cells.values())
    assert api.published_tables("2026", ledger)


def test_closing_again_gives_the_same_figures_until_they_are_stored(kent: None) -> None:
    """A crash between solving and storing costs nothing: the same facts are claimed and rounded alike."""
    once, again = (api.protect("2026Q1", api.FrozenLedger(), LATER) for _ in range(2))
    assert once.tables == again.tables


def test_a_late_record_and_an_erasure_change_no_stored_figure(kent: None) -> None:
    """Point 9."""
    before = freeze("2026Q1", api.FrozenLedger())
    Fact.objects.filter(counted_in="2026Q1").first().delete()  # type: ignore[union-attr]
    Fact.objects.create(
        kind="entered", quarter="2026Q1", link="l" * 64, district="swale", gender="male", age_band="65+", children="0"
    )
    assert "2026Q1" not in api.due(before, LATER)
    after = freeze("2026Q2", before)
    assert all(after.tables[key] == cells for key, cells in before.tables.items())
    assert Fact.objects.get(link="l" * 64).counted_in == "2026Q2"


def test_periods_are_refused_in_words_when_it_is_not_their_turn(kent: None) -> None:
    nothing = api.FrozenLedger()
    with pytest.raises(api.StillOpen, match="January to March 2026 closes on 28 April 2026"):
        api.protect("2026Q1", nothing, date(2026, 4, 1))
    with pytest.raises(api.EarlierOpen, match="Close January to March 2026 before April to June 2026"):
        api.protect("2026Q2", nothing, LATER)
    with pytest.raises(api.NotFrozen):
        api.protect("2026", nothing, LATER)
    with pytest.raises(api.AlreadyFrozen):
        api.protect("2026Q1", freeze("2026Q1", nothing), LATER)
    with pytest.raises(ValueError, match="sum of its quarters"):
        api.protect("2026H1", nothing, LATER)
    assert not Fact.objects.exclude(counted_in="").exclude(counted_in="2026Q1").exists()


def test_the_join_is_gone_after_an_ending_is_settled(kent: None) -> None:
    links = set(Fact.objects.filter(kind="ended", quarter="2026Q1").values_list("link", flat=True))
    freeze("2026Q1", api.FrozenLedger())
    assert links
    assert set(Severed.objects.values_list("link", flat=True)) == links
    assert not Answers.objects.filter(link__in=links).exists()
    assert not Fact.objects.filter(link__in=links).exists()
    assert Answers.objects.count() == 500 - len(links)


def test_quarters_follow_one_another() -> None:
    assert [next_quarter("2026Q3"), next_quarter("2026Q4")] == ["2026Q4", "2027Q1"]
