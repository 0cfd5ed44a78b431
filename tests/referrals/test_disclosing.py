"""What was told outside is written down once and for good (S0.15, S1.37, S1.38)."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.roles import Role
from accounts.scope import acting, as_system
from journal.models import Event
from referrals import access, sharing
from referrals.actions import endings
from referrals.models import Disclosure, Registered
from referrals.states import State
from tests import databases
from tests.people import as_role
from tests.providers import walk as work
from tests.referrals import walk
from tests.referrals.places import at_state
from tests.referrals.telling import GIVEN, OFFICER, of, officer, page, tell
from walls.models import CaseKey
from walls.refusals import Refused

pytestmark = pytest.mark.django_db


def test_telling_outside_is_written_down_once_and_for_good() -> None:
    """S0.15, S1.37: an entry for each; sent twice makes one; the words are sealed."""
    case, given = walk.received(), {"disclosure_id": uuid.uuid4()}
    one, again = tell(case.id, **given), tell(case.id, **given)
    assert one.pk == again.pk
    with acting(officer()), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(d)::text FROM referrals_disclosure d")
        (stored,) = cursor.fetchone()
        for secret in ("PC 1204", "Hannah", "Court order"):
            assert secret not in stored
            assert secret.encode().hex() not in stored
        with access.with_key(officer(), Registered.objects.get()):
            kept = Disclosure.objects.select_related("key").get()
            assert CaseKey.objects.count() == 1
        assert (kept.to, kept.decided_by, kept.reason) == ("PC 1204", "Hannah Lead", "Court order 7")
        for change in (Disclosure.objects.filter(pk=kept.pk).delete, lambda: Disclosure.objects.update(basis="life")):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
    with acting(walk.worker()):
        assert Event.objects.filter(kind="referral.disclosed", case_id=case.id).count() == 1


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"recipient": "newspaper"}, 422),
        ({"basis": "because"}, 422),
        ({"fields": []}, 422),
        ({"fields": ["referral.shoe_size"]}, 422),
        ({"told_on": timezone.localdate() + timedelta(days=2)}, 422),
        ({"reason": " "}, 422),
    ],
)
def test_entry_that_says_too_little_is_refused(changes: dict[str, Any], status: int) -> None:
    case = walk.received()
    with pytest.raises(Refused) as refused:
        tell(case.id, **changes)
    assert refused.value.status == status


def test_id_of_another_referral_is_refused_in_words() -> None:
    one, other, same = walk.received(), walk.received(), uuid.uuid4()
    tell(one.id, disclosure_id=same)
    with pytest.raises(Refused, match="used already"):
        tell(other.id, disclosure_id=same)


def test_nothing_is_written_down_by_others_nor_of_what_is_not_there() -> None:
    case = walk.received()
    for by in (walk.worker(), work.coordinator(), walk.person(Role.COMMISSIONER, "kcc")):
        with pytest.raises(Http404):
            tell(case.id, by)
    with pytest.raises(Http404):
        tell(uuid.uuid4())
    assert tell(case.id, walk.lead()).recorded_by == walk.lead().user_id


def test_officer_writes_down_by_the_page(client: Client) -> None:
    as_role(client, OFFICER)
    case = walk.received()
    place = reverse("referrals:disclose", args=[case.reference])
    assert client.get(place).status_code == 200
    today = timezone.localdate()
    boxes = {"told_on_day": today.day, "told_on_month": today.month, "told_on_year": today.year}
    typed = (
        {name: value for name, value in GIVEN.items() if name != "fields"} | boxes | {"disclosure": str(uuid.uuid4())}
    )
    refused = client.post(place, typed)
    assert refused.status_code == 422
    for words in ("Select what was told", "Court order 7"):
        assert words in refused.content.decode()
    home = refused.context["form"].parts[1][0].html_name
    drawn = client.post(place, typed | {home: "referral.postcode", "to": ""}).content.decode()
    folds = drawn.split('<details class="govuk-details part"')[1:4]
    assert [(f.startswith(" open>"), f.count(" checked")) for f in folds] == [(True, 0), (True, 1), (False, 0)]
    answer = client.post(place, typed | {"told_0": "referral.first_name"})
    assert answer.status_code == 302
    text = of(client, case.reference)
    for words in (
        "Police",
        "PC 1204",
        "Hannah Lead",
        "Court order 7",
        "The person: first name",
        "A law or a court order",
    ):
        assert words in text
    assert "PC 1204" not in page(client, "outside")


def test_anonymised_case_keeps_its_lines_without_words() -> None:
    case = at_state(State.CLOSED, "")
    tell(case.id)
    with time_machine.travel(timezone.now() + timedelta(days=6 * 366), tick=False):
        with databases.role("safer_worker"), as_system():
            endings.anonymise(referral_id=case.id, by=SYSTEM, approval="A1")
        with acting(officer()):
            kept = Disclosure.objects.select_related("key").get()
            assert (kept.recipient, kept.to, kept.reason) == ("police", "", "")
            assert len(sharing.outside(sharing.Part(case.id))) == 1
        with pytest.raises(Refused):
            tell(case.id)
