"""Closing quarters, errata, the register of exact figures and decisions: pages over HTTP, as the role that serves them."""

import re
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.scope import acting
from equality.models import Fact, Outlook
from equality.outlook import look_ahead
from equality.tasks import look
from journal.models import Event
from reports import ledger
from reports.models import Closing, Erratum, LedgerCell, Release, Run
from tests.databases import role
from tests.people import as_role
from tests.reports.crowd import CLOSED, asked, crowd, made_by_worker, released, shelved
from tests.reports.pages import get, post, worker_hears

pytestmark = pytest.mark.django_db(databases=["default", "equality", "reports"])


@pytest.fixture(autouse=True)
def _after_closing() -> Iterator[None]:
    with time_machine.travel(CLOSED, tick=True):
        yield


def test_open_quarters_are_shown_without_any_number_of_people(client: Client) -> None:
    crowd(1_300)
    look_ahead(timezone.localdate(), agrees=True)
    as_role(client, "commissioner")
    page = get(client, "/reports/closing/")
    assert "January to March 2025" in page
    assert "Likely" in page
    assert "Every referral is among the figures, once" in page
    main = page[page.index("<main") : page.index("</main>")].replace("fewer than 100 people", "")
    true = {
        str(Fact.objects.filter(kind=kind, quarter=f"2025Q{n}").count())
        for kind in ("entered", "ended")
        for n in (1, 2, 3, 4)
    }
    assert not true & set(re.findall(r"\d+", re.sub(r"<[^>]*>", " ", main)))


def test_a_quarter_of_few_people_is_said_to_be_unlikely_and_facts_on_their_way_are_said_to_be(client: Client) -> None:
    crowd(200)
    look_ahead(timezone.localdate(), agrees=False)
    as_role(client, "commissioner")
    page = get(client, "/reports/closing/")
    assert "Not likely" in page
    assert "Some records are not among the figures yet" in page


def test_one_person_more_does_not_move_what_is_said_at_the_published_limit() -> None:
    """The limit that is watched is not the one that is published: 100 people exactly cannot be read off the page."""
    crowd(800)
    turned = set()
    for quarter in (f"2025Q{number}" for number in range(1, 5)):
        facts = list(Fact.objects.filter(kind="entered", quarter=quarter).values_list("pk", flat=True))
        for size in range(115, 84, -1):
            Fact.objects.filter(pk__in=facts[size:]).delete()
            look_ahead(timezone.localdate(), agrees=True)
            if not Outlook.objects.get(quarter=quarter).enough:
                turned.add(size)
                break
    assert len(turned) > 1
    assert all(89 <= size <= 110 for size in turned)


def test_the_worker_looks_once_a_day() -> None:
    crowd(300)
    with role("safer_worker"):
        assert look()
        assert not look()
    assert Outlook.objects.filter(quarter="2025Q1").exists()


def test_closing_is_asked_for_done_by_the_worker_and_kept_with_its_seal(client: Client) -> None:
    crowd(600)
    by = as_role(client, "commissioner")
    assert "A period is closed once" in get(client, "/reports/closing/2025Q2/")
    places = {post(client, "/reports/closing/2025Q2/").headers["Location"] for _ in range(2)}
    run = Run.objects.get()
    assert places == {f"/reports/runs/{run.pk}/"}
    assert (run.report, run.asked_by, run.state) == ("closing", by.user_id, "waiting")
    assert "Steps finished" in get(client, f"/reports/runs/{run.pk}/")
    worker_hears("period.closing_requested")
    run.refresh_from_db()
    assert run.state == "closed"
    assert sorted(Closing.objects.values_list("pk", flat=True)) == ["2025Q1", "2025Q2"]
    assert "Its figures are stored and do not change" in get(client, f"/reports/runs/{run.pk}/")
    page = get(client, "/reports/closing/")
    for closing in Closing.objects.all():
        assert closing.seal in page and closing.gate in page
    assert post(client, "/reports/closing/2025Q2/").status_code == 409
    worker_hears("period.closing_requested")
    assert Closing.objects.count() == 2


@pytest.mark.parametrize("period", ["2026Q4", "2999"])
def test_a_period_that_cannot_close_is_refused_in_words(client: Client, period: str) -> None:
    as_role(client, "commissioner")
    answer = post(client, f"/reports/closing/{period}/")
    assert answer.status_code == 409
    assert "Come back after that" in answer.content.decode()
    assert not Run.objects.exists()


@pytest.mark.parametrize("period", ["nonsense", "2025H1", "2025Q5"])
def test_what_is_no_period_has_no_page(client: Client, period: str) -> None:
    as_role(client, "commissioner")
    assert post(client, f"/reports/closing/{period}/").status_code == 404


def test_closing_what_nobody_came_in_for_says_so(client: Client) -> None:
    as_role(client, "commissioner")
    post(client, "/reports/closing/2025Q2/")
    worker_hears("period.closing_requested")
    assert "There are no records from April to June 2025" in get(client, f"/reports/runs/{Run.objects.get().pk}/")


def test_a_late_record_an_erasure_and_a_correction_after_the_close_change_no_published_byte() -> None:
    crowd()
    before = released("2025Q1")
    files = {file.format: file.sha256 for file in before.files.all()}
    cells = list(LedgerCell.objects.filter(period="2025Q1").order_by("id").values_list("table", "cell", "value"))
    counted = Fact.objects.filter(counted_in="2025Q1")
    counted.first().delete()  # type: ignore[union-attr]
    changed = counted.first()
    assert changed is not None
    changed.district, changed.gender = "swale", "male"
    changed.save()
    Fact.objects.create(
        kind="entered", quarter="2025Q1", link="9" * 64, district="swale", gender="male", age_band="65+", children="0"
    )
    after = released("2025Q1")
    released("2025Q2")
    assert (after.pk, after.sha256, after.data) == (before.pk, before.sha256, before.data)
    assert {file.format: file.sha256 for file in after.files.all()} == files
    assert (
        list(LedgerCell.objects.filter(period="2025Q1").order_by("id").values_list("table", "cell", "value")) == cells
    )
    assert Fact.objects.get(link="9" * 64).counted_in == "2025Q2"


def test_figures_that_somebody_changed_in_the_database_are_noticed_before_a_release() -> None:
    crowd()
    ledger.close("2025Q1", CLOSED)
    with role("safer_owner", using="equality"), connections["equality"].cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE reports_ledgercell DISABLE TRIGGER stays_as_it_is")
        cursor.execute(
            "UPDATE reports_ledgercell SET value = value + 5 WHERE id = (SELECT min(id) FROM reports_ledgercell)"
        )
        cursor.execute("ALTER TABLE reports_ledgercell ENABLE TRIGGER stays_as_it_is")
    run = asked("2025Q1")
    assert made_by_worker(run) is None
    assert "stored figures of January to March 2025 are not those that were closed" in run.fault


def test_an_erratum_stands_beside_the_report_and_on_the_shelf(client: Client) -> None:
    release = shelved()
    by = as_role(client, "commissioner")
    address, posted = f"/reports/{release.pk}/erratum/", str(uuid.uuid4())
    page = get(client, address)
    assert "Publish the erratum" in page
    assert "They are not made again." in page
    typed = {"posted": posted, "sure": "on", "text": "In 2025 two districts <b>were</b> mixed up in the words."}
    for _ in range(2):
        assert post(client, address, **typed).headers["Location"] == f"/reports/{release.pk}/"
    assert Erratum.objects.get().written_name == by.name
    page = get(client, f"/reports/{release.pk}/")
    assert "In 2025 two districts &lt;b&gt;were&lt;/b&gt; mixed up" in page
    assert by.name in page
    assert "With erratum" in get(client, "/reports/")
    assert Release.objects.get().sha256 == release.sha256
    with acting(by):
        assert Event.objects.filter(kind="report.corrected_in_words").count() == 1


@pytest.mark.parametrize("text", ["There were 3 women from Swale.", "Table 2", "", "٣"])
def test_an_erratum_with_a_number_is_refused_and_what_was_typed_stays(client: Client, text: str) -> None:
    release = shelved()
    as_role(client, "commissioner")
    answer = post(client, f"/reports/{release.pk}/erratum/", posted=uuid.uuid4(), sure="on", text=text)
    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert not Erratum.objects.exists()


@pytest.mark.parametrize("slug", ["triage-lead", "support-worker", "scheme-administrator"])
def test_to_other_roles_these_pages_do_not_exist(client: Client, slug: str) -> None:
    as_role(client, slug)
    for place in ("closing/", "closing/2025Q1/", "given/", "given/new/", "decisions/", f"{uuid.uuid4()}/erratum/"):
        assert client.get(f"/reports/{place}").status_code == 404
        assert client.post(f"/reports/{place}").status_code in {404, 405}
