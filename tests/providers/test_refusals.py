"""What the workstreams refuse, in plain words, and that a refusal changes nothing."""

import datetime
import uuid
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from accounts.roles import Role
from accounts.scope import acting
from providers.actions import acceptance, support, visits, works
from providers.actions.dispatch import dispatch, transfer
from providers.models import Coverage, Signatory
from referrals.actions import endings
from referrals.actions.onward import raise_ready_to_close
from tests.providers import walk
from tests.referrals import walk as referrals
from walls.refusals import Refused, Stale

YESTERDAY = datetime.timedelta(days=-1)
pytestmark = pytest.mark.django_db


def refusal(row: Any, action: Any, by: Any, **given: Any) -> Refused:
    before = walk.now(row)
    with pytest.raises(Refused) as caught:
        walk.do(row, action, by, **given)
    after = walk.now(row)
    assert (after.state, after.version) == (before.state, before.version)
    assert caught.value.message.endswith((".", "?", "9111"))
    return caught.value


def not_sent(slug: str, element: str, **changes: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        walk.send(referrals.triaged(**changes), slug, element)
    return caught.value


def test_dispatch_needs_consent_signature_district_and_element() -> None:
    """S1.35; domain.md dispatch."""
    only = referrals.intake().agreement.__class__(recipients=("victim-support", "oasis"), given_how="phone")
    assert "has not agreed that 24-7 Locks" in not_sent("24-7-locks", "security", agreement=only).message
    elsewhere = not_sent("oasis", "support_adults", district="sevenoaks").message
    assert "does not do support for adults in Sevenoaks" in elsewhere
    assert not_sent("oasis", "security").field == "organisation"
    assert not_sent("oasis", "nonsense").field == "element"
    Signatory.objects.filter(organisation__slug="oasis").update(until=timezone.localdate() + YESTERDAY)
    assert "has not signed" in not_sent("oasis", "support_adults").message


def test_dispatch_counts_coverage_of_today_only() -> None:
    Coverage.objects.filter(organisation__slug="oasis").update(from_date=timezone.localdate() - YESTERDAY)
    assert not_sent("oasis", "support_adults").field == "organisation"


def test_dispatch_twice_or_by_the_wrong_person_is_refused() -> None:
    row = walk.sent()
    referral = referrals.fetch(row.reference, referrals.worker())
    with pytest.raises(Refused, match="already"):
        walk.send(referral, walk.LOCKS, "security")
    by = walk.coordinator()
    with acting(by), pytest.raises(Http404):
        dispatch(
            referral_id=referral.id, version=referral.version, by=by, organisation=walk.organisation("oasis"),
            element="support_adults",
        )  # fmt: skip


def test_work_of_another_organisation_is_not_found() -> None:
    """Fetching authorises: foreign and absent are the same."""
    row = walk.sent()
    for by in (walk.supporter(), referrals.person(Role.COMMISSIONER, "kcc")):
        with acting(by), pytest.raises(Http404):
            acceptance.return_work(kind="security", workstream_id=row.pk, version=1, by=by, reason="other")
    support_row, other = walk.s_sent(), walk.supporter("clarion")
    for pk in (support_row.pk, uuid.uuid4()):
        with acting(other), pytest.raises(Http404):
            acceptance.accept_support(workstream_id=pk, version=1, by=other, worker=uuid.uuid4())


def test_of_two_people_at_once_one_wins_and_the_other_sees_both_versions() -> None:
    """Rule 1."""
    row = walk.sent()
    by = walk.coordinator()
    with acting(by):
        acceptance.accept_security(workstream_id=row.pk, version=row.version, by=by)
        with pytest.raises(Stale) as caught:
            acceptance.return_work(kind="security", workstream_id=row.pk, version=row.version, by=by, reason="other")
    assert (caught.value.status, caught.value.seen, caught.value.now) == (409, 1, 2)
    with acting(referrals.worker()):
        assert list(row.steps.values_list("transition", flat=True)) == ["dispatch", "accept"]


def test_wrong_role_and_wrong_state_are_refused_with_their_status() -> None:
    row = walk.sent()
    assert refusal(row, acceptance.accept_security, walk.fitter()).status == 403
    assert refusal(row, works.complete, walk.coordinator()).status == 409
    assert refusal(walk.s_contacting(), support.not_reach, walk.supporter(), note="Tried.").status == 403


def test_coded_reasons_only() -> None:
    row = walk.accepted()
    for action, by in ((acceptance.return_work, walk.coordinator()), (acceptance.recall, referrals.worker())):
        assert refusal(row, action, by, kind="security", reason="because").field == "reason"
    assert refusal(walk.visit_booked(), visits.no_access, walk.fitter(), reason="").field == "reason"
    active, by = walk.s_active(), walk.supporter()
    assert refusal(active, support.end_early, by, reason="x", progress={}).field == "reason"
    assert refusal(walk.complete(), acceptance.stop_follow_ups, walk.coordinator(), reason="x").field == "reason"


def test_colleague_must_work_here_today_in_the_right_role() -> None:
    row = walk.accepted()
    for stranger in (uuid.uuid4(), walk.supporter().user_id):
        assert refusal(row, acceptance.assign, walk.coordinator(), worker=stranger).field == "worker"
    foreign = {"worker": walk.supporter("clarion").user_id}
    assert refusal(walk.s_sent(), acceptance.accept_support, walk.supporter(), **foreign).field == "worker"
    assert refusal(walk.s_active(), acceptance.reassign, walk.manager(), worker=walk.fitter().user_id).field == "worker"
    absent = {"name": "book_visit", "starts_at": walk.tomorrow(), "worker": uuid.uuid4()}
    assert refusal(walk.ready(), visits.plan_visit, walk.fitter(), **absent).field == "worker"


def test_given_to_a_fitter_with_what_is_booked() -> None:
    fitter = walk.fitter()
    row = walk.do(walk.visit_booked(), acceptance.assign, walk.coordinator(), worker=fitter.user_id)
    assert row.worker_id == fitter.user_id
    with acting(referrals.worker()):
        assert list(row.visits.values_list("worker_id", flat=True)) == [fitter.user_id]


def test_note_needs_words() -> None:
    assert refusal(walk.accepted(), acceptance.add_note, walk.fitter(), kind="security", note=" ").field == "note"
    said = {"kind": "security", "note": "Ring the bell twice."}
    assert walk.do(walk.accepted(), acceptance.add_note, referrals.worker(), **said).state == "accepted"


def test_rented_home_needs_its_owners_permission() -> None:
    assert "rented" in refusal(walk.accepted(), visits.make_ready, walk.coordinator()).message
    own = walk.do(walk.accepted(tenure="own"), visits.make_ready, walk.coordinator())
    given = walk.do(walk.accepted(owner_permission="given"), visits.make_ready, walk.coordinator())
    assert own.state == given.state == "ready"
    late = timezone.localdate() - YESTERDAY
    assert refusal(walk.accepted(), visits.ask_permission, walk.coordinator(), asked_on=late).field == "asked_on"
    row = walk.permission_pending()
    whole = {"evidence": "letter", "given_by": "The owner", "given_on": walk.in_days(0)}
    for field, bad in (("evidence", "a nod"), ("given_by", " "), ("given_on", late)):
        found = refusal(row, visits.record_permission, walk.coordinator(), **whole | {field: bad})
        assert found.field == field


def test_visit_lies_ahead() -> None:
    gone = timezone.now() + YESTERDAY
    found = refusal(walk.ready(), visits.plan_visit, walk.fitter(), name="book_visit", starts_at=gone)
    assert found.field == "starts_at"


def test_assessment_considers_fire_and_knows_its_measures() -> None:
    row = walk.visit_booked()
    assert refusal(row, works.assess, walk.fitter(), fire_considered=False).field == "fire_considered"
    unknown = works.Recommended("moat", "Garden", 1)
    assert refusal(row, works.recommend, walk.fitter(), item=unknown).field == "measure"
    none = works.Recommended("door-viewer", "Door", 0)
    assert refusal(row, works.recommend, walk.fitter(), item=none).field == "quantity"


def test_cost_above_the_limit_is_for_a_triage_lead() -> None:
    """domain.md: approved (triage lead above a configured cost)."""
    row = walk.assessed(pence=80_001)
    found = refusal(row, works.approve, walk.coordinator())
    assert (found.status, "£800.01" in found.message, "£800.00" in found.message) == (403, True, True)
    assert walk.do(row, works.approve, referrals.lead()).state == "approved"
    assert walk.do(walk.assessed(pence=80_000), works.approve, walk.coordinator()).state == "approved"


def test_approval_and_no_works_follow_what_was_recommended() -> None:
    assert "No work needed" in refusal(walk.assessed(0), works.approve, walk.coordinator()).message
    assert refusal(walk.assessed(0), works.find_no_works, walk.coordinator(), note="").field == "note"
    assert "recommended" in refusal(walk.assessed(), works.find_no_works, walk.coordinator(), note="x").message


def test_installation_names_measures_of_the_past() -> None:
    row = walk.install_booked()
    assert "at least one" in refusal(row, works.install, walk.fitter()).message
    ahead = works.Fitted("door-viewer", "Door", 1, timezone.localdate() - YESTERDAY, 100)
    assert refusal(row, works.fit, walk.fitter(), item=ahead).field == "fitted_on"


def test_sign_off_needs_three_times_yes() -> None:
    row = walk.installed()
    for missing in ("tested", "shown", "agreed"):
        answers = {"tested": True, "shown": True, "agreed": True} | {missing: False}
        assert refusal(row, works.sign_off, walk.fitter(), **answers).field == missing


def test_follow_up_is_one_that_is_planned() -> None:
    row = walk.complete()
    assert refusal(row, works.follow_up, walk.fitter(), months=4, found="all_well").field == "months"
    assert refusal(row, works.follow_up, walk.fitter(), months=3, found="x").field == "found"


def test_removed_measure_is_there_and_was_fitted_before() -> None:
    row = walk.installed()
    with acting(referrals.worker()):
        fitting = row.fittings.first().pk
    given = {"removed_on": walk.in_days(0), "reason": "broken"}
    early = given | {"removed_on": walk.in_days(-1)}
    assert refusal(row, works.remove_measure, walk.fitter(), fitting=uuid.uuid4(), **given).field == "fitting"
    assert refusal(row, works.remove_measure, walk.fitter(), fitting=fitting, **early).field == "removed_on"
    row = walk.do(row, works.remove_measure, walk.fitter(), fitting=fitting, **given)
    assert refusal(row, works.remove_measure, walk.fitter(), fitting=fitting, **given).field == "fitting"


@pytest.mark.parametrize(
    ("way", "why"),
    [
        ("voicemail", "Do not use voicemail: the person said that it is not safe. Use phone calls."),
        ("text", "Do not use text messages: nobody knows whether it is safe"),
        ("email", "Do not use email: we have no such way"),
        ("pigeon", "Choose how"),
    ],
)
def test_unsafe_way_is_refused_with_the_reason(way: str, why: str) -> None:
    """domain.md: log of safe attempts; unknown = do not use."""
    found = refusal(
        walk.s_accepted(), support.log_attempt, walk.supporter(), name="start_contact", way=way, outcome="spoke"
    )
    assert found.message.startswith(why)
    assert found.field == "way"


def test_attempt_says_what_happened_and_when_next() -> None:
    row, by = walk.s_accepted(), walk.supporter()
    given: dict[str, Any] = {"name": "start_contact", "way": "call"}
    assert refusal(row, support.log_attempt, by, outcome="?", **given).field == "outcome"
    assert refusal(row, support.log_attempt, by, outcome="spoke", next_on=walk.in_days(-1), **given).field == "next_on"


def test_engagement_plan_and_review_need_their_parts() -> None:
    by = walk.supporter()
    assert "spoke" in refusal(walk.s_contacting(), support.engage, by).message
    row = walk.s_engaged()
    assert "goal" in refusal(row, support.agree_plan, by, review_on=walk.in_days(5)).message
    assert refusal(row, support.add_goal, by, area="x", aim="y").field == "area"
    assert refusal(row, support.add_goal, by, area="legal", aim=" ").field == "aim"
    row = walk.do(row, support.add_goal, by, area="legal", aim="An order")
    assert refusal(row, support.agree_plan, by, review_on=walk.in_days(0)).field == "review_on"
    active = walk.s_active()
    assert refusal(active, support.review, by, note="", next_on=walk.in_days(5)).field == "note"
    assert refusal(active, support.review, by, note="Well.", next_on=walk.in_days(0)).field == "next_on"
    for action, why in ((support.complete, {}), (support.end_early, {"reason": "died"})):
        for progress in ({}, walk.goal_results(active, "open"), walk.goal_results(active, "x")):
            found = refusal(active, action, by, progress=progress, **why)
            assert str(found.field).startswith("goal_")
    assert refusal(walk.s_contacting(), support.not_reach, walk.manager(), note="").field == "note"


def test_transfer_checks_consent_coverage_and_who_takes_over() -> None:
    """domain.md: consent is checked for the new name."""
    only = referrals.intake().agreement.__class__(recipients=("victim-support", "oasis"), given_how="phone")
    row = walk.s_active(district="swale", agreement=only)
    to = walk.organisation
    assert "has not agreed" in refusal(row, transfer, walk.manager(), organisation=to("look-ahead")).message
    assert refusal(row, transfer, walk.manager(), organisation=to("oasis")).field == "organisation"
    assert "Swale" in refusal(row, transfer, walk.manager(), organisation=to("clarion")).message
    assert refusal(row, transfer, walk.supporter(), organisation=to("look-ahead")).status == 403
    both = walk.s_active(district="swale")
    walk.send(referrals.fetch(both.reference, referrals.worker()), "look-ahead", "support_adults")
    assert "already" in refusal(both, transfer, walk.manager(), organisation=to("look-ahead")).message


def test_transfer_waits_while_the_referral_is_on_hold() -> None:
    row = walk.s_active(district="swale")
    by = referrals.worker()
    referral = referrals.fetch(row.reference, by)
    with acting(by):
        endings.hold(referral_id=referral.id, version=referral.version, by=by, reason="away", review_on=walk.in_days(7))
    assert refusal(row, transfer, walk.manager(), organisation=walk.organisation("look-ahead")).status == 409


def test_the_last_to_end_says_ready_and_moves_nothing() -> None:
    """Rule 3: workstreams never move the parent."""
    row = walk.returned()
    by = referrals.worker()
    with acting(by):
        raise_ready_to_close(referral_id=row.referral_id, by=by)
    referral = referrals.fetch(row.reference, by)
    assert (referral.state, referral.ready_to_close) == ("in_progress", True)
