"""From a request to a released report: closed once, made once, never changed; a refusal is a sentence."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connections, transaction

from equality.disclosure import api
from equality.models import Answers, Fact
from journal.actions import deliver, record
from journal.models import Delivery, Event
from reports import gate, ledger, pdf
from reports.actions import making
from reports.actions.asking import ask
from reports.models import Closing, File, LedgerCell, Release, Run
from reports.sealing import canonical, sha256_of
from tests.databases import role
from tests.people import actor_of
from tests.reports.crowd import CLOSED, asked, crowd, made_by_worker, released, shelved
from walls.refusals import Refused
from walls.scope import scoped

pytestmark = pytest.mark.django_db(databases=["default", "equality", "reports"])


@pytest.fixture(autouse=True)
def _after_closing() -> Any:
    with time_machine.travel(CLOSED, tick=True):
        yield


def deliveries() -> list[bool]:
    """Carry what waits for a worker, as the worker."""
    with role("safer_worker"), scoped(sight="system"):
        waiting = list(Delivery.objects.filter(state="waiting", handler__startswith="reports."))
        return [deliver(delivery.id) for delivery in waiting]


def test_a_request_becomes_a_release_through_the_outbox() -> None:
    """S1.32."""
    crowd()
    by = actor_of("commissioner")
    with transaction.atomic():
        run = ask(by=by, report="equality", period="2025Q2", today=CLOSED)
    assert deliveries() == [True]
    run.refresh_from_db()
    release = Release.objects.get()
    assert (run.state, run.release_id, run.done, run.fault) == ("released", release.pk, run.total, "")
    assert run.total == 7  # two quarters closed, tables, check, pages, large print, release
    assert release.data["period"] == "2025Q2"
    assert release.sha256 == sha256_of(release.data)
    assert sorted(file.format for file in release.files.all()) == ["csv", "large", "ods", "pdf"]
    assert release.gate["findings"] == release.gate["undecided"] == []
    with role("safer_worker"), scoped(sight="system"):
        assert Event.objects.filter(kind="report.released", subject_id=release.pk).count() == 1


def test_the_same_event_twice_leads_to_one_release_and_never_rounds_again() -> None:
    crowd()
    first = released()
    stored = list(LedgerCell.objects.values_list("period", "table", "cell", "value"))
    content = bytes(File.objects.get(format="pdf").content)
    again = released()
    assert again.pk == first.pk
    assert list(LedgerCell.objects.values_list("period", "table", "cell", "value")) == stored
    assert bytes(File.objects.get(format="pdf").content) == content
    with role("safer_worker"), scoped(sight="system"):
        event = record("report.requested", by=actor_of("commissioner"), subject=asked("2025Q1"))
        assert Delivery.objects.filter(event_id=event.id).count() == 1
    assert deliveries() == [True]
    assert Release.objects.count() == 1


def test_an_erasure_and_a_late_record_change_no_published_byte() -> None:
    first = shelved()
    Answers.objects.all().delete()
    Fact.objects.filter(counted_in="2025Q1").delete()
    Fact.objects.filter(counted_in="").update(quarter="2025Q1", person="")
    again = released()
    assert canonical(again.data) == canonical(first.data)
    assert ledger.stored().has("2025Q1")


def test_a_year_closes_its_quarters_and_adds_annual_tables() -> None:
    crowd()
    release = released("2025")
    assert sorted(Closing.objects.values_list("period", flat=True)) == ["2025", *(f"2025Q{n}" for n in range(1, 5))]
    tables = {table["id"] for table in release.data["tables"]}
    assert "entered.ethnicity" in tables
    titles = [(table["title"], table["total_of"]) for table in release.data["tables"]]
    assert len(titles) == len(set(titles))


def test_the_data_has_the_shape_of_the_contract() -> None:
    data = shelved().data
    assert data.keys() >= {"report", "period", "method", "parameters", "released_at", "tables"}
    assert data["parameters"]["base"] == 5
    for table in data["tables"]:
        assert table.keys() >= {"id", "title", "dimensions", "total_of", "cells"}
        for cell in table["cells"]:
            assert cell["kind"] in {"rounded", "suppressed"}
            assert (cell["value"] is None) == (cell["kind"] == "suppressed")
            assert len(cell["at"]) == len(table["dimensions"])
            assert cell["value"] is None or (cell["value"] % 5 == 0 and cell["value"] > 5)


def test_what_is_stored_is_rounded_once_and_says_how() -> None:
    crowd()
    released()
    closing = Closing.objects.get(period="2025Q1")
    assert closing.code_version == released().data["method"]
    assert closing.parameters["tolerance"] == 5
    assert closing.solver["cells"] == LedgerCell.objects.filter(period="2025Q1").count() > 200
    assert len(closing.gate) == 64
    assert not [cell for cell in LedgerCell.objects.all() if cell.value % 5]


def test_joins_that_are_used_up_are_destroyed_when_the_quarter_is_stored() -> None:
    crowd()
    released("2025Q1")
    assert not Fact.objects.filter(counted_in="2025Q1").exclude(person="")
    assert not Fact.objects.filter(counted_in="2025Q1", kind="ended", link__isnull=False)


@pytest.mark.parametrize("table", ["reports_closing", "reports_ledgercell", "reports_release", "reports_file"])
def test_what_is_stored_cannot_be_changed_by_anybody(table: str) -> None:
    """Promise: append-only, by grant (the worker) and by trigger (the owner)."""
    shelved()
    column = "sha256" if table in ("reports_release", "reports_file") else "period"
    changes = (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}")  # noqa: S608 - names of our own
    for who, words in (("safer_owner", "stays as it is"), ("safer_equality", "permission denied")):
        for sql in changes:
            with role(who, using="equality"), pytest.raises(DatabaseError, match=words), transaction.atomic("equality"):
                connections["equality"].cursor().execute(sql)


def test_one_release_for_a_report_and_period_whatever_happens() -> None:
    first = shelved()
    with pytest.raises(IntegrityError), transaction.atomic(using="reports"):
        Release.objects.create(report="equality", period="2025Q1", data={}, sha256="0" * 64, gate={})
    assert Release.objects.get().pk == first.pk


def test_too_few_people_is_a_plain_sentence() -> None:
    crowd(200)
    run = asked("2025Q2")
    assert made_by_worker(run) is None
    assert (run.state, run.release_id) == ("refused", None)
    assert run.fault == (
        "Fewer than 100 people were counted in April to June 2025. Its figures are part of the year's report instead."
    )


def test_a_period_that_is_open_or_from_before_the_first_record_is_a_plain_sentence() -> None:
    crowd()
    early, soon = asked("2024Q1"), asked("2026Q4")
    assert made_by_worker(early) is None
    assert early.fault == "There are no records from January to March 2024, so there is nothing to count."
    assert made_by_worker(soon) is None
    assert "closes on 28 January 2027" in soon.fault
    assert not Closing.objects.exists()


@pytest.mark.parametrize(
    "period", ["", "2026Q5", "20X6", "2026-04-01", "2025H1", "²⁰²⁵", "2025Q1\x00", "0000", "9999Q4"]
)
def test_a_request_for_something_that_is_no_closed_period_is_refused(period: str) -> None:
    with pytest.raises(Refused), transaction.atomic():
        ask(by=actor_of("commissioner"), report="equality", period=period, today=CLOSED)
    with pytest.raises(Refused), transaction.atomic():
        ask(by=actor_of("commissioner"), report=period, period="2025Q1", today=CLOSED)
    assert not Run.objects.exists()


def test_a_fault_of_ours_says_that_it_is_tried_again_and_then_is(monkeypatch: pytest.MonkeyPatch) -> None:
    crowd()
    run = asked("2025Q1")
    with transaction.atomic():
        record("report.requested", by=actor_of("commissioner"), subject=run)
    with monkeypatch.context() as broken:
        broken.setitem(pdf.FONTS, "font:bold", Path("/nowhere"))
        assert deliveries() == [False]
    run.refresh_from_db()
    assert run.state == "faulty"
    assert "tried again by itself" in run.fault
    assert not Release.objects.exists()
    assert deliveries() == [True]
    run.refresh_from_db()
    assert (run.state, run.fault) == ("released", "")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"add": 30}, "It is not the figure that is stored"),
        ({"add": 1}, "It is not a rounded figure"),
        ({"kind": "exact"}, "It is not the figure that is stored"),
        ({"percent": 1}, "The percentage is not worked out from stored figures"),
    ],
)
def test_the_check_before_release_names_planted_faults(change: dict[str, Any], words: str) -> None:
    """A total that is not its sum, a raw figure, one that was not protected, a raw percentage."""
    tables = shelved().data["tables"]
    book = ledger.stored()
    assert gate.check_release("equality", "2025Q1", tables, book)["findings"] == []
    gender = next(table for table in tables if table["id"] == "entered.gender")
    women = next(cell for cell in gender["cells"] if cell["at"] == ["Women"])
    women["value"] += change.pop("add", 0)
    women.update(change)
    with pytest.raises(api.NotPublished, match=f"Nothing was released.*Gender, Women: {words}"):
        gate.check_release("equality", "2025Q1", tables, book)


def test_rows_that_are_not_rounded_are_not_stored() -> None:
    planted = api.Protected(
        "2025Q1",
        {"entered.gender": {("female",): 30, ("male",): 7}},
        api.parameters().published(),
        "test",
        api.Solver(0.0, 2, 0, 0.0, 0, 0),
    )
    with pytest.raises(api.NotPublished, match="entered.gender, male"):
        gate.check_rows(planted)


def test_the_command_goes_the_whole_way(tmp_path: Path) -> None:
    """Contract: publish_report --period 2026Q2 …"""
    crowd()
    out = StringIO()
    with role("safer_worker"):
        call_command("publish_report", period=["2025Q1", "2025Q2"], out=tmp_path, stdout=out)
        lines = [json.loads(line) for line in out.getvalue().splitlines()]
        assert [line["period"] for line in lines] == ["2025Q1", "2025Q2"]
        assert (tmp_path / "safer-equality-2025Q2.pdf").read_bytes().startswith(b"%PDF-1.7")
        data = json.loads((tmp_path / "safer-equality-2025Q2.json").read_bytes())
        assert sha256_of(data) == lines[1]["sha256"]
        with pytest.raises(CommandError, match="closes on 28 January 2027"):
            call_command("publish_report", period=["2026Q4"])
        with pytest.raises(CommandError, match="Choose a quarter or a year"):
            call_command("publish_report", period=["April"])


def test_of_two_workers_that_store_one_period_the_second_gets_the_first_release() -> None:
    """Both looked before either had stored; the database's unique constraint decides, and nothing is stored twice."""
    first = shelved()
    files = {file.format: bytes(file.content) for file in File.objects.filter(release=first)}
    with role("safer_worker"), scoped(sight="system"):
        second = making._store(asked("2025Q1"), first.data, files, first.gate, first.released_at)
    assert second.pk == first.pk
    assert Release.objects.count() == 1
