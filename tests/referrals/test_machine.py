"""The database's own rule, and the pieces of which every action is made."""

import uuid

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from accounts.actors import ANONYMOUS
from accounts.scope import acting
from referrals.machine import Transition, check_open, check_version, move
from referrals.models import Referral
from referrals.states import MACHINE, State
from tests.referrals import walk
from walls.models import CaseKey
from walls.refusals import Refused, Stale

STORED = [state for state in State if state != State.DRAFT]
pytestmark = pytest.mark.django_db


def in_state(state: str, other: Referral) -> Referral:
    """A row in a state that it did not walk to: only to try the database's trigger."""
    key = CaseKey.fresh()
    CaseKey.objects.bulk_create([key])
    row = Referral(
        key=key, reference=f"T-{uuid.uuid4().hex[:8]}", intake_id=uuid.uuid4(), route="self", state=state,
        notice_version_id=other.notice_version_id, district="ashford", state_before_hold="triaging",
        review_on=timezone.localdate(), ended_at=timezone.now(), outcome="other", duplicate_of=other,
    )  # fmt: skip
    Referral.objects.bulk_create([row])
    return row


@pytest.mark.parametrize("before", STORED)
def test_trigger_allows_what_the_table_allows_and_nothing_else(before: State) -> None:
    """A direct .update() to a state that the table does not know fails in PostgreSQL."""
    by = walk.worker()
    other = walk.received(by)
    allowed = set(MACHINE.pairs())
    with acting(by):
        for after in STORED:
            row = in_state(before, other)
            try:
                with transaction.atomic():
                    Referral.objects.filter(pk=row.pk).update(state=after)
                made = True
            except DatabaseError as fault:
                assert "Invalid transition" in str(fault)
                made = False
            assert made == ((before.value, after.value) in allowed or before == after), (before, after)


def test_unknown_state_is_refused_by_the_database() -> None:
    by = walk.worker()
    other = walk.received(by)
    with acting(by), pytest.raises(IntegrityError), transaction.atomic():
        in_state("lost", other)


def test_state_cannot_be_assigned() -> None:
    referral = walk.received()
    with pytest.raises(AttributeError):
        referral.state = State.CLOSED


def test_version_that_moved_on_is_stale_with_both_numbers() -> None:
    referral = walk.received()
    with pytest.raises(Stale) as clash:
        check_version(referral, 0, "referral")
    assert (clash.value.seen, clash.value.now, clash.value.status) == (0, 1, 409)
    check_version(referral, 1, "referral")


def test_wrong_role_is_refused_before_the_state_is_told() -> None:
    referral = walk.received()
    with pytest.raises(Refused) as refused:
        check_open(MACHINE, "accept", referral, ANONYMOUS)
    assert refused.value.status == 403
    with pytest.raises(Refused, match="the state is “New”") as refused:
        check_open(MACHINE, "accept", referral, walk.worker())
    assert refused.value.status == 409


def test_move_to_where_the_line_does_not_lead_is_an_error() -> None:
    by = walk.worker()
    referral = walk.held(by)
    with acting(by), pytest.raises(ValueError, match="does not lead"):
        move(MACHINE, "release", referral, by=by, to=State.CLOSED)


def test_lines_of_three_kinds_lead_where_they_say() -> None:
    at = frozenset({"a", "b"})
    staying = Transition("note", "Note", "noted", at, None, frozenset())
    either = Transition("leave", "Leave", "left", at, "c", frozenset(), may_stay=True)
    back = Transition("back", "Back", "gone_back", at, None, frozenset(), targets=frozenset({"d"}))
    assert (staying.reaches("a"), staying.outcomes()) == (frozenset({"a"}), at)
    assert (either.reaches("a"), either.outcomes()) == (frozenset({"a", "c"}), frozenset({"a", "b", "c"}))
    assert back.reaches("a") == {"d"}
    assert "accept" in MACHINE
    assert "fly" not in MACHINE
