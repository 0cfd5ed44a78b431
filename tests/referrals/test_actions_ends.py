"""What is left in the end, and what nobody may rewrite: retention, history, empty columns."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.scope import acting, as_system
from referrals.actions import endings
from referrals.models import Consent, ContactPoint, Question, Referral, SearchTerm
from referrals.states import State
from tests.databases import role
from tests.referrals import walk
from tests.referrals.places import at_state
from walls.models import CaseKey
from walls.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", [State.CLOSED, State.NOT_SUITABLE, State.DUPLICATE])
def test_anonymise_after_five_years_destroys_the_key_and_keeps_counts(state: State) -> None:
    """S1.34: 5 years, then only month-grain counts."""
    referral = at_state(state, "")
    key_id = str(referral.key_id)
    with role("safer_worker"), as_system():
        with pytest.raises(Refused, match="less than 5 years"):
            endings.anonymise(referral_id=referral.id, by=SYSTEM, approval="A1")
        with time_machine.travel(timezone.now() + timedelta(days=5 * 366), tick=False):
            endings.anonymise(referral_id=referral.id, by=SYSTEM, approval="A1")
        gone = Referral.objects.get(pk=referral.pk)
        assert gone.state == State.ANONYMISED
        assert gone.reference.startswith("X-")
        assert (gone.key_id, gone.worker_id, gone.first_name, gone.circumstances, gone.child_ages) == (
            None,
            None,
            "",
            "",
            [],
        )
        assert (gone.district, gone.children) == ("ashford", 2)
        assert {timezone.localtime(at).day for at in (gone.received_at, gone.ended_at) if at} == {1}
        assert not CaseKey.objects.filter(pk=key_id).exists()
        for model in (ContactPoint, SearchTerm, Consent, Question):
            assert not model.objects.filter(referral=gone).exists()
        assert {step.note for step in gone.steps.all()} == {""}


def test_person_may_not_anonymise() -> None:
    lead = walk.lead()
    referral = at_state(State.CLOSED, "")
    with acting(lead), pytest.raises(Refused) as refused:
        endings.anonymise(referral_id=referral.id, by=lead, approval="A1")
    assert refused.value.status == 403


def test_history_cannot_be_rewritten_by_the_web_role() -> None:
    """journal and steps are append-only."""
    by = walk.worker()
    walk.received(by)
    with acting(by), connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege('referrals_step', 'UPDATE'), has_table_privilege('referrals_step', 'DELETE')"
        )
        assert cursor.fetchone() == (False, False)


def test_answers_that_nobody_gave_are_empty_columns() -> None:
    """A sealed field without a value seals nothing: not even the name of a default."""
    by = walk.worker()
    referral = walk.received(by)
    assert (referral.floor, referral.risk_assessed_on, referral.adult_ages) == ("", "", [])
    with acting(by), connection.cursor() as cursor:
        cursor.execute("SELECT floor IS NULL, risk_assessed_on IS NULL FROM referrals_referral")
        assert cursor.fetchone() == (True, True)
