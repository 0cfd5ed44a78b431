"""A team's work: handing it over, locking somebody out at once, and nobody else's team."""

import uuid
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.actions import people as accounts
from accounts.models import Organisation
from accounts.roles import Role
from accounts.scope import acting
from journal.models import Access
from providers.actions import acceptance
from tests.accounts.test_invitations import deliver_mail
from tests.people import actor_of, as_role, sign_in_quickly, user_of
from tests.providers import walk
from tests.providers.pages import page_of
from tests.providers.test_leaving import ADMINISTRATOR, end, held_by, membership
from tests.referrals import walk as referrals
from walls.refusals import Refused


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
    assert client.post(reverse("accounts:let_in", args=[membership(leaver).pk])).status_code == 302
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
