"""What the workstreams do when something happens elsewhere: recall, clocks, forgetting, notices, mail."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import TransactionTestCase
from django.utils import timezone

from accounts.actors import REFERRER
from accounts.models import Notice
from accounts.scope import acting
from journal import tasks
from providers.actions import acceptance, visits, works
from providers.models import SecurityWorkstream, Visit
from referrals.actions import endings
from referrals.models import Onward, Referral
from tests.databases import role
from tests.events import delivered
from tests.providers import walk
from tests.providers.happenings import BOTH, notices_of, start, withdraw, withdraw_consent
from tests.referrals import walk as referrals
from walls.scope import scoped


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "state"), BOTH)
def test_recall_reaches_every_live_state_and_leaves_nothing_booked(kind: str, state: str) -> None:
    """domain.md: any live → recalled → acknowledged."""
    row = walk.recalled(start(kind, state))
    assert (row.state, row.reason) == ("recalled", "not_needed")
    assert row.onward.stopped_at is not None
    assert row.onward.ended_at is None
    by = walk.coordinator() if kind == "security" else walk.supporter()
    row = walk.do(row, acceptance.acknowledge, by, kind=kind)
    assert row.state == "acknowledged"
    assert row.onward.ended_at is not None
    assert not row.onward.completed
    with acting(referrals.worker()):
        assert not Visit.objects.filter(status__in=["proposed", "booked"]).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "state"), BOTH)
def test_return_is_possible_from_every_live_state(kind: str, state: str) -> None:
    row = start(kind, state)
    by = walk.coordinator() if kind == "security" else walk.supporter()
    row = walk.do(row, acceptance.return_work, by, kind=kind, reason="not_safe")
    assert (row.state, row.onward.ended_at is not None) == ("returned", True)
    assert referrals.fetch(row.reference, referrals.worker()).state == "in_progress"


@pytest.mark.django_db
def test_withdrawal_recalls_all_open_work_at_once() -> None:
    """domain.md withdraw: open workstreams recalled."""
    row = walk.visit_booked()
    other = walk.send(referrals.fetch(row.reference, referrals.worker()), walk.OASIS, "support_adults")
    withdraw(row)
    assert (walk.now(row).state, walk.now(row).reason) == ("recalled", "withdrawn")
    assert walk.now(other).state == "recalled"


@pytest.mark.django_db
def test_withdrawal_by_the_referrer_recalls_too() -> None:
    row = walk.accepted()
    with scoped(sight="link", referral=row.referral_id):
        endings.withdraw(referral_id=row.referral_id, version=None, by=REFERRER, reason="changed_mind")
    assert walk.now(row).state == "recalled"


@pytest.mark.django_db
def test_consent_withdrawn_for_one_recipient_recalls_that_one_only() -> None:
    """S1.45: sharing stops at once for the recipients named."""
    row = walk.accepted()
    other = walk.send(referrals.fetch(row.reference, referrals.worker()), walk.OASIS, "support_adults")
    withdraw_consent(row, "oasis")
    assert (walk.now(row).state, walk.now(other).state, walk.now(other).reason) == ("accepted", "recalled", "consent")


@pytest.mark.django_db
@pytest.mark.parametrize("recipients", [(), ("24-7-locks",)])
def test_consent_withdrawn_stops_the_checks_of_completed_work(recipients: tuple[str, ...]) -> None:
    row = walk.complete()
    other = walk.send(referrals.fetch(row.reference, referrals.worker()), walk.OASIS, "support_adults")
    withdraw_consent(row, *recipients)
    row = walk.now(row)
    assert (row.state, row.onward.stopped_at is not None) == ("complete", True)
    with acting(referrals.worker()):
        assert set(row.follow_ups.values_list("cancelled", flat=True)) == {True}
    assert walk.now(other).state == ("sent" if recipients else "recalled")


@pytest.mark.django_db
def test_completed_work_stays_shared_until_the_last_check() -> None:
    """domain.md: follow-ups at 3 and 6 months."""
    row = walk.complete()
    assert (row.onward.stopped_at, row.onward.completed) == (None, True)
    assert walk.do(row, works.follow_up, walk.fitter(), months=3, found="all_well").onward.stopped_at is None
    assert walk.do(row, works.follow_up, walk.fitter(), months=6, found="repair").onward.stopped_at is not None
    nothing = walk.do(walk.no_works_needed(), works.complete, walk.coordinator())
    assert nothing.onward.stopped_at is not None
    stopped = walk.do(walk.complete(), acceptance.stop_follow_ups, referrals.worker(), reason="other")
    assert stopped.onward.stopped_at is not None


@pytest.mark.django_db
def test_second_no_access_tells_triage_and_never_closes() -> None:
    """domain.md: the second tells triage; never closes by itself."""
    row = walk.no_access()
    delivered("workstream.no_access")
    assert notices_of("victim-support") == []
    for _ in range(2):
        row = walk.do(row, visits.plan_visit, walk.fitter(), name="book_visit", starts_at=walk.tomorrow())
        row = walk.do(row, visits.no_access, walk.fitter(), reason="not_safe", note="Somebody watched the door.")
        delivered("workstream.no_access")
    assert (row.state, row.no_access_count, row.calls_triage) == ("no_access", 3, True)
    assert notices_of("victim-support") == ["workstream.no_access"] * 2
    assert str(row).startswith("security ")


@pytest.mark.django_db
def test_missed_installation_is_booked_again() -> None:
    row = walk.do(walk.install_booked(), visits.miss_install, walk.fitter(), reason="nobody_in")
    assert (row.state, row.no_access_count) == ("approved", 1)


@pytest.mark.django_db
def test_clocks_stand_still_on_hold_and_for_the_owner() -> None:
    """Rule 5."""
    assert (walk.permission_pending().due_at, walk.permission_pending().clock_left) == (None, 5)
    row = walk.ready()
    assert row.clock_left is None
    waiting = walk.permission_pending()
    by = referrals.worker()
    for one in (row, waiting):
        referral = referrals.fetch(one.reference, by)
        with acting(by):
            endings.hold(
                referral_id=referral.id, version=referral.version, by=by, reason="away", review_on=walk.in_days(7)
            )
        assert (walk.now(one).due_at, walk.now(one).clock_left) == (None, 5)
        referral = referrals.fetch(one.reference, by)
        with acting(by):
            endings.release(referral_id=referral.id, version=referral.version, by=by)
    assert walk.now(row).due_at is not None
    assert (walk.now(waiting).due_at, walk.now(waiting).clock_left) == (None, 5)


@pytest.mark.django_db
def test_clock_that_was_late_goes_on_late() -> None:
    row = walk.accepted()
    with time_machine.travel(timezone.now() + timedelta(days=30), tick=False):
        row = walk.do(row, visits.ask_permission, walk.coordinator(), asked_on=walk.in_days(0))
        assert row.clock_left == 0
        row = walk.do(
            row,
            visits.record_permission,
            walk.coordinator(),
            evidence="phone",
            given_by="The agent",
            given_on=walk.in_days(0),
        )
        assert row.due_at - timezone.now() < timedelta(days=6)


class Flushed(TransactionTestCase):
    """Committed work, so that a worker of its own sees it."""

    databases = {"default", "equality", "reports"}

    def test_flushall_during_200_dispatches_loses_nothing(self) -> None:
        """Issue: every provider still gets its work and its notice once. The broker is emptied again and again; what
        it lost the relay finds in the database.
        """
        sent = 200
        by = referrals.worker()
        ready = [referrals.triaged(by) for _ in range(sent)]
        for number, referral in enumerate(ready):
            walk.send(referral, walk.LOCKS, "security", by)
            if number % 20 == 0:
                cache._cache.get_client().flushall()  # type: ignore[attr-defined]
        cache._cache.get_client().flushall()  # type: ignore[attr-defined]
        with time_machine.travel(timezone.now() + timedelta(seconds=5)), role("safer_worker"):
            while tasks.relay():
                pass
            tasks.relay()
        with acting(walk.coordinator()):
            assert SecurityWorkstream.objects.filter(state="sent").count() == sent
            told = Notice.objects.filter(kind="referral.dispatched")
            assert told.count() == told.values("page").distinct().count() == sent
            assert Onward.objects.count() == Referral.objects.count() == sent
        assert settings.REDIS_URL
