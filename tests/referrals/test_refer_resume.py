"""Leaving and coming back: the mailed link, the exit, the warning and the end of drafts."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.scope import as_system
from journal.models import Event
from referrals import notices
from referrals.actions import resuming
from referrals.models import Draft
from referrals.public_posts import read_token
from referrals.tasks import tend_drafts
from tests.databases import role
from tests.referrals.filling import Filler, hidden, text
from walls.models import CaseKey
from walls.scope import scoped

pytestmark = pytest.mark.django_db

SAME = {"Sec-Fetch-Site": "same-origin"}
PERSONAL = ("Amara", "O’Neill", "Hannah", "abuse", "Example")


def saved(client: Client, route: str = "professional") -> tuple[Filler, str]:
    """Somebody who has typed two parts and asked for the link. → them, and the link's address."""
    filler = Filler(client, route).until("about")
    filler.post("tasks")
    filler.post("later")
    assert "Your form is saved" in text(filler.response)
    return filler, mailed("draft.saved")


def mailed(kind: str) -> str:
    mail.outbox.clear()
    with role("safer_worker"), as_system():
        notices.send_resume_link(Event.objects.filter(kind=kind).latest("at"))
    (sent,) = mail.outbox
    assert all(words not in f"{sent.subject}{sent.body}" for words in PERSONAL)
    found = re.search(r"/refer/back/\S+", str(sent.body))
    assert found
    return found[0]


def events(kind: str) -> int:
    with role("safer_worker"), as_system():
        return Event.objects.filter(kind=kind).count()


def opens(client: Client, address: str) -> Any:
    return client.post(address, headers=SAME)


def test_mailed_link_brings_the_form_back_once(client: Client) -> None:
    """domain.md, draft: no personal data in the mail; looking uses nothing up; the link works once."""
    _, address = saved(client)
    assert mail.outbox[0].to == ["h.obi@housing.example"]
    for _ in range(2):
        assert "Open my form" in text(client.get(address))
    filler = Filler(Client())
    filler.response = opens(Client(), address)
    assert "Your referral" in text(filler.response)
    filler.post("page:name")
    assert 'value="Amara"' in text(filler.response)
    assert filler.send()
    assert opens(client, address).status_code == client.get(address).status_code == 404


def test_newer_link_ends_the_older_and_five_are_the_most(client: Client) -> None:
    filler, first = saved(client)
    for _ in range(4):
        filler.post("tasks")
        filler.post("later")
    assert client.get(first).status_code == 404
    assert client.get(mailed("draft.saved")).status_code == 200
    filler.post("tasks")
    assert filler.post("later").status_code == 422
    assert "Five links have been sent already" in text(filler.response)


def test_no_link_before_the_address_is_known_nor_for_a_self_referral(client: Client) -> None:
    """Nothing is mailed to people who refer themselves: no way is known to be safe for that."""
    filler = Filler(client).begin()
    assert filler.post("later").status_code == 422
    own = Filler(client, "self").until("about")
    own.post("tasks")
    assert "come back later" not in text(own.response)
    assert own.post("later").status_code == 422
    assert events("draft.saved") == 0


@pytest.mark.parametrize("secret", ["x", "A" * 56, "…", "a" * 500])
def test_forged_way_back_opens_nothing(client: Client, secret: str) -> None:
    saved(client)
    assert client.get(f"/refer/back/{secret}/").status_code == 404
    assert opens(client, f"/refer/back/{secret}/").status_code == 404


def test_exit_closes_the_form_and_the_link_opens_it_again(client: Client) -> None:
    """security.md, the survivor's phone: the page left in the browser opens no more; the mailbox still does."""
    filler, address = saved(client)
    gone = client.post("/exit/", {"token": filler.token}, headers=SAME)
    assert gone.status_code == 303 and not gone.cookies
    filler.post("page:name")
    assert "Amara" not in text(filler.response)
    filler.response = opens(client, address)
    filler.post("page:name")
    assert 'value="Amara"' in text(filler.response)


def test_exit_from_another_site_closes_nothing(client: Client) -> None:
    filler = Filler(client, "self").until("about")
    client.post("/exit/", {"token": filler.token}, headers={"Sec-Fetch-Site": "cross-site"})
    filler.post("page:name")
    assert 'value="Amara"' in text(filler.response)


@pytest.mark.parametrize("token", ["", "nonsense", "\x00"])
def test_exit_with_any_token_leaves(client: Client, token: str) -> None:
    assert client.post("/exit/", {"token": token}, headers=SAME).status_code == 303


def _age(filler: Filler, left: timedelta) -> None:
    draft_id = read_token(filler.token).draft_id
    assert draft_id
    with scoped(sight="intake", referral=draft_id):
        Draft.objects.filter(pk=draft_id).update(expires_at=timezone.now() + left)


def test_warned_once_a_week_before_the_end(client: Client) -> None:
    filler = Filler(client).until("about")
    _age(filler, timedelta(days=6))
    with role("safer_worker"):
        tend_drafts()
        tend_drafts()
    assert events("draft.ending") == 1
    address = mailed("draft.ending")
    assert "will be deleted soon" in mail.outbox[0].subject
    assert hidden(opens(client, address), "route") == "professional"


def test_nobody_is_warned_without_an_address_or_after_sending(client: Client) -> None:
    own = Filler(client, "self").until("about")
    sent = Filler(client)
    sent.send()
    for filler in (own, sent):
        _age(filler, timedelta(days=6))
    with role("safer_worker"):
        tend_drafts()
    assert events("draft.ending") == 0


def test_ended_drafts_are_destroyed_with_their_keys(client: Client) -> None:
    """domain.md: deleted after 90 days without submission."""
    filler = Filler(client).until("about")
    _age(filler, -timedelta(seconds=1))
    with role("safer_worker"):
        with as_system():
            (key_id,) = Draft.objects.values_list("key_id", flat=True)
        tend_drafts()
        with as_system():
            assert not Draft.objects.exists() and not CaseKey.objects.filter(pk=key_id).exists()


def test_answered_link_of_a_sent_form_mails_nothing(client: Client) -> None:
    filler, _ = saved(client)
    filler.post("tasks")
    filler.send()
    mail.outbox.clear()
    with role("safer_worker"), as_system():
        notices.send_resume_link(Event.objects.filter(kind="draft.saved").latest("at"))
    assert mail.outbox == [] and resuming.MOST_LINKS == 5
