"""What each database role may do with the ledger and its releases, on real PostgreSQL."""

import threading
from collections.abc import Iterator

import pytest
import time_machine
from django.db import ProgrammingError, connections, transaction

from equality.models import Answers, Fact
from reports import ledger
from reports.models import Closing, Release, Run
from tests.databases import role, share
from tests.reports.crowd import CLOSED, asked, crowd, shelved

pytestmark = pytest.mark.django_db(databases=["default", "equality", "reports"])

LEDGER = ("reports_closing", "reports_ledgercell")
SHOWN = ("reports_release", "reports_file")
PEOPLE = ("equality_answers", "equality_fact", "equality_severed")
RUN = "reports_run"


@pytest.fixture(autouse=True)
def _after_closing() -> Iterator[None]:
    with time_machine.travel(CLOSED, tick=True):
        yield


ATTEMPTS = {
    "read": "SELECT * FROM {}",
    "add": "INSERT INTO {} DEFAULT VALUES",
    "change": "UPDATE {} SET period = period",
    "remove": "DELETE FROM {}",
    "empty": "TRUNCATE {} CASCADE",
}


def refused(what: str, table: str) -> bool:
    """Whether PostgreSQL refuses this role the attempt for want of a privilege."""
    try:
        with transaction.atomic(using="equality"), connections["equality"].cursor() as cursor:
            cursor.execute(ATTEMPTS[what].format(table))
    except ProgrammingError as fault:
        return "permission denied" in str(fault)
    return False


def test_the_web_process_that_serves_reports_reaches_releases_and_nothing_behind_them() -> None:
    """Promise: no row of people, answers, facts or unprinted figures can be read by it."""
    shelved()
    assert Fact.objects.exists()
    assert Answers.objects.exists()
    with role("safer_report", using="equality"):
        assert Release.objects.count() == 1
        assert all(refused("read", table) for table in (*LEDGER, *PEOPLE))
        for table in (*LEDGER, *SHOWN, *PEOPLE):
            assert all(refused(what, table) for what in ("add", "remove", "empty")), table
        assert refused("change", "reports_release")


def test_the_web_process_may_ask_and_watch_but_not_say_how_it_went() -> None:
    with role("safer_report", using="equality"):
        run = asked("2025Q2")
        assert Run.objects.get().pk == run.pk
        assert all(refused(what, RUN) for what in ("change", "remove", "empty"))


def test_the_web_role_of_the_equality_page_reaches_no_report() -> None:
    with role("safer_web", using="equality"):
        assert all(refused("read", table) for table in (*LEDGER, *SHOWN, RUN))


def test_the_worker_adds_to_the_ledger_and_changes_nothing_in_it() -> None:
    with role("safer_equality", using="equality"):
        for table in (*LEDGER, *SHOWN):
            assert not refused("read", table)
            assert all(refused(what, table) for what in ("remove", "empty")), table


@pytest.mark.django_db(databases=["default", "equality", "reports"], transaction=True)
def test_two_workers_that_close_one_quarter_at_once_store_it_once() -> None:
    """Domain rule 1, for figures: one rounding, whoever asks."""
    crowd(400)
    faults: list[Exception] = []

    def close() -> None:
        share()
        try:
            ledger.close("2025Q1", CLOSED)
        except Exception as fault:
            faults.append(fault)
        finally:
            connections["equality"].close()

    threads = [threading.Thread(target=close) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert faults == []
    assert list(Closing.objects.values_list("period", flat=True)) == ["2025Q1"]
    assert ledger.stored().has("2025Q1")
