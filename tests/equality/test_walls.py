"""The equality database, role by role, on real PostgreSQL."""

from collections.abc import Iterator

import pytest
from django.db import ProgrammingError, connections, transaction

from equality.models import Answers, Fact, Severed
from equality.models.answers import Said
from equality.scope import by_link
from tests.databases import role

pytestmark = pytest.mark.django_db(databases=["default", "equality", "reports"])

MINE, YOURS = "a" * 64, "b" * 64
TABLES = ("equality_answers", "equality_fact", "equality_severed")


@pytest.fixture
def rows() -> None:
    for link in (MINE, YOURS):
        row = Answers(link=link, notice_version="safer/1", asked_on="2026-01-01", answered_on="2026-01-01")
        row.say(Said("asian_indian", "none", ("alcohol",)))
        row.save(force_insert=True)
        Fact.objects.create(
            link=link,
            kind="entered",
            quarter="2026Q1",
            district="ashford",
            gender="female",
            age_band="25-34",
            children="0",
        )
    Severed.objects.create(link="c" * 64)


@pytest.fixture(params=["safer_web", "safer_report"])
def stranger(request: pytest.FixtureRequest) -> Iterator[str]:
    with role(request.param, using="equality"):
        yield request.param


def refused(sql: str) -> bool:
    """Whether PostgreSQL refuses the statement for want of a privilege."""
    try:
        with transaction.atomic(using="equality"), connections["equality"].cursor() as cursor:
            cursor.execute(sql)
    except ProgrammingError as fault:
        return "permission denied" in str(fault)
    return False


def test_the_web_role_sees_its_own_answers_and_no_others(rows: None) -> None:
    """S1.26: stored apart; one row, by its link."""
    with role("safer_web", using="equality"):
        assert Answers.objects.count() == 0
        with by_link(MINE):
            assert [row.link for row in Answers.objects.all()] == [MINE]
            assert Answers.objects.filter(link=YOURS).update(notice_version="x") == 0
            assert Answers.objects.filter(link=YOURS).delete()[0] == 0
            assert Answers.objects.update(notice_version="safer/2") == 1
        assert Answers.objects.count() == 0


def test_the_web_role_cannot_write_answers_under_another_link(rows: None) -> None:
    with role("safer_web", using="equality"), pytest.raises(ProgrammingError, match="row-level security"):
        with by_link(MINE):
            Answers.objects.bulk_create(
                [
                    Answers(
                        link="d" * 64, sealed=b"x", notice_version="x", asked_on="2026-01-01", answered_on="2026-01-01"
                    )
                ]
            )


def test_neither_web_nor_reports_can_read_facts(rows: None, stranger: str) -> None:
    """S1.32: the process that serves reports reads no row of people, answers or facts."""
    assert refused("SELECT count(*) FROM equality_fact")
    assert refused("DELETE FROM equality_fact")
    assert refused("INSERT INTO equality_severed VALUES ('e')")


def test_reports_can_read_nothing_of_equality(rows: None) -> None:
    with role("safer_report", using="equality"):
        assert all(refused(f"SELECT 1 FROM {table}") for table in TABLES)  # noqa: S608 — constant names


def test_the_owner_sees_nothing_without_a_policy(rows: None) -> None:
    """Row-level security is forced on the owner too."""
    with role("safer_owner", using="equality"):
        assert Answers.objects.count() == 0
        assert Fact.objects.count() == 0


def test_the_worker_and_the_backup_see_everything(rows: None) -> None:
    with role("safer_backup", using="equality"):
        assert (Answers.objects.count(), Fact.objects.count(), Severed.objects.count()) == (2, 2, 1)
    assert (Answers.objects.count(), Fact.objects.count()) == (2, 2)


def test_every_table_of_equality_forces_row_level_security() -> None:
    with connections["equality"].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname LIKE 'equality_%' AND relkind = 'r'"
            " AND NOT (relrowsecurity AND relforcerowsecurity)"
        )
        assert cursor.fetchall() == []


def test_the_stored_row_says_nothing_about_the_answers(rows: None) -> None:
    """S1.26: sealed with a key of their own, in constant length; no reference, no name, no time finer than a day."""
    empty = Answers(link="f" * 64)
    empty.say(Said())
    full = Answers(link="f" * 64)
    full.say(Said("mixed_white_black_caribbean", "prefer_not_to_say", ("mental_health", "alcohol", "drugs")))
    assert len(empty.sealed) == len(full.sealed)
    with connections["equality"].cursor() as cursor:
        cursor.execute("SELECT a::text FROM equality_answers a")
        assert not any("indian" in text or "alcohol" in text for (text,) in cursor.fetchall())
