"""Fetching is authorising."""

import uuid

import pytest
from django.http import Http404
from django.test import Client

from accounts import demo
from accounts.actors import ANONYMOUS, REFERRER
from accounts.models import Membership, Organisation
from accounts.roles import GRANTS, Role
from accounts.scope import acting
from referrals import access
from referrals.models import Referral
from tests.people import as_role, demo_person
from tests.referrals import walk
from walls.refusals import Stale
from walls.scope import scoped

pytestmark = pytest.mark.django_db
PLACES = ["", "accept/", "hold/", "withdraw_consent/", "decline/", "?tab=risk"]
EVERY_ROLE = [person.slug for person in demo.PEOPLE]


def test_triage_holds_any_case_and_others_none() -> None:
    by = walk.worker()
    referral = walk.received(by)
    with acting(by):
        assert access.referral_for(by, referral.reference.lower()) == referral
        assert access.locked(by, referral.id, None) == referral
        with pytest.raises(Stale):
            access.locked(by, referral.id, 7)
        with pytest.raises(Http404):
            access.locked(by, uuid.uuid4(), None)
    with acting(walk.person(Role.FITTER, "24-7-locks")), pytest.raises(Http404):
        access.referral_for(walk.person(Role.FITTER, "24-7-locks"), referral.reference)
    assert not access.referrals_for(ANONYMOUS).exists()


def test_referrer_holds_the_case_of_the_link_and_no_other() -> None:
    """domain.md: the referrer never sees anybody else's referral."""
    mine, other = walk.received(), walk.received()
    with scoped(sight="link", referral=mine.id):
        assert list(access.referrals_for(REFERRER)) == [mine]
        with pytest.raises(Http404):
            access.locked(REFERRER, other.id, None)
    assert not access.referrals_for(REFERRER).exists()


def test_colleagues_are_those_who_may_hold_a_case_here_today() -> None:
    ann, bea, gone = walk.worker("Ann"), walk.lead("Bea"), walk.worker("Gone")
    Membership.objects.filter(user_id=str(gone.user_id)).update(ended_at="2026-01-01T00:00Z")
    walk.person(Role.SUPPORT_WORKER, "oasis", "Zoe")
    walk.person(Role.FITTER, "victim-support", "Odd")
    referral = walk.received(ann)
    with acting(ann):
        names = [member.user.name for member in access.colleagues(ann, referral.id)]
    assert names == ["Ann", "Bea"]
    assert bea.organisation_id == Organisation.objects.get(slug="victim-support").id


@pytest.mark.parametrize("slug", EVERY_ROLE)
def test_foreign_and_absent_case_answer_the_same_for_every_role(client: Client, slug: str) -> None:
    """security.md: foreign and absent answers are identical, every route, every role."""
    referral = walk.in_progress()
    actor = as_role(client, slug)
    sees = "referral.read" in GRANTS[demo_person(slug).role].permissions
    for place in PLACES:
        own, absent = (
            client.get(f"/referrals/{referral.reference}/{place}"),
            client.get(f"/referrals/SR-2222-2222/{place}"),
        )
        assert absent.status_code == 404
        assert sees or (own.status_code, _plain(own)) == (404, _plain(absent)), (actor.roles, place)
        assert not sees or own.status_code in {200, 403, 409}
        post = client.post(f"/referrals/SR-2222-2222/{place}", {"version": "1"})
        assert post.status_code == (404 if place.endswith("/") or not sees else 405)
        assert sees or _plain(client.post(f"/referrals/{referral.reference}/{place}", {"version": "1"})) == _plain(post)
    with acting(walk.worker()):
        assert Referral.objects.get(pk=referral.pk).version == referral.version


def _plain(answer: object) -> str:
    """The page without its CSRF tokens, which differ each time."""
    text: str = answer.content.decode()  # type: ignore[attr-defined]
    return "\n".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line)


@pytest.mark.parametrize("place", ["/desk/", "/desk/triage/", "/desk/triage/next/", "/desk/triage/find/"])
def test_desk_without_signing_in_leads_to_the_sign_in(client: Client, place: str) -> None:
    answer = client.get(place)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
