"""“Must not see” at a provider: no trace for whoever is listed, work left to the team, nobody given it, nobody told."""

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from accounts import news, wishes
from accounts.models import Membership, User
from accounts.queries import actor_for
from accounts.roles import Role
from accounts.scope import acting
from journal.models import Event
from providers import notices
from providers.access import workstream_for
from providers.actions import acceptance
from providers.advice import advice
from providers.models import SecurityWorkstream, SupportWorkstream, Visit
from providers.queries import colleagues
from referrals.models import KeptFrom
from tests.databases import role
from tests.people import as_role
from tests.providers import walk as work
from tests.referrals import walk
from walls.models import CaseKey
from walls.refusals import Refused
from walls.scope import scoped

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slug", ["security-coordinator", "fitter", "support-worker.oasis", "support-manager.oasis"])
def test_listed_person_of_a_provider_finds_no_trace(client: Client, slug: str) -> None:
    listed = as_role(client, slug)
    row = work.visit_booked() if "security" in slug or slug == "fitter" else work.s_active()
    walk.keep(row.reference, listed)
    page = f"/workstreams/{row.pk}/"
    for place in ("", "note/", "known/"):
        assert client.get(page + place).status_code == 404
        assert not place or client.post(page + place, {"version": "1"}).status_code == 404
    for view in ("", "?view=all", "?view=mine", "?view=today", "?view=late", "?view=checks"):
        listing = client.get(f"/workstreams/{view}")
        assert listing.status_code == 200
        assert row.reference not in listing.content.decode()
    with acting(listed):
        assert not CaseKey.objects.filter(pk=row.key_id).exists()


def test_provider_who_declares_leaves_the_work_to_the_team(client: Client) -> None:
    """The work is nobody's, also the visits ahead, and the team is told; the reason stays sealed."""
    fitter = as_role(client, "fitter")
    row = work.visit_booked()
    with acting(walk.worker()):
        Visit.objects.filter(workstream_id=row.pk).update(worker_id=fitter.user_id)
        SecurityWorkstream.objects.filter(pk=row.pk).update(worker_id=fitter.user_id)
    assert "I know somebody" in client.get(f"/workstreams/{row.pk}/").content.decode()
    assert "Amara" not in client.get(f"/workstreams/{row.pk}/known/").content.decode()
    answer = client.post(f"/workstreams/{row.pk}/known/", {"reason": "My sister"}, follow=True)
    assert "Thank you for saying so" in answer.content.decode()
    with acting(walk.worker()):
        assert SecurityWorkstream.objects.get(pk=row.pk).worker_id is None
        assert Visit.objects.get(workstream_id=row.pk).worker_id is None
        assert KeptFrom.objects.select_related("key").get().reason == "My sister"
        left = Event.objects.get(kind="workstream.left")
    assert left.data["organisation"] == str(row.organisation_id)
    with acting(work.coordinator()):
        assert SecurityWorkstream.objects.filter(pk=row.pk).exists()


def test_support_worker_who_declares_leaves_people_to_the_manager(client: Client) -> None:
    by = as_role(client, "support-worker.oasis")
    row = work.s_active()
    with acting(walk.worker()):
        SupportWorkstream.objects.filter(pk=row.pk).update(worker_id=by.user_id)
    client.post(f"/workstreams/{row.pk}/known/", {"reason": ""})
    assert work.now(row).worker_id is None
    with acting(work.manager()):
        assert workstream_for(work.manager(), row.pk).pk == row.pk


def test_provider_does_not_give_work_to_a_listed_colleague() -> None:
    fitter, coordinator, row = work.fitter(), work.coordinator(), work.accepted()
    walk.keep(row.reference, fitter)
    with pytest.raises(Refused):
        work.do(row, acceptance.assign, coordinator, worker=fitter.own_id)
    with acting(coordinator):
        assert fitter.name not in [
            name for _, name in colleagues(row.organisation_id, "security.visit", row.referral_id)
        ]


def test_listed_person_is_not_told_of_news_that_the_team_is_told(mailoutbox: list[EmailMessage]) -> None:
    """Neither inside, nor at once by e-mail, nor in the count of the day."""
    listed, other, lead = work.fitter(), work.coordinator(), walk.worker()
    row = work.accepted()
    walk.keep(row.reference, listed)
    work.do(row, acceptance.recall, lead, kind="security", reason="other")
    with role("safer_worker"), scoped(sight="system"):
        event = Event.objects.get(kind="workstream.recalled")
        notices.tell(event)
        notices.mail(event)
        members = {m.user_id: m for m in Membership.objects.filter(user_id__in=[listed.own_id, other.own_id])}
        told = {pk: news.unseen(actor_for(pk)).filter(event_id=event.pk) for pk in members}
        assert wishes.counts_for(members[listed.own_id]) == {}
    for actor in (listed, other):
        with acting(actor):
            assert told[actor.own_id].exists() == (actor is other)
    addresses = {address for message in mailoutbox for address in message.to}
    assert User.objects.get(pk=other.own_id).email in addresses
    assert User.objects.get(pk=listed.own_id).email not in addresses


def test_triage_is_warned_when_nobody_who_gives_out_work_there_may_know(client: Client) -> None:
    """Advice: the provider stays possible, last in its list. One who may know is enough."""
    as_role(client, "triage-worker")
    referral, first, second = walk.triaged(), work.manager(), walk.person(Role.SUPPORT_MANAGER, "oasis", "Second")
    page = f"/referrals/{referral.reference}/dispatch/"
    walk.keep(referral.reference, first)
    assert "unseen. Choose another" not in client.get(page).content.decode()
    walk.keep(referral.reference, second)
    assert "unseen. Choose another" in client.get(page).content.decode()
    with acting(walk.worker()):
        found = advice(referral, timezone.localdate())
    assert {one.organisation.slug for one in found if one.unled} == {"oasis"}
    assert any(one.possible for one in found if one.unled)
