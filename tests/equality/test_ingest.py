"""From a referral to a coarse fact, through events; and back out when consent goes."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from accounts.scope import acting
from equality import answering, closing, codes, ingest, work
from equality.disclosure import counting
from equality.disclosure.dimensions import DIMENSIONS
from equality.models import Answers, Fact, Severed
from equality.models.answers import Said
from journal.actions import deliver
from journal.models import Delivery, Event
from providers.facts import KIND_OF, NO_WORK, WorkFact
from providers.pace import Pace
from providers.scheme import MEASURES
from referrals.actions import endings, triage
from referrals.actions.consent import withdraw_consent
from referrals.actions.endings import reopen
from referrals.choices import DeclineReason
from referrals.facts import ReferralFact, equality_link
from referrals.models import Referral
from tests.databases import role
from tests.providers import walk as providers
from tests.referrals import walk
from walls.scope import scoped

pytestmark = pytest.mark.django_db(databases=["default", "equality", "reports"])

LOCKS, LATE_VISIT = frozenset({"locks"}), Pace("in_time", "late", "in_time")
SAID = Said("asian_indian", "limits_a_lot", ("mental_health", "alcohol"))


def run_deliveries() -> int:
    """Carry every waiting delivery, as the worker does. → how many."""
    with role("safer_worker"), scoped(sight="system"):
        waiting = list(Delivery.objects.filter(state="waiting", handler__startswith="equality."))
        assert all(deliver(delivery.id) for delivery in waiting)
    return len(waiting)


def again(kind: str, referral: Referral) -> None:
    """The same events once more, as after a lost acknowledgement."""
    with role("safer_worker"), scoped(sight="system"):
        for event in Event.objects.filter(kind=kind, case_id=referral.id):
            ingest.referral_changed(event)


def facts(referral: Referral) -> dict[str, Fact]:
    return {fact.kind: fact for fact in Fact.objects.filter(link=equality_link(referral.id))}


def made(**changes: Any) -> ReferralFact:
    """A fact as a referral hands it on."""
    given: dict[str, Any] = {
        "link": uuid.uuid4().hex * 2,
        "person": uuid.uuid4().hex * 2,
        "entered_on": datetime(2026, 2, 3, tzinfo=UTC).date(),
        "closed_on": None,
        "district": "swale",
        "gender": "female",
        "age_band": "25-34",
        "outcome": "in_progress",
        "children": 2,
        "counted": True,
    }
    return ReferralFact(**(given | changes))


def ended(**changes: Any) -> ReferralFact:
    return made(closed_on=datetime(2026, 5, 6, tzinfo=UTC).date(), outcome="both_completed", **changes)


@time_machine.travel("2026-02-03 12:00Z", tick=False)
def test_a_referral_that_comes_in_becomes_one_coarse_fact() -> None:
    """S1.26, S1.32: quarter, district, band; no name, no date, no reference."""
    referral = walk.received()
    assert run_deliveries() == 1
    fact = facts(referral)["entered"]
    assert (fact.quarter, fact.district, fact.gender, fact.age_band) == ("2026Q1", "ashford", "female", "35-44")
    assert (fact.children, fact.outcome, fact.ethnicity) == ("2", "", "not_stated")
    assert str(referral.id) not in str(vars(fact))
    again("referral.received", referral)
    assert Fact.objects.count() == 1


def test_a_declined_referral_counts_as_ended_until_it_is_reopened() -> None:
    worker, lead = walk.worker(), walk.lead()
    referral = walk.triaging(worker)
    with acting(worker):
        triage.propose_decline(
            referral_id=referral.id, version=referral.version, by=worker, reason="outside_area", signposting="Refuge"
        )
    with acting(lead):
        referral = triage.decline(referral_id=referral.id, version=referral.version + 1, by=lead)
    run_deliveries()
    assert facts(referral)["ended"].outcome == "not_suitable:outside_area"
    with acting(lead):
        reopen(referral_id=referral.id, version=referral.version, by=lead, note="New address")
    run_deliveries()
    assert set(facts(referral)) == {"entered"}


def test_a_duplicate_is_not_counted_twice() -> None:
    worker = walk.worker()
    kept, twin = walk.received(worker), walk.triaging(worker)
    run_deliveries()
    with acting(worker):
        triage.mark_duplicate(referral_id=twin.id, version=twin.version, by=worker, surviving=kept.reference)
    run_deliveries()
    assert not facts(twin)
    assert set(facts(kept)) == {"entered"}


def test_answers_go_when_all_consent_is_withdrawn() -> None:
    """S1.45: the answers row is deleted and what was taken from it says "not stated"."""
    worker = walk.worker()
    referral = walk.triaging(worker)
    run_deliveries()
    link = equality_link(referral.id)
    answering.answer(link, SAID, "safer/1")
    closing.claim("9999Q4")
    assert facts(referral)["entered"].ethnicity == "asian_indian"
    with acting(worker):
        withdraw_consent(referral_id=referral.id, version=referral.version, by=worker, heard_by="me", how="phone")
    run_deliveries()
    assert not Answers.objects.filter(link=link).exists()
    fact = facts(referral)["entered"]
    assert (fact.ethnicity, fact.disability, fact.condition) == ("not_stated", "not_stated", "not_recorded")


def test_answers_stay_when_only_one_recipient_goes() -> None:
    worker = walk.worker()
    referral = walk.triaging(worker)
    link = equality_link(referral.id)
    answering.answer(link, SAID, "safer/1")
    with acting(worker):
        withdraw_consent(
            referral_id=referral.id,
            version=referral.version,
            by=worker,
            heard_by="me",
            how="phone",
            recipients=["oasis"],
        )
    run_deliveries()
    assert Answers.objects.filter(link=link).exists()


def test_closing_a_quarter_takes_the_answers_once_and_forgets_who_is_who() -> None:
    fact = made()
    ingest.take_in(fact)
    answering.answer(fact.link, SAID, "safer/1")
    closing.claim("2026Q1")
    row = Fact.objects.get()
    assert (row.counted_in, row.ethnicity, row.disability, row.condition, row.person) == (
        "2026Q1", "asian_indian", "limits_a_lot", "both", "",
    )  # fmt: skip
    answering.answer(fact.link, Said("white_irish"), "safer/1")
    ingest.take_in(fact)
    closing.claim("2026Q1")
    assert Fact.objects.get().ethnicity == "asian_indian"


def test_a_record_that_comes_late_counts_in_the_next_quarter() -> None:
    """Point 9."""
    ingest.take_in(made())
    closing.claim("2026Q1")
    ingest.take_in(made())
    closing.claim("2026Q2")
    assert sorted(Fact.objects.values_list("quarter", "counted_in")) == [("2026Q1", "2026Q1"), ("2026Q1", "2026Q2")]


def test_one_person_with_two_referrals_in_a_quarter_is_counted_once() -> None:
    """Point 1: distinct people, at most 1 in a cell. In another quarter they count again."""
    person = "p" * 64
    june = datetime(2026, 6, 1, tzinfo=UTC).date()
    for entered in (made(person=person), made(person=person), made(person=person, entered_on=june), made(person="")):
        ingest.take_in(entered)
    assert Fact.objects.exclude(person="").values("person").distinct().count() == 2
    closing.claim("2026Q1")
    closing.claim("2026Q2")
    assert sorted(Fact.objects.filter(repeat=False).values_list("quarter", flat=True)) == ["2026Q1", "2026Q1", "2026Q2"]
    assert Fact.objects.filter(repeat=True).count() == 1


def test_the_join_is_destroyed_once_the_ending_is_counted() -> None:
    """Answers and link go; a late event for the link changes nothing; the fact stays."""
    over, going = ended(), made()
    for fact in (over, going):
        ingest.take_in(fact)
        answering.answer(fact.link, SAID, "safer/1")
    closing.claim("2026Q1")
    assert closing.sever(["2026Q1"]) == 0
    closing.claim("2026Q2")
    assert closing.sever(["2026Q2"]) == 1
    assert list(Answers.objects.values_list("link", flat=True)) == [going.link]
    assert Fact.objects.filter(link=None).count() == 2
    assert Severed.objects.filter(link=over.link).exists()
    ingest.take_in(over)
    ingest.forget(over.link)
    assert Fact.objects.count() == 3
    assert Fact.objects.filter(link=None, ethnicity="asian_indian").count() == 2
    assert closing.sever(["2026Q2"]) == 0


def test_a_fact_that_is_no_longer_to_be_counted_goes() -> None:
    fact = made()
    ingest.take_in(fact)
    ingest.take_in(made(link=fact.link, counted=False))
    assert Fact.objects.count() == 0


@pytest.mark.parametrize(
    ("conditions", "mix"),
    [
        ((), "not_recorded"),
        (("prefer_not_to_say",), "not_recorded"),
        (("none",), "none"),
        (("mental_health",), "mental_health"),
        (("drugs", "alcohol"), "substance_use"),
        (("mental_health", "drugs"), "both"),
    ],
)
def test_ticked_boxes_become_one_exclusive_combination(conditions: tuple[str, ...], mix: str) -> None:
    """Point 1, S1.25."""
    assert closing.coarse(Said(conditions=conditions)) == ("not_stated", "not_stated", mix)


@pytest.mark.parametrize(
    ("days", "done", "code"),
    [
        (None, NO_WORK, ""),
        (0, NO_WORK, "5|sent"),
        (5, WorkFact(begun=True, kinds=frozenset(), pence=0), "5|begun"),
        (5, WorkFact(begun=True, kinds=frozenset(), pence=0, pace=Pace("late")), "5|begun|l"),
        (5, WorkFact(begun=True, kinds=LOCKS, pence=1, pace=LATE_VISIT), "5|fitted|tlt|250|locks"),
        (5, WorkFact(begun=True, kinds=LOCKS, pence=1, pace=Pace("in_time", "late")), "5|fitted|250|locks"),
        (6, WorkFact(begun=True, kinds=frozenset({"fire", "locks"}), pence=25_000), "10|fitted|250|locks+fire"),
        (20, WorkFact(begun=True, kinds=frozenset({"other"}), pence=25_001), "20|fitted|500|other"),
        (21, WorkFact(begun=True, kinds=frozenset({"watch"}), pence=100_001), "more|fitted|more|watch"),
    ],
)
def test_what_was_done_becomes_one_coarse_code(days: int | None, done: WorkFact, code: str) -> None:
    fact = ended(wait_days=days, first_look="late")
    ingest.take_in(fact, done)
    kept = Fact.objects.get(link=fact.link, kind="ended")
    assert (kept.work, kept.first_look) == (code, "late")
    assert code in {"", *(one.code for one in work.every())}
    entered = Fact.objects.get(link=fact.link, kind="entered")
    assert (entered.work, entered.first_look, entered.outcome) == ("", "", "")


def test_measures_fitted_waits_and_the_ending_are_taken_from_the_referral_that_ended() -> None:
    row = providers.complete()
    by = walk.worker()
    referral = walk.fetch(row.reference, by)
    with acting(by):
        endings.close(referral_id=referral.id, version=referral.version, by=by, outcome="security_only")
    run_deliveries()
    fact = facts(referral)["ended"]
    assert (fact.outcome, fact.first_look) == ("security_only", "in_time")
    assert fact.work == "5|fitted|ttt|250|locks+doors"
    assert (fact.triage, len(max(work.every(), key=lambda one: len(one.code)).code) <= 60) == ("in_time", True)


def test_what_was_not_recorded_when_it_happened_is_counted_as_not_recorded() -> None:
    """Facts that ended before a clock was kept are neither late nor not sent."""
    ingest.take_in(ended(wait_days=3), WorkFact(begun=True, kinds=LOCKS, pence=1))
    closing.claim("2026Q2")
    for name in ("first_look", "triage", "acceptance", "visit", "installation"):
        counted = counting.counts(["2026Q2"], "ended", (name,))
        assert counted[DIMENSIONS[name].codes.index("not_recorded")] == counted.sum() == 1, name


def test_every_measure_of_the_catalogue_has_a_kind() -> None:
    assert {code for code, *_ in MEASURES} >= set(KIND_OF)
    assert {*KIND_OF.values(), "other"} == {kind for kind, _ in codes.KINDS}
    assert {reason for _, reasons in codes.DECLINES.values() for reason in reasons} == set(DeclineReason.values)
