"""Signed in to PostgreSQL as the role that serves reports, as with psql: what it reaches, table by table, and nothing else."""

from collections.abc import Iterator

import psycopg
import pytest
import time_machine
from django.db import connection, connections

from accounts.scope import acting
from equality.models import Answers, Fact
from reports.models import LedgerCell, Release
from tests.people import actor_of
from tests.referrals import walk
from tests.reports.crowd import CLOSED, shelved

pytestmark = pytest.mark.django_db(databases=["default", "equality", "reports"], transaction=True)

READ = {
    "django_migrations", "equality_outlook", "reports_erratum", "reports_file", "reports_openquestion",
    "reports_release", "reports_run",
}  # fmt: skip
EVERYTHING = """
    SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND nspname NOT LIKE 'pg_toast%%' AND relkind IN ('r','v','m','p','f')
"""
OF_CASES = """
    SELECT DISTINCT table_name FROM information_schema.columns
    WHERE table_schema = 'public' AND (column_name IN ('referral_id', 'case_id') OR table_name = 'referrals_referral')
"""


@pytest.fixture
def signed_in() -> Iterator[psycopg.Connection]:
    """A connection of its own, by that role's own sign-in."""
    settings = connections["equality"].settings_dict
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"] or None, dbname=settings["NAME"], user="safer_report",
        autocommit=True,
    ) as made:  # fmt: skip
        yield made


def allowed(signed_in: psycopg.Connection, words: str) -> bool:
    try:
        signed_in.execute(words.encode())
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def test_it_reads_releases_and_no_row_of_people_answers_facts_or_the_ledger(signed_in: psycopg.Connection) -> None:
    """Every table and view that there is, so that a new one is not forgotten."""
    with time_machine.travel(CLOSED, tick=True):
        shelved()
    assert Answers.objects.exists() and Fact.objects.exists() and LedgerCell.objects.exists()
    assert signed_in.execute("SELECT current_user, session_user").fetchone() == ("safer_report", "safer_report")
    tables = {name for (name,) in signed_in.execute(EVERYTHING)}
    assert {"equality_answers", "equality_fact", "equality_severed", "reports_ledgercell", "reports_given"} <= tables
    assert {name for name in tables if allowed(signed_in, f'SELECT * FROM "{name}"')} == READ  # noqa: S608 - from the catalogue
    assert signed_in.execute("SELECT count(*) FROM reports_release").fetchone() == (Release.objects.count(),)


def test_it_becomes_nobody_else_and_borrows_nobodys_rights(signed_in: psycopg.Connection) -> None:
    others = ("safer_owner", "safer_web", "safer_worker", "safer_equality", "safer_safeguarding", "safer_backup")
    assert not any(allowed(signed_in, f"SET ROLE {other}") for other in others)
    lent = """
        SELECT proname FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace
        WHERE prosecdef AND nspname = 'public' AND has_function_privilege('safer_report', pg_proc.oid, 'EXECUTE')
    """
    assert signed_in.execute(lent).fetchall() == []


def test_a_commissioner_who_asks_for_reports_sees_no_row_of_any_case() -> None:
    """The same process holds a connection to the cases: with a commissioner's scope every table of cases is empty."""
    walk.triaging()
    with acting(actor_of("commissioner")), connection.cursor() as cursor:
        cursor.execute(OF_CASES)
        tables = [name for (name,) in cursor.fetchall()]
        assert {"referrals_referral", "referrals_step"} <= set(tables)
        seen = {}
        for name in tables:
            cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [f'"{name}"'])
            if cursor.fetchone()[0]:
                cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608 - from the catalogue
                seen[name] = cursor.fetchone()[0]
    assert len(seen) > 10
    assert not any(seen.values()), seen
