"""Somebody leaves an organisation: their work is handed over first, and nothing stands in the name of nobody."""

import threading
import uuid
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.http import Http404
from django.test import Client
from django.urls import reverse

from accounts.actions import people as accounts
from accounts.models import Membership, Organisation
from accounts.roles import Role
from accounts.scope import acting
from journal.models import Access
from providers.actions import acceptance, support
from providers.models import SupportWorkstream, Workstream
from referrals.actions import triage
from tests.accounts.test_invitations import deliver_mail
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
            triage.assign(referral_id=referral.pk, version=referral.version, by=stays, to=stays.user_id)
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
            Membership.objects.create(
                user_id=leaver.user_id, organisation_id=leaver.organisation_id, roles=["support_worker"]
            )


def team(path: str, *given: Any) -> str:
    return reverse(f"providers:{path}", args=given)


@pytest.mark.django_db
def test_manager_hands_over_everything_or_each_piece_and_then_removes_the_person() -> None:
    """The page lists what is held; one press, sent twice, gives it away once."""
    rows = [walk.s_accepted(), walk.s_accepted(), walk.s_accepted()]
    leaver, by = walk.supporter(), user_of("support-manager.oasis")
    other = referrals.person(Role.SUPPORT_WORKER, "oasis", "Orla Test")
    client = Client()
    sign_in_quickly(client, by)
    assert "Hand over" in client.get(team("team")).content.decode()
    address = team("hand_over", leaver.user_id)
    page = client.get(address).content.decode()
    for row in rows:
        assert row.reference in page
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"everything": str(leaver.user_id)}).status_code == 422
    typed = {"everything": str(by.pk), f"to_{rows[0].pk}": str(other.user_id)}
    assert client.post(address, typed)["Location"] == team("team")
    assert [held_by(row) for row in rows] == [other.user_id, by.pk, by.pk]
    assert client.post(address, typed).status_code == 302
    assert [walk.now(row).version for row in rows] == [3, 3, 3]
    assert "Nothing is left to hand over" in client.get(address).content.decode()
    assert client.post(reverse("accounts:end", args=[membership(leaver).pk])).status_code == 302
    with acting(referrals.worker()):
        assert Access.objects.filter(what="providers:hand_over", case_ids__contains=[rows[0].referral_id]).exists()


@pytest.mark.django_db
def test_booked_visits_go_with_the_work_and_are_named_on_the_page() -> None:
    row = walk.do(walk.visit_booked(), acceptance.assign, walk.coordinator(), worker=walk.fitter().user_id)
    client = Client()
    sign_in_quickly(client, user_of("security-coordinator.24-7-locks"))
    address = team("hand_over", walk.fitter().user_id)
    assert ", visit " in client.get(address).content.decode()
    assert client.post(address, {"everything": str(walk.coordinator().user_id)}).status_code == 302
    with acting(referrals.worker()):
        assert set(row.visits.values_list("worker_id", flat=True)) == {walk.coordinator().user_id}


@pytest.mark.django_db
def test_work_is_handed_over_to_nobody_who_left_meanwhile() -> None:
    row, leaver = walk.s_accepted(), walk.supporter()
    other = referrals.person(Role.SUPPORT_WORKER, "oasis", "Orla Test")
    accounts.end_membership(membership=membership(other), by=actor_of(ADMINISTRATOR))
    with acting(walk.manager()), pytest.raises(Refused, match="works here today"):
        acceptance.hand_over(worker=leaver.own_id, by=walk.manager(), to={row.pk: other.own_id})
    assert held_by(row) == leaver.user_id


@pytest.mark.django_db
def test_team_of_another_organisation_does_not_exist() -> None:
    """Foreign = absent = 404, and the action finds nothing to give."""
    row, leaver = walk.s_accepted(), walk.supporter()
    client = Client()
    as_role(client, "support-manager.clarion")
    foreign, absent = (client.get(team("hand_over", who)) for who in (leaver.user_id, uuid.uuid4()))
    assert foreign.status_code == absent.status_code == 404
    assert client.post(team("hand_over", leaver.user_id), {"everything": str(leaver.user_id)}).status_code == 404
    clarion = walk.manager("clarion")
    with acting(clarion):
        assert acceptance.hand_over(worker=leaver.own_id, by=clarion, to={row.pk: clarion.own_id}) == 0
    for slug in ("support-worker.oasis", "fitter", "triage-lead", "scheme-administrator", "commissioner"):
        other = Client()
        as_role(other, slug)
        assert other.get(team("team")).status_code == other.get(team("hand_over", leaver.user_id)).status_code == 404


@pytest.mark.django_db
def test_locked_out_at_once_and_the_work_is_nobodys_until_it_is_handed_over() -> None:
    """Nothing is orphaned: the manager is told, the list shows it, and letting in again undoes it."""
    row, leaver = walk.s_accepted(), walk.supporter()
    theirs, client = Client(), Client()
    sign_in_quickly(theirs, membership(leaver).user)
    as_role(client, "support-manager.oasis")
    lock = reverse("accounts:lock", args=[membership(leaver).pk])
    assert "nobody’s until somebody hands it over" in client.get(lock).content.decode()
    assert client.post(lock).status_code == 302
    assert theirs.get(page_of(row)).status_code == 302
    assert held_by(row) == leaver.user_id
    assert row.reference in client.get(f"{reverse('providers:worklist')}?view=nobody").content.decode()
    assert "1 piece of open work is nobody’s" in client.get(team("team")).content.decode()
    assert "With: nobody." in client.get(page_of(row)).content.decode()
    people = deliver_mail()
    assert len(people) == 1
    assert "Work that they held, if any, is nobody" in people[0]
    assert leaver.name not in people[0]
    assert end(leaver).status_code == 422
    assert client.post(lock).status_code == 302
    assert "With: support_worker at oasis" in client.get(page_of(row)).content.decode()
    assert row.reference not in client.get(f"{reverse('providers:worklist')}?view=nobody").content.decode()


@pytest.mark.django_db
def test_alarm_goes_to_the_mailbox_when_no_manager_is_there_and_else_to_the_administrators() -> None:
    leaver = walk.supporter("clarion")
    administrator = actor_of(ADMINISTRATOR)
    accounts.lock_out(membership=membership(leaver), by=administrator)
    deliver_mail()
    assert mail.outbox[-1].to == [user_of(ADMINISTRATOR).email]
    accounts.let_in(membership=membership(leaver), by=administrator)
    Organisation.objects.filter(slug="clarion").update(email="team@clarion.example")
    accounts.lock_out(membership=membership(leaver), by=administrator)
    deliver_mail()
    assert mail.outbox[-1].to == ["team@clarion.example"]


@pytest.mark.django_db
def test_triage_lead_hands_over_referrals_and_a_locked_out_worker_holds_none() -> None:
    leaver, stays = referrals.worker("Ann"), user_of("triage-lead")
    held = [referrals.triaging(leaver), referrals.triaging(leaver)]
    client = Client()
    sign_in_quickly(client, stays)
    accounts.lock_out(membership=membership(leaver), by=actor_of(ADMINISTRATOR))
    unassigned = client.get(f"{reverse('referrals:worklist')}?view=unassigned").content.decode()
    assert all(one.reference in unassigned for one in held)
    assert "2 pieces of open work are nobody’s" in client.get(reverse("referrals:team")).content.decode()
    address = reverse("referrals:hand_over", args=[leaver.user_id])
    assert held[0].reference in client.get(address).content.decode()
    assert client.post(address, {"everything": str(stays.pk)})["Location"] == reverse("referrals:team")
    assert [referrals.fetch(one.reference, referrals.worker()).worker_id for one in held] == [stays.pk, stays.pk]
    assert end(leaver).status_code == 302
    assert client.get(reverse("referrals:hand_over", args=[uuid.uuid4()])).status_code == 404
    for slug in ("triage-worker", "support-manager.oasis", ADMINISTRATOR):
        other = Client()
        as_role(other, slug)
        assert other.get(address).status_code == other.get(reverse("referrals:team")).status_code == 404


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
