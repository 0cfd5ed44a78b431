"""A call that is begun twice, or open in two windows: one call, and nothing typed is lost."""

import pytest
from django.test import Client

from accounts.scope import acting
from referrals.models import Referral
from tests.people import as_role
from tests.referrals.filling import hidden, text
from tests.referrals.test_phone import DOOR, begun, drafts, everything
from tests.together import copied, together

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_begin_that_is_pressed_twice_at_once_begins_one_call(client: Client) -> None:
    """The page names the call, so that the same press, at the same moment or again later, opens the same one."""
    actor = as_role(client, "triage-worker")
    named = hidden(client.get(DOOR), "call")
    begin = {"route": "self", "call": named}
    answers = together(4, lambda: copied(client).post(DOOR, begin))
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, f"{DOOR}{named}/")}
    client.post(f"{DOOR}{named}/", {"route": "self", "first_name": "Amara", "go": "save"})
    assert client.post(DOOR, begin)["Location"] == f"{DOOR}{named}/"
    assert [one.answers["name"]["first_name"] for one in drafts(actor)] == [["Amara"]]
    colleague = Client()
    as_role(colleague, "triage-lead")
    assert colleague.post(DOOR, begin).status_code == 404
    assert hidden(client.get(DOOR), "call") != named


def test_call_open_in_two_windows_loses_nothing(client: Client) -> None:
    """The one that saves second hears of the first, keeps what was typed, and may go over it knowingly."""
    actor = as_role(client, "triage-worker")
    place = begun(client)
    first, second = (hidden(client.get(place), "shown") for _ in "12")
    typed = {"route": "self", "first_name": "Amara", "go": "save", "shown": first}
    assert [client.post(place, typed).status_code for _ in "12"] == [302, 302]
    late = client.post(place, {"route": "self", "first_name": "Zoë", "go": "send", "shown": second})
    assert (late.status_code, "saved in another window" in text(late)) == (409, True)
    assert 'value="Zoë"' in text(late)
    assert drafts(actor)[0].answers["name"]["first_name"] == ["Amara"]
    over = typed | {"first_name": "Zoë", "shown": hidden(late, "shown")}
    assert client.post(place, over).status_code == 302
    assert drafts(actor)[0].answers["name"]["first_name"] == ["Zoë"]


def test_call_sent_in_one_window_shows_the_other_what_was_typed_there(client: Client) -> None:
    """It is not sent with it, so it must not vanish; the same press again leads to the referral as ever."""
    actor = as_role(client, "triage-worker")
    place = begun(client)
    typed = everything(client, place, go="send")
    sent = client.post(place, typed)
    late = client.post(place, typed | {"first_name": "Zoë", "notes": "Call back at 3", "go": "save"})
    assert (late.status_code, "This call was sent in another window" in text(late)) == (409, True)
    assert 'value="Zoë"' in text(late) and "Call back at 3</textarea>" in text(late)
    assert f'href="{sent["Location"]}"' in text(late)
    assert 'name="go"' not in text(late)
    assert [client.post(place, again)["Location"] for again in (typed, {"go": "delete"})] == [sent["Location"]] * 2
    with acting(actor):
        assert Referral.objects.select_related("key").get().first_name == "Amara"
