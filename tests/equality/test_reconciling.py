"""Facts are referrals, proved by number."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.scope import acting, as_system
from equality import closing
from equality.models import Fact
from equality.reconciling import Reconciliation, reconcile
from journal.actions import deliver
from journal.models import Delivery
from referrals.actions import triage
from tests.databases import role
from tests.referrals import walk
from walls.scope import scoped

pytestmark = pytest.mark.django_db(databases=["default", "equality", "reports"])


def counted() -> Reconciliation:
    with role("safer_worker"), as_system():
        return reconcile()


def carry() -> None:
    with role("safer_worker"), scoped(sight="system"):
        for delivery in Delivery.objects.filter(state="waiting", handler__startswith="equality."):
            assert deliver(delivery.id)


def test_facts_and_referrals_are_compared_by_number() -> None:
    """A referral whose event is on its way is missing; a duplicate is in neither."""
    worker = walk.worker()
    kept, twin = walk.received(worker), walk.triaging(worker)
    assert counted() == Reconciliation(referrals=2, with_fact=0, severed=0, missing=2, superfluous=0)
    carry()
    assert counted() == Reconciliation(referrals=2, with_fact=2, severed=0, missing=0, superfluous=0)
    with acting(worker):
        triage.mark_duplicate(referral_id=twin.id, version=twin.version, by=worker, surviving=kept.reference)
    assert counted().superfluous == 1
    carry()
    assert counted().right


def test_a_disconnected_fact_is_still_matched() -> None:
    worker, lead = walk.worker(), walk.lead()
    referral = walk.triaging(worker)
    with acting(worker):
        triage.propose_decline(
            referral_id=referral.id, version=referral.version, by=worker, reason="outside_area", signposting="Refuge"
        )
    with acting(lead):
        triage.decline(referral_id=referral.id, version=referral.version + 1, by=lead)
    carry()
    closing.claim("9999Q4")
    closing.sever(["9999Q4"])
    assert counted() == Reconciliation(referrals=1, with_fact=0, severed=1, missing=0, superfluous=0)


def test_the_command_says_so_and_fails_when_they_differ() -> None:
    walk.received()
    with role("safer_worker"):
        with pytest.raises(CommandError, match="The facts are not the referrals"):
            call_command("reconcile", stdout=StringIO())
    carry()
    out = StringIO()
    with role("safer_worker"):
        call_command("reconcile", stdout=out)
    assert "1 referrals: 1 with a fact" in out.getvalue()
    assert Fact.objects.count() == 1
