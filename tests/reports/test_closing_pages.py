"""Closing quarters, errata, the register of exact figures and decisions: pages over HTTP, as the role that serves them."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, ProgrammingError, connections, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.scope import acting, as_system
from equality.models import Fact, Outlook
from equality.outlook import look_ahead
from equality.tasks import look
from journal.models import Event
from reports import ledger, notices
from reports.models import Closing, Erratum, Given, LedgerCell, OpenQuestion, Release, Run
from tests.databases import role
from tests.people import as_role
from tests.reports.crowd import CLOSED, asked, crowd, made_by_worker, released

pytestmark = pytest.mark.django_db(databases=["default", "equality", "reports"])

CELL = {"ethnic": "ethnicity_broad:asian", "gender": "gender:male"}


@pytest.fixture(autouse=True)
def _after_closing() -> Iterator[None]:
    with time_machine.travel(CLOSED, tick=True):
        yield


def get(client: Client, address: str) -> str:
    with role("safer_report", using="equality"):
        answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", answer.content.decode())


def post(client: Client, address: str, **typed: Any) -> HttpResponse:
    with role("safer_report", using="equality"):
        return client.post(address, typed)  # type: ignore[return-value]


def worker_hears(kind: str) -> None:
    """Every event of a kind, as the worker hears it."""
    with role("safer_worker"), as_system():
        for event in Event.objects.filter(kind=kind).order_by("at"):
            getattr(notices, {"period.closing_requested": "close_requested", "report.decided": "decided"}[kind])(event)


def entry(value: int = 3, period: str = "2025Q1", **more: Any) -> dict[str, Any]:
    return {
        "posted": str(uuid.uuid4()), "what": "Answer to a request", "to_whom": "The public", "given_on_day": "3",
        "given_on_month": "5", "given_on_year": "2026", "period": period, "population": "entered", "value": str(value),
    } | more  # fmt: skip


def test_open_quarters_are_shown_without_any_number_of_people(client: Client) -> None:
    crowd(1_300)
    look_ahead(timezone.localdate(), agrees=True)
    as_role(client, "commissioner")
    page = get(client, "/reports/closing/")
    assert "January to March 2025" in page
    assert "Likely" in page
    assert "Every referral is among the figures, once" in page
    main = page[page.index("<main") : page.index("</main>")]
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
    assert "Not likely yet" in page
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


@pytest.mark.parametrize("period", ["2026Q4", "2999", "nonsense", "2025H1"])
def test_a_period_that_cannot_close_is_refused_in_words(client: Client, period: str) -> None:
    as_role(client, "commissioner")
    answer = post(client, f"/reports/closing/{period}/")
    assert answer.status_code == 409
    assert "Come back after that" in answer.content.decode()
    assert not Run.objects.exists()


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
    crowd()
    release = released("2025Q1")
    by = as_role(client, "commissioner")
    address, posted = f"/reports/{release.pk}/erratum/", str(uuid.uuid4())
    assert "Publish the erratum" in get(client, address)
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
    crowd()
    release = released("2025Q1")
    as_role(client, "commissioner")
    answer = post(client, f"/reports/{release.pk}/erratum/", posted=uuid.uuid4(), sure="on", text=text)
    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert not Erratum.objects.exists()


def test_an_exact_figure_is_written_down_once_and_its_number_is_never_shown(client: Client) -> None:
    by = as_role(client, "rights-officer")
    assert "Which figure it was" in get(client, "/reports/given/new/")
    typed = entry(987_654, **CELL)
    for _ in range(2):
        assert post(client, "/reports/given/new/", **typed).headers["Location"] == "/reports/given/"
    row = Given.objects.get()
    assert (row.where, row.value) == ({"ethnicity_broad": "asian", "gender": "male"}, 987_654)
    page = get(client, "/reports/given/")
    assert "Men" in page and "Answer to a request" in page and by.name in page
    assert "987" not in page
    with role("safer_report", using="equality"), pytest.raises(ProgrammingError, match="permission denied"):
        with transaction.atomic(using="equality"):
            list(Given.objects.values_list("value"))
    with acting(by):
        assert "987654" not in str(Event.objects.get(kind="figure.given").data)


@pytest.mark.parametrize(
    "wrong", [{"period": "2025H1"}, {"value": "x"}, {"gender": "gender:x"}, {"what": ""}, {"given_on_year": "2999"}]
)
def test_an_entry_with_a_fault_is_named_and_not_kept(client: Client, wrong: dict[str, str]) -> None:
    as_role(client, "commissioner")
    answer = post(client, "/reports/given/new/", **(entry() | wrong))
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not Given.objects.exists()


def test_only_a_second_person_strikes_out_an_entry_and_only_once(client: Client) -> None:
    as_role(client, "commissioner")
    post(client, "/reports/given/new/", **entry())
    row = Given.objects.get()
    address = f"/reports/given/{row.pk}/strike-out/"
    assert post(client, address, why="a slip").status_code == 403
    other = as_role(Client(), "rights-officer")
    second = Client()
    as_role(second, "rights-officer")
    assert post(second, address, why="").status_code == 422
    assert post(second, address, why="a slip").status_code == 302
    assert post(second, address, why="again").status_code == 302
    assert post(second, f"/reports/given/{uuid.uuid4()}/strike-out/", why="x").status_code == 404
    row.refresh_from_db()
    assert (row.struck_why, row.struck_by) == ("a slip", other.user_id)
    assert "Struck out" in get(second, "/reports/given/")
    with role("safer_report", using="equality"), pytest.raises(DatabaseError, match="stays as it is"):
        with transaction.atomic(using="equality"), connections["equality"].cursor() as cursor:
            cursor.execute("UPDATE reports_given SET struck_why = 'x'")


def test_a_figure_given_elsewhere_refuses_a_report_with_the_cell_in_words(client: Client) -> None:
    """Point 13: with the exact number of a small group, the release would prove somebody's presence."""
    crowd()
    ledger.close("2025Q1", CLOSED)
    true = Fact.objects.filter(
        counted_in="2025Q1", kind="entered", repeat=False, gender="male", ethnicity__startswith="asian"
    ).count()
    as_role(client, "commissioner")
    post(client, "/reports/given/new/", **entry(max(true, 1), **CELL))
    run = asked("2025Q1")
    assert made_by_worker(run) is None
    assert run.state == "refused"
    assert "January to March 2025, Broad ethnic group and gender, Asian or Asian British, Men" in run.fault
    assert "together with “Answer to a request” (The public, 3 May 2026)" in run.fault


@pytest.fixture
def question(client: Client) -> OpenQuestion:
    """A figure that no table can be held against, so that the check cannot decide."""
    crowd()
    as_role(client, "commissioner")
    post(client, "/reports/given/new/", **entry(2, place="district:swale", condition="condition:both"))
    post(client, "/reports/new/", period="2025Q1")
    made_by_worker(Run.objects.get())
    return OpenQuestion.objects.get()


def test_what_the_check_cannot_decide_waits_for_a_named_person(client: Client, question: OpenQuestion) -> None:
    run = question.run
    assert run.state == "undecided"
    assert not Release.objects.exists()
    assert "waits for a decision" in get(client, f"/reports/runs/{run.pk}/")
    assert "Waiting for a decision" in get(client, "/reports/")
    assert client.get(f"/reports/decisions/{question.pk}/").status_code == 404
    officer = Client()
    by = as_role(officer, "rights-officer")
    assert "Open" in get(officer, "/reports/decisions/")
    address = f"/reports/decisions/{question.pk}/"
    assert "cannot be checked against what is stored" in get(officer, address)
    assert post(officer, address, agreed="yes", reason="").status_code == 422
    assert post(officer, address, agreed="yes", reason="The minute is public and about everybody.").status_code == 302
    assert post(officer, address, agreed="no", reason="Too late").status_code == 409
    worker_hears("report.decided")
    release = Release.objects.get()
    assert release.gate["decision"]["name"] == by.name
    assert release.gate["decision"]["about"] == question.sha256
    assert release.gate["decision"]["reason"] == "The minute is public and about everybody."
    assert by.name in get(officer, "/reports/decisions/")
    assert by.name in get(officer, address)


def test_a_report_that_is_decided_against_is_not_made_and_says_who_and_why(
    client: Client, question: OpenQuestion
) -> None:
    officer = Client()
    by = as_role(officer, "rights-officer")
    post(officer, f"/reports/decisions/{question.pk}/", agreed="no", reason="It is too small a group.")
    worker_hears("report.decided")
    worker_hears("report.decided")
    run = Run.objects.get()
    assert run.state == "refused"
    assert f"{by.name} decided that this report is not released: It is too small a group." in run.fault
    assert not Release.objects.exists()
    assert client.get(f"/reports/decisions/{uuid.uuid4()}/").status_code == 404
    assert officer.get(f"/reports/decisions/{uuid.uuid4()}/").status_code == 404


def test_nobody_decides_about_a_report_that_they_asked_for(question: OpenQuestion) -> None:
    officer = Client()
    by = as_role(officer, "rights-officer")
    Run.objects.update(asked_by=by.user_id)
    answer = post(officer, f"/reports/decisions/{question.pk}/", agreed="yes", reason="Fine")
    assert answer.status_code == 403
    question.refresh_from_db()
    assert question.agreed is None


@pytest.mark.parametrize("slug", ["triage-lead", "support-worker", "scheme-administrator"])
def test_to_other_roles_these_pages_do_not_exist(client: Client, slug: str) -> None:
    as_role(client, slug)
    for place in ("closing/", "closing/2025Q1/", "given/", "given/new/", "decisions/", f"{uuid.uuid4()}/erratum/"):
        assert client.get(f"/reports/{place}").status_code == 404
        assert client.post(f"/reports/{place}").status_code in {404, 405}
