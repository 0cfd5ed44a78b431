"""Who is told what, once, and without personal data."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.models import Notice, Organisation
from accounts.scope import acting, as_system
from providers import notices
from providers.actions import works
from providers.models import Fitting, Goal, SecurityStep, SecurityWorkstream
from referrals.actions import amending, consent, endings
from referrals.models import Referral
from tests.databases import role
from tests.events import delivered
from tests.providers import walk
from tests.providers.happenings import notices_of
from tests.referrals import walk as referrals
from walls.refusals import Refused


@pytest.mark.django_db
def test_installation_is_all_that_support_learns() -> None:
    """S1.30; the field register: installed, and nothing else."""
    before = walk.s_sent()
    row = walk.installed()
    other = walk.send(referrals.fetch(row.reference, referrals.worker()), walk.OASIS, "support_adults")
    assert other.secured_on == timezone.localdate()  # type: ignore[attr-defined]
    delivered("workstream.installed")
    assert walk.now(before).secured_on is None
    early = walk.send(referrals.fetch(before.reference, referrals.worker()), walk.LOCKS, "security")
    assert early.kind == "security"


@pytest.mark.django_db
def test_dispatch_tells_the_provider_once_and_writes_to_its_mailbox() -> None:
    """At least one e-mail under one Message-ID, without personal data; exactly one notice."""
    Organisation.objects.filter(slug=walk.LOCKS).update(email="work@locks.example")
    row = walk.sent()
    event = delivered("referral.dispatched")
    with role("safer_worker"), as_system():
        notices.tell(event)
        notices.mail(event)
    assert notices_of(walk.LOCKS) == ["referral.dispatched"]
    ids = {message.extra_headers["Message-ID"] for message in mail.outbox}
    assert (len(mail.outbox), len(ids)) == (2, 1)
    assert str(event.pk) in ids.pop()
    for secret in ("Amara", row.reference, "Ashford", "abuse"):
        assert secret not in f"{mail.outbox[0].body} {mail.outbox[0].subject}"
    with acting(walk.coordinator()):
        assert Notice.objects.get().page == f"/workstreams/{row.pk}/"


@pytest.mark.django_db
def test_whoever_did_not_do_it_is_told() -> None:
    walk.returned()
    delivered("workstream.returned")
    assert notices_of("victim-support") == ["workstream.returned"]
    walk.recalled()
    delivered("workstream.recalled")
    assert notices_of(walk.LOCKS) == ["workstream.recalled"]
    walk.approved()
    delivered("workstream.approved")
    delivered("workstream.assessed")
    assert notices_of("victim-support") == ["workstream.returned"]
    walk.do(walk.assessed(pence=99_900), works.approve, referrals.lead())
    delivered("workstream.assessed")
    delivered("workstream.approved")
    assert notices_of("victim-support") == ["workstream.returned", "workstream.assessed"]
    assert notices_of(walk.LOCKS) == ["workstream.recalled", "workstream.approved"]
    row = walk.s_transferred()
    delivered("workstream.transferred")
    delivered("referral.dispatched")
    assert notices_of("look-ahead") == ["referral.dispatched"]
    assert row.state == "transferred"


@pytest.mark.django_db
def test_the_end_of_the_last_work_raises_ready_to_close() -> None:
    row = walk.s_completed()
    delivered("referral.onward_ended")
    referral = referrals.fetch(row.reference, referrals.worker())
    assert (referral.state, referral.ready_to_close) == ("in_progress", True)


@pytest.mark.django_db
def test_consent_taken_back_after_closing_ends_the_checks_and_what_the_provider_sees() -> None:
    """S1.45: at any time; 24-7 Locks sees a closed referral for the checks after 3 and 6 months."""
    row = walk.complete()
    delivered("referral.onward_ended")
    by = referrals.worker()
    referral = referrals.fetch(row.reference, by)
    with acting(by):
        closed = endings.close(referral_id=referral.id, version=referral.version, by=by, outcome="security_only")
    with acting(walk.coordinator()):
        assert Referral.objects.filter(pk=referral.pk).exists()
    with acting(by):
        after = consent.withdraw_consent_after(
            referral_id=referral.id,
            version=closed.version,
            by=by,
            heard_by="Tess",
            how="phone",
            recipients=[walk.LOCKS],
        )
    assert (after.state, after.outcome) == ("closed", "security_only")
    with acting(walk.coordinator()):
        assert not Referral.objects.filter(pk=referral.pk).exists()
    with acting(by):
        assert set(row.follow_ups.values_list("cancelled", flat=True)) == {True}
        assert after.consents.filter(withdrawn_at=None).exists()
    with acting(by), pytest.raises(Refused, match="no live consent"):
        consent.withdraw_consent_after(
            referral_id=referral.id, version=after.version, by=by, heard_by="Tess", how="phone", recipients=[walk.LOCKS]
        )


@pytest.mark.django_db
def test_correction_tells_the_provider_that_something_changed_and_not_what() -> None:
    row = walk.accepted()
    by = referrals.worker()
    referral = referrals.fetch(row.reference, by)
    with acting(by):
        amending.amend(
            referral_id=referral.id, version=referral.version, by=by, kind="changed", reason="Moved house",
            answers={"address": "1 New Street"},
        )  # fmt: skip
    event = delivered("referral.contact_changed")
    with role("safer_worker"), as_system():
        notices.tell(event)
    assert notices_of(walk.LOCKS) == ["referral.contact_changed"]
    assert set(event.data) == {"organisation", "onward"}
    with acting(walk.coordinator()):
        assert Notice.objects.get().page == f"/workstreams/{row.pk}/"


@pytest.mark.django_db
def test_anonymised_referral_leaves_nothing_readable() -> None:
    """S1.34: the rest is destroyed, months and counts stay."""
    row = walk.complete()
    support = walk.s_completed()
    by = referrals.worker()
    for one in (row, support):
        delivered("referral.onward_ended")
        referral = referrals.fetch(one.reference, by)
        with acting(by):
            endings.close(referral_id=referral.id, version=referral.version, by=by, outcome="other")
    with time_machine.travel(timezone.now() + timedelta(days=6 * 366)), role("safer_worker"), as_system():
        for one in (row, support):
            endings.anonymise(referral_id=one.referral_id, by=SYSTEM, approval="test")
        left: set[Any] = set(SecurityWorkstream.objects.values_list("reference", "worker", "key"))
        assert left == {("", None, None)}
        assert {f.place for f in Fitting.objects.all()} == {g.aim for g in Goal.objects.all()} == {""}
        assert {s.note for s in SecurityStep.objects.all()} == {""}
        assert Fitting.objects.count() == 2
