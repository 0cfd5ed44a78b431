"""The register of exact figures given elsewhere, and what the check cannot decide: over HTTP, as the role that serves it."""

import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.db import DatabaseError, ProgrammingError, connections, transaction
from django.test import Client

from accounts.scope import acting
from equality.disclosure import tables
from equality.disclosure.dimensions import DIMENSIONS
from equality.disclosure.division import Dimension
from equality.models import Fact
from journal.models import Event
from reports import ledger
from reports.forms import cells
from reports.models import Given, OpenQuestion, Release, Run
from tests.databases import role
from tests.people import as_role
from tests.reports.crowd import CLOSED, asked, crowd, made_by_worker
from tests.reports.pages import entry, get, post, worker_hears

pytestmark = pytest.mark.django_db(databases=["default", "equality", "reports"])

CELL = {"ethnicity": "ethnicity_broad:asian", "gender": "gender:male"}


@pytest.fixture(autouse=True)
def _after_closing() -> Iterator[None]:
    with time_machine.travel(CLOSED, tick=True):
        yield


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
    assert "987654" not in page.replace(",", "")
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
    by = as_role(client, "commissioner")
    post(client, "/reports/given/new/", **entry(max(true, 1), **CELL))
    run = asked("2025Q1", by=by.user_id)
    assert made_by_worker(run) is None
    assert run.state == "refused"
    assert REFUSED in run.fault
    assert "together with “Answer to a request” (The public, 3 May 2026)" in run.fault
    _stays_on_the_shelf_of_who_asked(client, run)


REFUSED = "January to March 2025, Broad ethnic group and gender, Asian or Asian British, Men"


def _stays_on_the_shelf_of_who_asked(client: Client, run: Run) -> None:
    """With its reason, for them and for whoever decides; until it is asked for again, or released."""
    officer = Client()
    as_role(officer, "rights-officer")
    page, decisions = f"/reports/runs/{run.pk}/", "/reports/decisions/"
    assert all(REFUSED in get(who, at) for who, at in ((client, "/reports/"), (client, page), (officer, decisions)))
    Run.objects.update(asked_by=uuid.uuid4())
    assert "Whoever asked for it can read why" in get(client, page)
    assert [REFUSED in get(who, at) for who, at in ((client, "/reports/"), (client, page))] == [False, False]
    assert REFUSED in get(officer, decisions)
    again = asked("2025Q1", by=Run.objects.get().asked_by)
    assert REFUSED not in get(officer, decisions)
    Run.objects.filter(pk=again.pk).update(asked_by=None)
    assert REFUSED in get(officer, decisions)
    Release.objects.create(report="equality", period="2025Q1", data={}, sha256="0" * 64, gate={})
    assert REFUSED not in get(officer, decisions)


def test_a_new_division_of_people_appears_in_the_form_by_itself(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every category of every table of the whitelist is there, under its division; so is one that is added tomorrow."""
    offered = {value for groups in cells().values() for _, choices in groups for value, _ in choices}
    every = {name for spec in (*tables.PRINTED_QUARTERLY, *tables.PRINTED_ANNUAL) for name in spec.dims}
    assert offered == {f"{name}:{code}" for name in every for code in DIMENSIONS[name].codes}
    assert {"kind_locks:with", "acceptance:late", "ending:moved_out"} <= offered
    new = Dimension(
        "tenure", "Tenure", "tenure", (("rents", "Rents the home"), ("owns", "Owns it")), {"rents": "rents"}
    )
    monkeypatch.setitem(DIMENSIONS, "tenure", new)
    spec = tables.TableSpec("entered.tenure", "Tenure", "entered", ("tenure",), "quarter")
    monkeypatch.setattr(tables, "PRINTED_QUARTERLY", (*tables.PRINTED_QUARTERLY, spec))
    as_role(client, "rights-officer")
    page = get(client, "/reports/given/new/")
    assert '<optgroup label="Tenure">' in page and "Rents the home" in page
    post(client, "/reports/given/new/", **entry(5, tenure="tenure:rents"))
    assert Given.objects.get().where == {"tenure": "rents"}
    assert "Tenure: Rents the home" in get(client, "/reports/given/")


@pytest.fixture
def question(client: Client) -> OpenQuestion:
    """A figure that no table can be held against, so that the check cannot decide."""
    crowd()
    as_role(client, "commissioner")
    post(client, "/reports/given/new/", **entry(2, district="district:swale", condition="condition:both"))
    post(client, "/reports/new/", report="equality", period="2025Q1")
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
