"""Pages of commissioners, by role, through HTTP, as the database role that serves them."""

import json
import uuid
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts import demo
from accounts.scope import acting, as_system
from journal.models import Access, Delivery, Event
from reports.catalogue import FORMATS
from reports.models import Release, Run
from tests.databases import role
from tests.people import as_role
from tests.reports.crowd import CLOSED, asked, crowd, made_by_worker, shelved

pytestmark = pytest.mark.django_db(databases=["default", "equality", "reports"])

ELSEWHERE = uuid.UUID(int=7)
OTHERS = sorted({person.slug.split(".")[0] for person in demo.PEOPLE} - {"commissioner"})


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


def addresses(release_id: uuid.UUID, run_id: uuid.UUID) -> list[str]:
    return [
        reverse("reports:shelf"),
        reverse("reports:new"),
        reverse("reports:run", args=[run_id]),
        reverse("reports:release", args=[release_id]),
        reverse("reports:compare", args=[release_id]),
        *(
            reverse(f"reports:{name}", args=[release_id, "equality", kind])
            for kind in ("pdf", "json")
            for name in ("download", "why")
        ),
    ]


def test_a_commissioner_reads_a_release_with_its_charts_and_tables(client: Client, release: Release, web: None) -> None:
    by = as_role(client, "commissioner")
    assert reverse("reports:shelf") == "/reports/"
    assert ">Reports</h1>" in client.get("/desk/").content.decode()
    shelf = client.get("/reports/").content.decode()
    assert "January to March 2025" in shelf
    answer = client.get(f"/reports/{release.pk}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    for finding in release.data["findings"]:
        assert f"{finding['text']}</figcaption>" in page
    assert page.count('<dl class="bars">') == len(release.data["findings"])
    assert page.count("<caption") == len(release.data["tables"])
    assert "[low]" in page
    assert "style=" not in page
    assert len(answer.content) < 120_000
    with acting(by):
        assert Access.objects.filter(actor_id=by.user_id, what="reports:release", case_ids=[release.pk]).count() == 1


@pytest.mark.parametrize("kind", list(FORMATS))
def test_a_download_is_what_was_stored_and_is_recorded(client: Client, release: Release, web: None, kind: str) -> None:
    by = as_role(client, "commissioner")
    name, ending = f"equality{FORMATS[kind].suffix}", FORMATS[kind].ending
    asked_why = client.get(f"/reports/{release.pk}/{name}.{ending}").headers["Location"]
    assert asked_why == f"/reports/{release.pk}/why/{name}.{ending}"
    assert "What do you need this report for?" in client.get(asked_why).content.decode()
    assert client.post(asked_why, {"reason": "meeting"}).headers["Location"] == f"/reports/{release.pk}/{name}.{ending}"
    answer = client.get(f"/reports/{release.pk}/{name}.{ending}")
    assert answer.headers["Content-Type"] == FORMATS[kind].content_type
    assert answer.headers["Content-Disposition"] == f'attachment; filename="safer-{name}-2025Q1.{ending}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    stored = release.sha256 if kind == "json" else release.files.get(format=kind).sha256
    assert sha256(answer.content).hexdigest() == stored
    if kind == "json":
        assert json.loads(answer.content) == release.data
    with acting(by):
        read = Access.objects.get(actor_id=by.user_id, what=f"reports:{kind}", case_ids=[release.pk])
        assert read.reason == "meeting"


@pytest.mark.parametrize("slug", OTHERS)
def test_to_every_other_role_reports_do_not_exist(client: Client, slug: str, web: None) -> None:
    run = asked("2025Q2")
    as_role(client, slug)
    for address in addresses(ELSEWHERE, run.pk):
        assert client.get(address).status_code == 404
    assert client.post(reverse("reports:new"), {"report": "equality", "period": "2025Q2"}).status_code == 404
    assert Run.objects.count() == 1


def test_nobody_gets_in_without_signing_in(client: Client) -> None:
    for address in addresses(ELSEWHERE, ELSEWHERE):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/login/")


def test_what_does_not_exist_and_what_cannot_be_asked_for_is_404(client: Client, release: Release, web: None) -> None:
    as_role(client, "commissioner")
    for path in (
        f"{ELSEWHERE}/", f"{ELSEWHERE}/equality.pdf", f"runs/{ELSEWHERE}/", f"{release.pk}/equality.exe",
        f"{release.pk}/other.pdf", f"{release.pk}/equality.pdf/", f"{release.pk}/..%2fequality.pdf", "1/",
        f"{release.pk}/equality.", f"{release.pk}/equality.pdf%0d%0aX: y",
    ):  # fmt: skip
        assert client.get(f"/reports/{path}").status_code == 404, path


@pytest.mark.parametrize("name", ["shelf", "run", "release", "download"])
def test_reading_pages_take_no_posts(client: Client, name: str, web: None) -> None:
    as_role(client, "commissioner")
    addresses: dict[str, list[Any]] = {
        "shelf": [],
        "run": [ELSEWHERE],
        "release": [ELSEWHERE],
        "download": [ELSEWHERE, "equality", "pdf"],
    }
    given = addresses[name]
    assert client.post(reverse(f"reports:{name}", args=given)).status_code == 405


def test_asking_for_a_report_writes_a_run_and_an_event_for_the_worker(client: Client, web: None) -> None:
    by = as_role(client, "commissioner")
    page = client.get("/reports/new/").content.decode()
    assert "July to September 2026" in page
    assert "October to December 2026" not in page
    answer = client.post("/reports/new/", {"report": "equality", "period": "2025Q2"})
    run = Run.objects.get()
    assert answer.headers["Location"] == f"/reports/runs/{run.pk}/"
    assert (run.period, run.asked_by, run.state) == ("2025Q2", by.user_id, "waiting")
    with acting(by):
        event = Event.objects.get(kind="report.requested")
        assert (event.subject_id, event.actor_id) == (run.pk, by.user_id)
        assert event.data == {"report": "equality", "period": "2025Q2"}


def test_what_is_released_is_shown_at_once_and_not_made_again(client: Client, release: Release, web: None) -> None:
    as_role(client, "commissioner")
    before = Run.objects.count()
    answer = client.post("/reports/new/", {"report": "equality", "period": "2025Q1"})
    assert answer.headers["Location"] == f"/reports/{release.pk}/"
    assert Run.objects.count() == before


@pytest.mark.parametrize(
    "period", ["", "2026Q4", "2999", "2025Q2'--", "<script>", "2025Q2\x00", "٢٠٢٥", "x" * 5_000, "2025H1"]
)
def test_a_hostile_or_open_period_is_refused_in_words(client: Client, web: None, period: str) -> None:
    as_role(client, "commissioner")
    answer = client.post("/reports/new/", {"report": "equality", "period": period})
    assert answer.status_code == 422
    assert 'class="govuk-error-summary"' in answer.content.decode()
    assert not Run.objects.exists()


def test_progress_is_a_real_figure_and_renews_itself_without_a_script(client: Client) -> None:
    as_role(client, "commissioner")
    run = asked("2025Q2")
    Run.objects.filter(pk=run.pk).update(state="working", step="Closing April to June 2025", done=1, total=5)
    with role("safer_report", using="equality"):
        answer = client.get(f"/reports/runs/{run.pk}/")
        shelf = client.get("/reports/").content.decode()
    page = answer.content.decode()
    assert "1 of 5" in page
    assert '<progress value="1" max="5"' in page
    assert "Closing April to June 2025" in page
    assert answer.headers["Refresh"] == "3"
    assert f"/reports/runs/{run.pk}/" in shelf


def test_a_run_that_is_done_leads_to_the_report(client: Client, release: Release, web: None) -> None:
    as_role(client, "commissioner")
    run = Run.objects.get(state="released")
    assert client.get(f"/reports/runs/{run.pk}/").headers["Location"] == f"/reports/{release.pk}/"


def test_a_refusal_is_a_sentence_with_what_to_do(client: Client) -> None:
    crowd(200)
    run = asked("2025Q2", by=as_role(client, "commissioner").user_id)
    assert made_by_worker(run) is None
    with role("safer_report", using="equality"):
        answer = client.get(f"/reports/runs/{run.pk}/")
    page = answer.content.decode()
    assert "Fewer than 100 people were counted in April to June 2025." in page
    assert "Choose a longer period" in page
    assert "Refresh" not in answer.headers


def test_no_longer_period_is_suggested_for_a_year(client: Client) -> None:
    crowd(60)
    run = asked("2025", by=as_role(client, "commissioner").user_id)
    assert made_by_worker(run) is None
    with role("safer_report", using="equality"):
        page = client.get(f"/reports/runs/{run.pk}/").content.decode()
    assert "Fewer than 100 people were counted in 2025. No report is made for it." in page
    assert "longer period:" not in page
    assert "Choose another year" in page


def test_a_press_twice_makes_one_release(client: Client) -> None:
    crowd()
    as_role(client, "commissioner")
    with role("safer_report", using="equality"):
        places = {
            client.post("/reports/new/", {"report": "equality", "period": "2025Q2"}).headers["Location"]
            for _ in range(2)
        }
    assert len(places) == 2
    releases = {made_by_worker(run).pk for run in Run.objects.all()}  # type: ignore[union-attr]
    assert len(releases) == Release.objects.count() == 1
    with role("safer_worker"), as_system():
        assert Delivery.objects.filter(handler="reports.notices.make_requested").count() == 2


def test_an_empty_shelf_says_what_will_appear(client: Client, web: None) -> None:
    as_role(client, "commissioner")
    assert "No report is released yet" in client.get("/reports/").content.decode()
