"""Released reports for the commissioner's own systems: the bytes of the pages, each taking recorded with its reason."""

import json
import uuid
from collections.abc import Iterator

import pytest
import time_machine

from accounts.scope import acting
from journal.models import Access
from reports.catalogue import FORMATS
from reports.models import Release
from tests.databases import role
from tests.people import actor_of
from tests.reports.crowd import CLOSED, asked, crowd, released
from tests.systems import System, new_key, newest

pytestmark = pytest.mark.django_db(databases=["default", "equality", "reports"])
SHELF = "/api/v1/reports"


@pytest.fixture
def system() -> Iterator[System]:
    """The web process reaches reports as safer_report."""
    with time_machine.travel(CLOSED, tick=True):
        crowd()
        released("2025Q1")
        found = System(new_key("kcc", "commissioner"))
        with role("safer_report", using="equality"):
            yield found


def test_files_are_those_of_the_pages_and_each_taking_is_recorded(system: System) -> None:
    release = Release.objects.get()
    (line,) = system.get(SHELF).json()["reports"]  # type: ignore[attr-defined]
    assert (line["id"], line["period_in_words"]) == (str(release.pk), "January to March 2025")
    for ending, address in line["files"].items():
        answer = system.get(f"{address}?reason=statutory")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == FORMATS[ending].content_type
        assert "no-store" in answer.headers["Cache-Control"]
        stored = answer.content if ending == "json" else bytes(release.files.get(format=ending).content)
        assert answer.content == stored
    assert json.loads(system.get(line["files"]["json"] + "?reason=check").content)["tables"] == release.data["tables"]
    with acting(actor_of("rights-officer")):
        seen = Access.objects.filter(actor_id=newest().user_id).order_by("at").values_list("what", "reason", "case_ids")
        assert [(what, reason) for what, reason, _ in seen] == [
            *((f"reports:{ending}", "statutory") for ending in line["files"]), ("reports:json", "check"),
        ]  # fmt: skip
        assert {tuple(ids) for _, _, ids in seen} == {(release.pk,)}


def test_file_without_a_reason_is_refused_with_the_reasons_there_are(system: System) -> None:
    address = f"{SHELF}/{Release.objects.get().pk}.csv"
    for query in ("", "?reason=", "?reason=because", "?reason=%00", f"?reason={'x' * 2000}"):
        answer = system.get(address + query)
        assert answer.status_code == 422
        assert answer.json()["errors"]["reason"]  # type: ignore[attr-defined]
    with acting(actor_of("rights-officer")):
        assert not Access.objects.filter(actor_id=newest().user_id).exists()


def test_what_is_not_released_is_not_there(system: System) -> None:
    release = Release.objects.get()
    with role("safer_equality", using="equality"):
        waiting = asked("2025Q2")
    for name in (f"{waiting.pk}.json", f"{uuid.uuid4()}.pdf", f"{release.pk}.exe", f"{release.pk}.large", "x.json"):
        assert system.get(f"{SHELF}/{name}?reason=check").status_code == 404
    assert len(system.get(SHELF).json()["reports"]) == 1  # type: ignore[attr-defined]
