"""The contact log: safe ways are kept, unsafe ones refused, what has happened is written down."""

from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from accounts.scope import acting
from journal.models import Event
from referrals.actions.contact import log_contact
from referrals.intake import Contact
from referrals.models import ContactAttempt
from referrals.policies import contact_doubt
from referrals.states import State
from tests.people import as_role
from tests.referrals import walk
from tests.referrals.filling import hidden
from tests.referrals.places import at_state
from walls.refusals import Refused

pytestmark = pytest.mark.django_db
WAYS = {
    "phone": {"safe": "yes", "voicemail": "no", "text": "unknown"},
    "post": {"safe": "unknown", "voicemail": "unknown", "text": "unknown"},
    "email": {"safe": "yes", "voicemail": "yes", "text": "yes"},
}


@pytest.mark.parametrize(
    ("means", "result", "doubt"),
    [
        ("phone", "spoke", ""),
        ("phone", "voicemail", "A voicemail is not safe here."),
        ("phone", "text", "A text message is not safe here."),
        ("post", "sent", "This way is not safe, or nobody knows whether it is."),
        ("fax", "sent", "No such number or address is known."),
        ("email", "voicemail", ""),
        ("email", "text", ""),
    ],
)
def test_doubt_about_a_way(means: str, result: str, doubt: str) -> None:
    """S1.11: unknown means do not use; "no voicemail" is never "safe"."""
    assert contact_doubt(means, result, WAYS) == doubt


def test_safe_attempt_is_kept_and_stands_in_the_story(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    referral = walk.triaging(actor)
    place = f"/referrals/{referral.reference}/contact/"
    assert "07700 900123" in client.get(place).content.decode()
    sent = {"means": "phone", "result": "spoke", "note": "Wants <b>locks</b>"}
    sent["attempt_id"] = hidden(client.get(place), "attempt_id")
    answer = client.post(place, sent)
    assert (answer.status_code, client.post(place, sent).status_code) == (302, 302)
    other = walk.triaging(actor)
    assert client.post(f"/referrals/{other.reference}/contact/", sent).status_code == 409
    late = client.post(place, sent | {"note": "Typed in another window"})
    assert (late.status_code, "Typed in another window" in late.content.decode()) == (409, True)
    again = sent | {"note": "Typed in another window", "attempt_id": hidden(late, "attempt_id")}
    assert [client.post(place, again).status_code for _ in "12"] == [302, 302]
    body = client.get(answer["Location"]).content.decode()
    assert "Spoke with the person" in body
    assert "Phone: spoke with the person" in body
    assert "Wants &lt;b&gt;locks&lt;/b&gt;" in body
    with acting(actor):
        assert Event.objects.filter(kind="referral.contacted").count() == ContactAttempt.objects.count() == 2


def test_unsafe_attempt_is_refused_and_kept_only_as_a_breach_of_the_plan(client: Client) -> None:
    actor = as_role(client, "triage-worker")
    referral = walk.triaging(actor)
    place, data = f"/referrals/{referral.reference}/contact/", {"means": "phone", "result": "voicemail"}
    refused = client.post(place, data)
    assert refused.status_code == 422
    assert "A voicemail is not safe here. Do not use it." in refused.content.decode()
    silent = client.post(place, data | {"against_plan": "on"})
    assert silent.status_code == 422
    kept = client.post(place, data | {"against_plan": "on", "note": "Machine answered too fast"})
    assert "Not a safe way" in client.get(kept["Location"]).content.decode()
    with acting(actor):
        assert ContactAttempt.objects.get().against_plan
        assert Event.objects.filter(kind="referral.contacted_unsafely").exists()


def test_safe_attempt_is_no_breach_whatever_was_ticked() -> None:
    by = walk.worker()
    referral = walk.triaging(by, contacts=(Contact("phone", "07700 900123", "yes", voicemail="yes"),))
    with acting(by):
        assert not log_contact(
            referral_id=referral.id, by=by, means="phone", result="voicemail", against_plan=True
        ).against_plan


def test_log_is_refused_to_others_and_on_ended_referrals() -> None:
    by = walk.worker()
    closed, taken = at_state(State.CLOSED, ""), walk.triaging(by)
    given: dict[str, Any] = {"by": by, "means": "phone", "result": "spoke"}
    with acting(by):
        for wrong in ({"means": "fax"}, {"result": "sang"}):
            with pytest.raises(Refused):
                log_contact(referral_id=taken.id, **given | wrong)
        with pytest.raises(Refused) as refused:
            log_contact(referral_id=closed.id, **given)
    assert refused.value.status == 403


def test_log_of_a_foreign_case_does_not_exist(client: Client) -> None:
    referral = walk.in_progress()
    as_role(client, "fitter.24-7-locks")
    assert client.get(f"/referrals/{referral.reference}/contact/").status_code == 404
    with acting(walk.person(Role.FITTER, "24-7-locks")):
        assert ContactAttempt.objects.count() == 0


@pytest.mark.parametrize(
    "data", [{}, {"means": "\x00", "result": "<b>"}, {"means": "phone", "result": "spoke", "note": "\x00"}]
)
def test_log_with_nothing_or_nonsense_is_a_plain_refusal(client: Client, data: dict[str, str]) -> None:
    as_role(client, "triage-worker")
    answer = client.post(f"/referrals/{walk.triaging().reference}/contact/", data)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()


def test_duplicates_stand_side_by_side_with_reasons(client: Client) -> None:
    """Linked, never merged; both are shown, and looking is recorded for both."""
    as_role(client, "triage-worker")
    first, second = walk.received(), walk.received()
    body = client.get(f"/referrals/{first.reference}/?tab=duplicates").content.decode()
    assert "Same last name and date of birth, Same address, Same phone number" in body
    assert f"/referrals/{second.reference}/" in body
    alone = walk.received(last_name="Other", address="1 Elsewhere", contacts=(Contact("phone", "07700 900999", "yes"),))
    assert "No other referral shares" in client.get(f"/referrals/{alone.reference}/?tab=duplicates").content.decode()
