"""Nobody of ours changes or deletes what was written, chooses its number, or makes a seal."""

import pytest
from django.db import connection, transaction

from tests import databases

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("role", ["safer_web", "safer_worker", "safer_owner"])
@pytest.mark.parametrize("table", ["journal_event", "journal_access", "journal_seal"])
@pytest.mark.parametrize("change", ["UPDATE {} SET at = now()", "DELETE FROM {}"])
def test_journal_takes_additions_only(worker: None, role: str, table: str, change: str) -> None:
    with (
        databases.role(role),
        pytest.raises(Exception, match="permission denied|takes additions only"),
        transaction.atomic(),
    ):
        with connection.cursor() as cursor:
            cursor.execute(change.format(table))


def test_web_role_cannot_choose_a_number_or_a_seal(worker: None) -> None:
    insert = (
        "INSERT INTO journal_event (number, id, at, kind, subject_type, actor_kind, data)"
        " VALUES (1, gen_random_uuid(), now(), 'x', '', 'person', '{}')"
    )
    for statement, why in (
        (insert, "cannot insert a non-DEFAULT value"),
        ("INSERT INTO journal_seal DEFAULT VALUES", "permission denied"),
    ):
        with databases.role("safer_web"), pytest.raises(Exception, match=why), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)
