"""Clocks remind and escalate to people: once for each run, by day on working days, and never move anything."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Membership, Notice, Wish
from accounts.scope import acting, as_system
from config import env
from governance import tasks as mornings
from governance.clocks import LONDON, add_working_days
from journal.actions import deliver
from journal.models import Delivery, Event
from providers import notices, reminding, tasks
from providers.models import Reminder
from referrals.actions import endings, triage
from tests.databases import role
from tests.providers import walk
from tests.referrals import walk as referrals

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 6, 8, 10, tzinfo=LONDON)  # no bank holiday near


@pytest.fixture(autouse=True)
def _on_a_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@contextmanager
def on(moment: datetime) -> Iterator[None]:
    with time_machine.travel(moment):
        yield


def day(working_days: int, hour: int = 10) -> datetime:
    return datetime.combine(add_working_days(MONDAY.date(), working_days), time(hour), tzinfo=LONDON)


def swept(moment: datetime) -> int:
    """What the task does at that moment, with every handler of what it recorded. → of how many it reminded."""
    with on(moment), role("safer_worker"):
        number = tasks.remind()
        with as_system():
            for pk in Delivery.objects.filter(state="waiting", handler__contains="remind").values_list("pk", flat=True):
                assert deliver(pk)
    return number


def told(actor: Actor) -> list[str]:
    with acting(actor):
        rows = Notice.objects.filter(kind__regex="^(clock|hold|question)").order_by("at", "kind")
        return [one.kind.partition(".")[2] for one in rows]


def test_every_clock_has_a_shorter_reminder() -> None:
    assert settings.CLOCK_REMINDER_DAYS.keys() == settings.CLOCK_DAYS.keys()
    assert all(days < settings.CLOCK_DAYS[name] for name, days in settings.CLOCK_REMINDER_DAYS.items())


def test_scheme_changes_the_limits_of_its_clocks_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOCK_DAYS", "visit=7  recall=0")
    assert env.days("CLOCK_DAYS", {"visit": 5, "recall": 2, "plan": 10}) == {"visit": 7, "recall": 0, "plan": 10}
    for typed in ("visits=7", "visit", "visit=", "visit=-1", "visit=1.5", "visit=1000", "visit:7", "visit=٧"):
        monkeypatch.setenv("CLOCK_DAYS", typed)
        with pytest.raises(ImproperlyConfigured, match="must look like visit=3"):
            env.days("CLOCK_DAYS", {"visit": 5})


def test_untaken_referral_reminds_the_team_and_then_the_leads() -> None:
    """First contact: one working day. Reminded on that day, escalated the morning after it ended."""
    referral = referrals.received()
    worker, lead = referrals.worker(), referrals.lead()
    assert swept(day(0)) == 0
    assert (swept(day(1)), told(worker), told(lead)) == (1, ["nearly_ended"], ["nearly_ended"])
    assert (swept(day(1, 16)), swept(day(1, 17))) == (0, 1)
    assert (told(worker), told(lead)) == (["nearly_ended"], ["nearly_ended", "ended"])
    assert swept(day(4)) == 0
    with acting(worker):
        assert Notice.objects.earliest("at").page == f"/referrals/{referral.reference}/"
    assert referrals.fetch(referral.reference, worker).version == referral.version


def test_whoever_holds_the_referral_is_reminded_alone() -> None:
    holder, colleague = referrals.worker(), referrals.worker("Somebody Else")
    referrals.triaging(holder)
    assert (swept(day(1)), told(holder), told(colleague)) == (1, ["nearly_ended"], [])


def test_lead_is_reminded_for_somebody_who_has_left() -> None:
    holder, lead = referrals.worker(), referrals.lead()
    referrals.triaging(holder)
    Membership.objects.filter(user_id=holder.own_id).update(ended_at=timezone.now())
    assert (swept(day(1)), told(holder), told(lead)) == (1, [], ["nearly_ended"])


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 6, 13, 10, tzinfo=LONDON),  # Saturday
        datetime(2026, 8, 31, 10, tzinfo=LONDON),  # bank holiday
        datetime(2026, 6, 10, 7, 59, tzinfo=LONDON),
        datetime(2026, 6, 10, 18, 0, tzinfo=LONDON),
    ],
)
def test_nobody_is_reminded_by_night_or_on_days_off(moment: datetime) -> None:
    referrals.received()
    assert swept(moment) == 0


def test_reminder_that_was_missed_is_not_made_up_for() -> None:
    """The worker was away for weeks: what ended is escalated once; nobody hears that it would end soon."""
    referrals.received()
    walk.sent()
    assert swept(day(12)) == 2
    with role("safer_worker"), as_system():
        assert set(Event.objects.filter(kind__startswith="clock").values_list("kind", flat=True)) == {"clock.ended"}
    assert (swept(day(12)), swept(day(13))) == (0, 0)


def test_provider_who_is_late_is_told_to_its_lead_and_to_triage() -> None:
    by = referrals.worker()
    row = walk.sent()
    lead, fitter, stranger = walk.coordinator(), walk.fitter(), walk.supporter()
    swept(day(1))
    assert (told(lead), told(fitter), told(by)) == (["nearly_ended"], ["nearly_ended"], [])
    swept(day(3))
    assert (told(lead), told(fitter), told(by)) == (["nearly_ended", "ended"], ["nearly_ended"], ["ended"])
    assert told(stranger) == []
    assert walk.now(row).state == "sent"


def test_cost_above_the_limit_reminds_the_triage_lead_and_not_the_provider() -> None:
    lead = referrals.lead()
    walk.assessed(pence=99_900)
    swept(day(1))
    assert (told(lead), told(walk.coordinator())) == (["nearly_ended"], [])


def test_clock_that_stopped_before_the_worker_came_tells_nobody() -> None:
    by = referrals.worker()
    referral = referrals.triaging(by)
    with on(day(1)), role("safer_worker"):
        assert tasks.remind() == 1
    now = referrals.fetch(referral.reference, by)
    with acting(by):
        endings.hold(referral_id=now.id, version=now.version, by=by, reason="away", review_on=day(5).date())
    swept(day(1))
    assert told(by) == []


def test_new_run_of_a_clock_reminds_anew() -> None:
    by = referrals.worker()
    referral = referrals.triaging(by)
    assert swept(day(1)) == 1
    with on(day(1)), acting(by):
        now = referrals.fetch(referral.reference, by)
        endings.hold(referral_id=now.id, version=now.version, by=by, reason="away", review_on=day(9).date())
    with on(day(3)), acting(by):
        now = referrals.fetch(referral.reference, by)
        endings.release(referral_id=now.id, version=now.version, by=by)
    assert swept(day(3)) == 1
    assert told(by) == ["nearly_ended", "nearly_ended"]


def test_hold_whose_day_has_come_reminds_and_is_escalated_later() -> None:
    by, lead = referrals.worker(), referrals.lead()
    referral = referrals.triaging(by)
    with acting(by):
        endings.hold(referral_id=referral.id, version=referral.version, by=by, reason="away", review_on=day(4).date())
    assert swept(day(3)) == 0
    assert (swept(day(4)), swept(day(5)), told(by), told(lead)) == (1, 0, ["review_reached"], [])
    assert (swept(day(6)), told(lead)) == (1, ["review_missed"])
    assert swept(day(7)) == 0


def test_question_that_nobody_answers_reminds_and_is_escalated_later() -> None:
    """Its clock stands still: without this nobody would look at the case again."""
    by, lead = referrals.worker(), referrals.lead()
    referral = referrals.triaging(by)
    with acting(by):
        triage.request_information(
            referral_id=referral.id, version=referral.version, by=by, question="Which flat?", answer_by=day(3).date()
        )
    assert (swept(day(3)), told(by)) == (0, [])
    assert (swept(day(4)), swept(day(4)), told(by), told(lead)) == (1, 0, ["unanswered"], [])
    assert (swept(day(5)), swept(day(6)), told(by), told(lead)) == (0, 1, ["unanswered"], ["left_unanswered"])
    assert swept(day(8)) == 0


def test_question_that_was_answered_before_the_worker_came_reminds_nobody() -> None:
    by = referrals.worker()
    referral = referrals.triaging(by)
    with acting(by):
        now = triage.request_information(
            referral_id=referral.id, version=referral.version, by=by, question="Which flat?", answer_by=day(1).date()
        )
    with on(day(2)), role("safer_worker"):
        assert tasks.remind() == 1
    with on(day(2)), acting(by):
        triage.supply_information(referral_id=now.id, version=now.version, by=by, answer="Flat 2")
    swept(day(2))
    assert "unanswered" not in told(by)


def test_two_sweeps_at_once_write_one_reminder() -> None:
    referrals.received()
    with on(day(1)), role("safer_worker"):
        with as_system():
            both = [list(reminding._due(timezone.now())) for _ in range(2)]
        assert [reminding._once(*found) for rows in both for found in rows] == [True, False]
        with as_system():
            assert Reminder.objects.count() == Event.objects.filter(kind="clock.nearly_ended").count() == 1


def test_reminder_of_a_referral_that_is_gone_or_on_hold_no_more_tells_nobody() -> None:
    by = referrals.worker()
    referral = referrals.triaging(by)
    with role("safer_worker"):
        assert not reminding._once(reminding.REVIEW, type(referral), referral.pk)
        assert not reminding._once(reminding.ENDED, type(referral), uuid.uuid4())
        with as_system():
            notices.remind(Event(kind="clock.ended", subject_type="x.y", data={"until": ""}))


def test_rows_of_reminders_are_the_workers_alone() -> None:
    referrals.received()
    swept(day(1))
    with acting(referrals.worker()), pytest.raises(DatabaseError), transaction.atomic():
        Reminder.objects.count()


def test_escalations_are_mailed_once_until_somebody_looks_and_hold_nothing_of_the_case() -> None:
    made = [referrals.received() for _ in range(5)]
    lead = referrals.lead()
    swept(day(2))
    swept(day(2))
    assert len(mail.outbox) == 1
    body = f"{mail.outbox[0].subject} {mail.outbox[0].body}"
    for secret in ("Amara", "Ashford", "abuse", *(one.reference for one in made)):
        assert secret not in body
    assert told(lead) == ["ended"] * 5


def test_person_who_wants_escalations_once_a_day_gets_the_digest_only() -> None:
    referrals.received()
    lead = referrals.lead()
    with acting(lead):
        Wish.objects.create(user_id=lead.own_id, group="late", mail="daily")
    swept(day(2))
    assert mail.outbox == []
    with on(day(3, 8)), role("safer_worker"):
        assert (mornings.morning(), mornings.morning()) == (1, 0)
        with as_system():
            for pk in Delivery.objects.filter(state="waiting", handler__contains="digest").values_list("pk", flat=True):
                assert deliver(pk)
    ours = [one for one in mail.outbox if one.subject.startswith("What is new")]
    assert len(ours) == 1
    assert "What is late, or waits for a lead: 1" in ours[0].body
    with on(day(3, 12)), role("safer_worker"):
        assert mornings.morning() == 0
