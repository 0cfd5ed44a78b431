"""Taking files, two periods side by side, and the page for everybody, through HTTP."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.scope import acting
from journal.models import Access
from reports.catalogue import FORMATS
from reports.comparing import side_by_side
from reports.models import Release
from tests.databases import role
from tests.people import as_role
from tests.reports.crowd import CLOSED, crowd, released, shelved

pytestmark = pytest.mark.django_db(databases=["default", "equality", "reports"])

ELSEWHERE = uuid.UUID(int=7)


@pytest.fixture(autouse=True)
def _after_closing() -> Iterator[None]:
    with time_machine.travel(CLOSED, tick=True):
        yield


@pytest.fixture
def release() -> Release:
    return shelved()


@pytest.fixture
def web() -> Iterator[None]:
    """The web process reaches reports as safer_report."""
    with role("safer_report", using="equality"):
        yield


def test_why_a_file_is_taken_is_asked_again_the_next_day_and_for_another_report(
    client: Client, release: Release, web: None
) -> None:
    as_role(client, "commissioner")
    client.post(f"/reports/{release.pk}/why/equality.pdf", {"reason": "check"})
    assert client.get(f"/reports/{release.pk}/equality.csv").status_code == 200
    with role("safer_equality", using="equality"):
        other = Release.objects.create(report="equality", period="2025Q2", data=release.data, sha256="0", gate={})
    assert "/why/" in client.get(f"/reports/{other.pk}/equality.json").headers["Location"]
    with time_machine.travel(CLOSED + timedelta(days=1), tick=True):
        as_role(client, "commissioner")
        assert "/why/" in client.get(f"/reports/{release.pk}/equality.csv").headers["Location"]


@pytest.mark.parametrize("reason", ["", "because", "meeting\x00", "x" * 5_000])
def test_no_reason_or_a_strange_one_is_refused_in_words_and_nothing_is_kept(
    client: Client, release: Release, web: None, reason: str
) -> None:
    by = as_role(client, "commissioner")
    answer = client.post(f"/reports/{release.pk}/why/equality.pdf", {"reason": reason})
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.content.decode()
    with acting(by):
        assert not Access.objects.filter(actor_id=by.user_id, what="reports:why").exists()


def test_two_periods_stand_side_by_side_and_a_small_difference_is_none(client: Client) -> None:
    crowd()
    first, second = released("2025Q1"), released("2025Q2")
    by = as_role(client, "commissioner")
    with role("safer_report", using="equality"):
        assert "April to June 2025" in client.get(f"/reports/{first.pk}/").content.decode()
        page = client.get(f"/reports/{second.pk}/compare/", {"other": str(first.pk)}).content.decode()
        assert "January to March 2025 and April to June 2025</h1>" in page
        assert "No clear difference" in page
        for strange in ("", str(first.pk), str(ELSEWHERE), "x", "'--"):
            assert client.get(f"/reports/{first.pk}/compare/", {"other": strange}).status_code == 404
    with acting(by):
        read = Access.objects.get(actor_id=by.user_id, what="reports:compare")
        assert read.case_ids == [second.pk, first.pk]


@pytest.mark.parametrize(
    ("period", "first", "second", "words"),
    [
        ("2025Q1", 50, 60, "No clear difference"),
        ("2025Q1", 50, 65, "Higher in the second"),
        ("2025Q1", 65, 50, "Lower in the second"),
        ("2025Q1", None, 15, "No clear difference"),
        ("2025Q1", None, 20, "Higher in the second"),
        ("2025", 50, 70, "No clear difference"),
        ("2025", 50, 75, "Higher in the second"),
        ("2025", None, 25, "No clear difference"),
        ("2025", 30, None, "Lower in the second"),
    ],
)
def test_only_what_must_differ_is_called_higher_or_lower(
    period: str, first: int | None, second: int | None, words: str
) -> None:
    def data(value: int | None) -> dict[str, Any]:
        cells = [{"at": [label], "value": value} for label in ("Women", "Total")]
        dimensions = [{"name": "gender", "label": "Gender", "categories": ["Women"]}]
        table = {"id": "entered.gender", "title": "Gender", "dimensions": dimensions, "cells": cells}
        return {"period": period, "parameters": {"tolerance": 5, "sum_tolerance": 10}, "tables": [table]}

    (side,) = side_by_side(data(first), data(second))
    assert {line.words for line in side.lines} == {words}


def test_the_public_page_is_off_until_the_scheme_says_so_and_keeps_no_cookie(
    client: Client, release: Release, web: None, settings: Any
) -> None:
    for address in ("/figures/", "/figures/equality.pdf"):
        assert client.get(address).status_code == 404
    settings.PUBLIC_REPORT = True
    answer = client.get("/figures/")
    assert "January to March 2025" in answer.content.decode()
    assert not answer.cookies
    for kind, form in FORMATS.items():
        file = client.get(f"/figures/equality{form.suffix}.{form.ending}")
        assert not file.cookies
        stored = release.sha256 if kind == "json" else release.files.get(format=kind).sha256
        assert sha256(file.content).hexdigest() == stored
    assert client.get("/figures/service.pdf").status_code == 404
    assert client.post("/figures/").status_code == 405
