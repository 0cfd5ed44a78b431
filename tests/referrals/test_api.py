"""A referral from an agency's own system: the rules of the public form, once for each key, and every fault by field."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.scope import acting, as_system
from governance.queries import notice_in_force
from journal.models import Event
from referrals.actions import resuming
from referrals.actions.arriving import arrive
from referrals.models import Consent, ContactPoint, Draft, Referral
from referrals.models.draft import LIFETIME
from tests.databases import role
from tests.providers.test_equality_later import stranger
from tests.referrals import walk
from tests.systems import System, new_key, newest
from tests.together import together
from walls.refusals import Refused

pytestmark = pytest.mark.django_db
HERE = "/api/v1/referrals"


def said(**changes: Any) -> dict[str, Any]:
    """A complete professional referral; None leaves an answer out."""
    answers: dict[str, Any] = {
        "route": "professional", "referrer_name": "Hannah Obi", "referrer_email": "h.obi@housing.example",
        "referrer_job_title": "Officer", "referrer_organisation": "Example Housing", "first_name": "Amara",
        "last_name": "O’Neill-Şahin \u202e🗝", "gender": "female", "date_of_birth": "1988-02-29", "interpreter": False,
        "adjustments": ["none"], "means": ["phone"], "phone_value": "07700 900123", "phone_safe": "yes",
        "phone_voicemail": "no", "phone_text": "unknown", "phone_withheld_number": "yes", "address": "12 Example Road\nAshford",
        "postcode": "tn249zz", "district": "ashford", "others": True, "child_ages": "4, 9", "tenure": "rents_private",
        "tenancy_holder": "person", "owner_permission": "not_asked", "property_type": "house", "previous_measures": "no",
        "wants_to_stay": "yes", "safe_to_stay": "yes", "perpetrator_elsewhere": "yes", "no_right_of_entry": "yes",
        "circumstances": "Left in March.", "risk_tool": "dash", "risk_level": "high", "risk_score": 16,
        "risk_judgement": "Escalating.", "risk_assessor": "Hannah Obi", "risk_assessed_on": "2026-03-03", "marac": "yes",
        "needs": ["security", "support_adults"], "notice_read": True, "notice_version": notice_in_force("safer").version,
        "recipients": ["victim-support", "24-7-locks", "oasis"], "given_how": "phone", "taken_by": "Hannah Obi",
        "equality": False,
    }  # fmt: skip
    return {name: value for name, value in (answers | changes).items() if value is not None}


@pytest.fixture
def system() -> System:
    return System(new_key("oasis"))


def send(system: System, body: Any, key: str = "case 17") -> Any:
    return system.post(HERE, body, **({"Idempotency-Key": key} if key else {}))


def test_referral_of_a_system_is_what_the_form_would_have_made(system: System) -> None:
    answer = send(system, said())
    assert answer.status_code == 201, answer.content
    by = walk.worker()
    with acting(by):
        made = Referral.objects.select_related("key").get(reference=answer.json()["reference"])
        assert (made.state, made.route, made.postcode) == ("received", "professional", "TN24 9ZZ")
        assert made.last_name == said()["last_name"]
        assert (made.child_ages, made.children, made.risk_score) == ([4, 9], 2, "16")
        assert made.notice_version_id == notice_in_force("safer").pk
        agreed = Consent.objects.filter(referral=made).values_list("recipient__slug", flat=True)
        assert set(agreed) == {"victim-support", "24-7-locks", "oasis"}
        assert ContactPoint.objects.get(referral=made).safe == "yes"
        event = Event.objects.get(kind="referral.received")
        assert (event.actor_id, event.organisation_id) == (newest().user_id, newest().organisation_id)


@pytest.mark.django_db(databases=["default", "equality", "reports"])
def test_person_who_agreed_to_the_equality_questions_gets_one_page(system: System) -> None:
    """S1.40: the same one however often it is sent; it opens once, and for nobody who did not agree."""
    assert send(system, said(), key="no").json()["equality_questions"] is None
    link, again = (send(system, said(equality=True)).json()["equality_questions"] for _ in range(2))
    assert link == again
    assert link.startswith("http://testserver/about-you/")
    assert "What is your ethnic group?" in stranger(link).content.decode()
    assert stranger(link).status_code == 404
    late = send(system, said(equality=True), key="late").json()["equality_questions"]
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert send(system, said(equality=True), key="late").json()["equality_questions"] == late
        assert stranger(late).status_code == 404


def test_same_key_makes_one_and_gets_one_answer(system: System) -> None:
    first, again = send(system, said()), send(system, dict(reversed(said().items())))
    assert (first.status_code, first.content) == (again.status_code, again.content)
    other = send(system, said(first_name="Ines"))
    assert other.status_code == 409
    assert "other content" in other.json()["detail"]
    assert send(System(new_key("oasis")), said()).content == first.content  # the agency's next key
    assert send(System(new_key("clarion")), said()).json() != first.json()  # another agency's same word is another
    assert send(system, said(), key="case 18").json() != first.json()
    with acting(walk.worker()):
        assert Referral.objects.count() == 3


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"route": None}, {"route"}),
        ({"route": "friend"}, {"route"}),
        ({"first_name": None, "postcode": "nowhere"}, {"first_name", "postcode"}),
        ({"first_name": "A\u0000"}, {"first_name"}),
        ({"first_name": 7, "needs": "security", "others": "yes"}, {"first_name", "needs", "others"}),
        ({"risk_score": "16", "date_of_birth": "29/2/1988"}, {"risk_score", "date_of_birth"}),
        ({"date_of_birth": "2999-01-01"}, {"date_of_birth"}),
        ({"recipients": ["24-7-locks"]}, {"recipients"}),
        ({"recipients": ["victim-support", "nobody"]}, {"recipients"}),
        ({"phone_safe": "unknown"}, {"phone_safe"}),
        ({"notice_read": False}, {"notice_read"}),
        ({"notice_version": 99}, {"notice_read"}),
        ({"notice_version": None}, {"notice_read"}),
        ({"equality": None}, {"equality"}),
        ({"website": "x", "language_": ""}, {"website", "language_"}),
        ({"email_value": "a@b.example"}, {"email_value"}),
        ({"circumstances": "x" * 20_000}, {"circumstances"}),
    ],
)
def test_every_fault_is_named_by_its_field_and_nothing_is_made(
    system: System, changes: dict[str, Any], faults: set[str]
) -> None:
    answer = send(system, said(**changes))
    assert answer.status_code == 422
    assert faults <= answer.json()["errors"].keys(), answer.json()
    assert all(words for words in answer.json()["errors"].values())
    with acting(walk.worker()):
        assert not Referral.objects.exists()
    assert send(system, said()).status_code == 201  # the key is free still


UNREADABLE = [
    b" ", b"{", b"[]", b"null", b'"x"', b"\xff", b'{"a": NaN}', b'{"a": "\\ud800"}', b'{"route": "self", "route": "self"}',
    b"[" * 50_000, b'{"a": ' + b"9" * 5_000 + b"}",
]  # fmt: skip


@pytest.mark.parametrize("body", UNREADABLE, ids=lambda body: repr(body[:12]))
def test_what_is_no_object_is_refused_in_words(system: System, body: bytes) -> None:
    answer = send(system, body)
    assert answer.status_code == 400
    assert "Nothing was saved" in answer.json()["detail"]


def test_other_kinds_of_bodies_and_missing_keys_are_refused(system: System) -> None:
    head = {"Authorization": f"Bearer {system.key}", "Idempotency-Key": "x"}
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        assert system.client.post(HERE, b"{}", content_type=kind, headers=head).status_code == 415
    assert send(system, said(), key="").status_code == 400
    assert send(system, said(), key="k" * 256).status_code == 400
    assert send(system, b'{"a": "' + b"x" * 1_000_001 + b'"}').status_code == 413
    assert send(System("nobody"), said()).status_code == 401


def test_key_whose_draft_is_gone_makes_no_second_referral(system: System) -> None:
    """Drafts are destroyed after 90 days; the referral stays."""
    assert send(system, said()).status_code == 201
    with role("safer_worker"), as_system():
        assert resuming.delete_ended(timezone.now() + LIFETIME) == 1
    answer = send(system, said())
    assert answer.status_code == 409
    assert "more than 90 days ago" in answer.json()["detail"]
    with acting(walk.worker()):
        assert Referral.objects.count() == 1
        assert not Draft.objects.exists()


def test_second_of_two_at_once_gets_the_answer_of_the_first() -> None:
    """It had looked before the first was done."""
    by, one = replace(walk.worker(), kind="service"), walk.intake()
    first, second = (arrive(intake=one, said=said(), by=by) for _ in range(2))
    assert first == second
    with pytest.raises(Refused, match="other content"):
        arrive(intake=one, said=said(first_name="Ines"), by=by)


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_make_one() -> None:
    key = new_key("oasis")
    answers = together(20, lambda: send(System(key), said()))
    assert {one.status_code for one in answers} == {201}
    assert len({one.content for one in answers}) == 1
    with acting(walk.worker()):
        assert Referral.objects.count() == 1
