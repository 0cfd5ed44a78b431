"""Facts of people who do not exist, written through equality's models, and reports made of them."""

import uuid
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connections
from django.utils import timezone

from accounts.scope import as_system
from benchmarks.kent import People, people
from equality.models import Answers, Fact
from equality.models.answers import Said
from reports import gate, ledger
from reports.actions import making
from reports.actions.making import make
from reports.data import report_data
from reports.models import Closing, File, LedgerCell, Release, Run
from reports.opendocument import ods_of
from reports.spreadsheet import csv_of
from tests.databases import role

_SHELF = [model._meta.db_table for model in (Answers, Fact, Closing, LedgerCell, Release, File, Run)]
_shelf: dict[str, str] = {}  # table → its rows, once a report was made in this process
CLOSED = date(2026, 11, 22)  # after the third quarter of 2026 has closed
_CONDITIONS = {"both": ("mental_health", "drugs"), "substance_use": ("alcohol",), "mental_health": ("mental_health",)}


def crowd(number: int = 1_300, year: int = 2025, *, seed: int = 7) -> People:
    """People of one year; about a quarter of them in each quarter."""
    made = people(number, [year], seed)
    came_in(made)
    return made


def came_in(made: People) -> None:
    """Their facts and answers, as ingest leaves them: not counted yet."""
    columns = {name: column.tolist() for name, column in made.columns.items()}
    facts, answers = [], []
    for place in range(len(columns["gender"])):
        row = {name: column[place] for name, column in columns.items()}
        link = uuid.uuid5(uuid.NAMESPACE_OID, f"{place}").hex * 2
        answers.append(_answers(link, row))
        for kind in ("entered", "ended"):
            if quarter := made.quarters[kind][place]:
                facts.append(_fact(kind, str(quarter), link, row))
    Answers.objects.bulk_create(answers)
    Fact.objects.bulk_create(facts)


def _answers(link: str, row: dict[str, Any]) -> Answers:
    made = Answers(link=link, notice_version="safer/1", asked_on="2025-01-01", answered_on="2025-01-01")
    conditions = _CONDITIONS.get(row["condition"], ("none",) if row["condition"] == "none" else ())
    stated = {name: "" if row[name] == "not_stated" else row[name] for name in ("ethnicity", "disability")}
    made.say(Said(stated["ethnicity"], stated["disability"], conditions))
    return made


def _fact(kind: str, quarter: str, link: str, row: dict[str, Any]) -> Fact:
    known = ("district", "gender", "age_band", "children")
    ending = ("outcome", "work", "first_look", "triage") if kind == "ended" else ()
    return Fact(
        kind=kind,
        quarter=quarter,
        link=link,
        person=link,
        **{name: row[name] for name in (*known, *ending)},
    )


def asked(period: str, *, by: UUID | None = None) -> Run:
    return Run.objects.create(report="equality", period=period, asked_by=by)


def made_by_worker(run: Run, today: date = CLOSED) -> Release | None:
    """What the worker does with a request, as the worker's roles."""
    with role("safer_worker"), as_system():
        return make(run, today)


def undrawn(period: str, today: date = CLOSED) -> Release:
    """What `made_by_worker` leaves behind, all but the drawing: the PDFs say nothing. For tests that only look at pages."""
    run = asked(period)
    with role("safer_worker"), as_system():
        ledger.close_all(ledger.to_close(period, today), today, lambda closed: None)
        book = ledger.check_seals()
        data = report_data(run.report, period, book, timezone.now())
        verdict = gate.check_release(run.report, period, data["tables"], book)
        files = {"pdf": b"%PDF", "large": b"%PDF", "csv": csv_of(data), "ods": ods_of(data)}
        release = making._store(run, data, files, verdict, timezone.now())
        making.over(run, Run.State.RELEASED, release=release)
    return release


def released(period: str = "2025Q1", today: date = CLOSED) -> Release:
    release = made_by_worker(asked(period), today)
    assert release is not None
    return release


def shelved() -> Release:
    """The report of 2025Q1, as crowd() and released() leave it, for tests of what comes after. Each process makes it once;
    its other tests get the same rows back, byte for byte.
    """
    with connections["equality"].cursor() as cursor:
        for table, rows in _shelf.items():
            copied = f"INSERT INTO {table} SELECT * FROM jsonb_populate_recordset(NULL::{table}, %s)"  # noqa: S608 - our own
            cursor.execute(copied, [rows])
    if _shelf:
        return Release.objects.get()
    crowd()
    release = released()
    with connections["equality"].cursor() as cursor:
        for table in _SHELF:
            cursor.execute(f"SELECT jsonb_agg({table})::text FROM {table}")  # noqa: S608 - our own
            (_shelf[table],) = cursor.fetchone()
    return release


def numbers_of(data: Any) -> set[str]:
    """Every number that stands anywhere in the JSON, as printed: with thousands apart."""
    if isinstance(data, dict):
        return numbers_of(list(data.values()))
    if isinstance(data, list):
        return set().union(*(numbers_of(one) for one in data)) if data else set()
    return {f"{data:,}", str(data)} if isinstance(data, int | float) else set()
