"""Somebody leaves an organisation: their work is handed over first, and nothing stands in the name of nobody."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.urls import reverse

from accounts.actions import people as accounts
from accounts.models import Membership
from accounts.scope import acting
from providers.actions import acceptance, support
from providers.models import SupportWorkstream, Workstream
from referrals.actions import triage
from tests.people import actor_of, as_role, sign_in_quickly, user_of
from tests.providers import walk
from tests.providers.pages import page_of
from tests.referrals import walk as referrals
from walls.refusals import Refused

ADMINISTRATOR = "scheme-administrator"


def membership(actor: Any) -> Membership:
    return Membership.objects.get(user_id=actor.user_id, ended_at=None)


def end(actor: Any) -> Any:
    """The scheme administrator ends this person's membership on the page."""
    client = Client()
    as_role(client, ADMINISTRATOR)
    return client.post(reverse("accounts:end", args=[membership(actor).pk]))


def held_by(row: Workstream) -> Any:
    return walk.now(row).worker_id


@pytest.mark.django_db
def test_support_worker_with_open_work_leaves_after_it_is_handed_over() -> None:
    """Refused with words; nothing has changed and their session lives; after the hand-over their next request ends."""
    row = walk.s_accepted()
    leaver, stays = walk.supporter(), walk.manager()
    theirs = Client()
    sign_in_quickly(theirs, membership(leaver).user)
    answer = end(leaver)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "still holds 1 open piece of work. A support manager at Oasis Domestic Abuse Support hands it" in page
    assert row.reference not in page
    assert membership(leaver).ended_at is None
    assert theirs.get(page_of(row)).status_code == 200
    walk.do(row, acceptance.reassign, stays, worker=stays.user_id)
    assert end(leaver).status_code == 302
    assert theirs.get(page_of(row)).status_code == 302
    assert held_by(row) == stays.user_id


@pytest.mark.django_db
def test_fitter_with_open_work_leaves_after_it_is_handed_over() -> None:
    row = walk.visit_booked()
    leaver, stays = walk.fitter(), walk.coordinator()
    walk.do(row, acceptance.assign, stays, worker=leaver.user_id)
    other = walk.do(walk.accepted(), acceptance.assign, stays, worker=leaver.user_id)
    assert "still holds 2 open pieces of work. A security coordinator at 24-7 Locks" in end(leaver).content.decode()
    for one in (row, other):
        walk.do(one, acceptance.assign, stays, worker=stays.user_id)
    assert end(leaver).status_code == 302
    with acting(referrals.worker()):
        assert set(row.visits.values_list("worker_id", flat=True)) == {stays.user_id}


@pytest.mark.django_db
def test_ended_and_stopped_work_keeps_nobody() -> None:
    """What has ended stays under their name; what was recalled anybody of the house may acknowledge."""
    walk.s_ended_early()
    walk.recalled(walk.s_accepted())
    assert end(walk.supporter()).status_code == 302


@pytest.mark.django_db
def test_role_is_not_taken_from_somebody_who_needs_it_for_open_work() -> None:
    """A coordinator may become a fitter with the work in hand, since a fitter does it too."""
    row = walk.accepted()
    keeper = walk.coordinator()
    walk.do(row, acceptance.assign, keeper, worker=keeper.user_id)
    accounts.change_roles(membership=membership(keeper), roles=["fitter"], by=actor_of(ADMINISTRATOR))
    with pytest.raises(Refused, match="still holds 1 open piece"):
        accounts.end_membership(membership=membership(keeper), by=actor_of(ADMINISTRATOR))


@pytest.mark.django_db
def test_triage_worker_leaves_after_their_referrals_are_given_away() -> None:
    leaver, stays = referrals.worker("Ann"), referrals.worker("Bea")
    held = [referrals.triaging(leaver)]
    answer = end(leaver)
    assert answer.status_code == 422
    assert "still holds 1 open referral. A triage lead at Victim Support" in answer.content.decode()
    held.append(referrals.triaging(leaver))
    assert "still holds 2 open referrals" in end(leaver).content.decode()
    accounts.change_roles(membership=membership(leaver), roles=["triage_lead"], by=actor_of(ADMINISTRATOR))
    for referral in held:
        with acting(stays):
            triage.assign(referral_id=referral.pk, version=referral.version, by=stays, to=stays.own_id)
    assert end(leaver).status_code == 302


@pytest.mark.django_db
def test_people_of_the_council_and_those_without_work_leave_at_once() -> None:
    for slug in ("commissioner", "support-worker.clarion", "triage-lead"):
        user_of(slug)
        assert end(actor_of(slug)).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_work_is_never_given_to_somebody_who_leaves_at_the_same_moment() -> None:
    """Whichever comes first, no open work stands in the name of somebody who has left."""
    leaver, by = walk.supporter(), walk.manager()
    administrator = actor_of(ADMINISTRATOR)
    for _ in range(6):
        row, member = walk.s_sent(), membership(leaver)
        ends = both(
            lambda row=row: accept(row, by, leaver),
            lambda member=member: accounts.end_membership(membership=member, by=administrator),
        )
        assert len([one for one in ends if one is None]) == 1, ends
        if ends[0] is None:
            walk.do(row, support.log_attempt, leaver, name="start_contact", way="call", outcome="spoke")
            walk.do(row, acceptance.return_work, leaver, kind="support", reason="other")
        else:
            with acting(referrals.worker()):
                assert not SupportWorkstream.objects.filter(worker=leaver.user_id, ended_at=None).exists()
            Membership.objects.create(user_id=leaver.own_id, organisation=row.organisation, roles=["support_worker"])


@pytest.mark.django_db
def test_somebody_who_has_just_left_takes_no_referral() -> None:
    """Their last request began before the membership ended."""
    leaver = referrals.worker("Ann")
    referral = referrals.received(leaver)
    accounts.end_membership(membership=membership(leaver), by=actor_of(ADMINISTRATOR))
    with acting(leaver), pytest.raises(Refused, match="works here today"):
        triage.start_triage(referral_id=referral.pk, version=referral.version, by=leaver, no_conflict=True)


def accept(row: Workstream, by: Any, worker: Any) -> None:
    with acting(by):
        acceptance.accept_support(workstream_id=row.pk, version=row.version, by=by, worker=worker.user_id)


def both(*deeds: Any) -> list[Any]:
    """All at once, each on its own connection. → what came of each."""
    start, ends = threading.Barrier(len(deeds)), dict[int, Any]()

    def run(place: int) -> None:
        try:
            start.wait()
            deeds[place]()
            ends[place] = None
        except (Refused, Http404) as refused:
            ends[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [ends[place] for place in range(len(deeds))]
