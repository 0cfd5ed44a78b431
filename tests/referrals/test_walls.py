"""Row-level security of the case tables, on real PostgreSQL as the roles of production."""

import pytest
from django.db import connection
from django.db.models import Model

from accounts.roles import Role
from accounts.scope import acting
from referrals.models import (
    Amendment,
    Consent,
    ContactAttempt,
    ContactPoint,
    Draft,
    Onward,
    Question,
    Referral,
    SearchTerm,
    Step,
)
from tests.referrals import walk
from walls.models import CaseKey

CASE_TABLES = [
    Referral,
    Amendment,
    ContactAttempt,
    ContactPoint,
    Consent,
    Step,
    Question,
    SearchTerm,
    Onward,
    Draft,
    CaseKey,
]


@pytest.mark.django_db
@pytest.mark.parametrize("model", CASE_TABLES)
def test_case_table_without_scope_is_empty(model: type[Model]) -> None:
    """security.md: as the web role without scope every case table shows 0 rows."""
    walk.in_progress()
    assert model._default_manager.count() == 0


@pytest.mark.django_db
def test_provider_sees_only_what_is_shared_with_it() -> None:
    """As 24-7 Locks: only its own; as Oasis: nothing of a case that was not sent to it."""
    mine, other = walk.in_progress(to="24-7-locks"), walk.in_progress(to="oasis")
    with acting(walk.person(Role.SECURITY_COORDINATOR, "24-7-locks")):
        assert [r.pk for r in Referral.objects.all()] == [mine.pk]
        assert [o.referral_id for o in Onward.objects.all()] == [mine.pk]
        assert ContactPoint.objects.count() == 1
        assert Consent.objects.count() == Step.objects.count() == 0
    with acting(walk.person(Role.SUPPORT_WORKER, "oasis")):
        assert [r.pk for r in Referral.objects.all()] == [other.pk]
    with acting(walk.person(Role.COMMISSIONER, "kcc")):
        assert Referral.objects.count() == 0


@pytest.mark.django_db
def test_system_sight_is_not_honoured_for_the_web_role() -> None:
    """A stolen web connection cannot name itself the system."""
    walk.received()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.sight', 'system', true)")
    assert Referral.objects.count() == 0


@pytest.mark.django_db
def test_stored_row_holds_no_clear_text() -> None:
    """security.md: a dump holds no name, address or phone in clear."""
    by = walk.worker()
    referral = walk.received(by)
    with acting(by), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text FROM referrals_referral r")
        (row,) = cursor.fetchone()
    for secret in ("Amara", "Neill", "Example Road", "TN24", "07700", "obi", "Unwanted"):
        assert secret not in row
        assert secret.encode().hex() not in row
    assert referral.name == "Amara O’Neill-Şahin"
