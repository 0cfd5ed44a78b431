"""Posts from elsewhere, cookies, tokens and drafts: nobody comes in by the side door."""

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.scope import acting
from referrals.models import Draft
from referrals.public_posts import read_token, token_for
from tests.referrals import walk
from tests.referrals.filling import ADDRESS, Filler, hidden, text
from walls.scope import scoped

HOSTILE = [
    "\u202eolleh\u202c \u200fمرحبا",  # right to left
    "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
    "<script>alert(1)</script>\"'&amp;{{ 7|add:7 }}{they}%(x)s",
    "  spaces at both ends  ",
    "ﬀ ſ İ ı ß",  # must not be normalised
    "'; DROP TABLE referrals_draft; --",
]


def _post(boxes: dict[str, str]) -> Any:
    return Client().post(ADDRESS, boxes, headers={"Sec-Fetch-Site": "same-origin"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://testserver.evil.example"},
    ],
)
def test_posts_from_other_sites_are_refused_in_plain_words(client: Client, headers: dict[str, str]) -> None:
    """stack.md 13: Sec-Fetch-Site and Origin stand in for the cookie."""
    filler = Filler(client, "self").until("name")
    post = {"token": filler.token, "page": "name", "route": "self", "first_name": "Mallory"}
    response = Client(enforce_csrf_checks=True).post(ADDRESS, post, headers=headers)
    assert response.status_code == 403 and "This was not sent from our form" in text(response)
    filler.post("page:name")
    assert "Mallory" not in text(filler.response)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Origin": "http://testserver"}, {}, {"Origin": "null"}],
)
def test_own_posts_pass_in_every_browser(client: Client, headers: dict[str, str]) -> None:
    """Browsers that say nothing of the origin need a token that we signed."""
    filler = Filler(client, "self").until("name")
    post = {"token": filler.token, "page": "name", "route": "self", "first_name": "Amara"}
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(ADDRESS, post, headers=headers)
    assert hidden(response, "page") == "about"
    if "Sec-Fetch-Site" not in headers and headers.get("Origin", "null") == "null":
        assert strict.post(ADDRESS, post | {"token": "forged"}, headers=headers).status_code == 403


@pytest.mark.django_db
def test_no_cookie_and_no_token_in_any_address(client: Client) -> None:
    """S0.8: no Set-Cookie on any answer; nothing but /refer/ in the address bar; nothing is kept by the browser."""
    filler = Filler(client, "self")
    while not filler.response.cookies and filler.page != "equality":
        assert "no-store" in filler.response.headers["Cache-Control"]
        assert f'action="{ADDRESS}"' in text(filler.response)
        links = re.findall(r'(?:href|action|src)="([^"]*)"', text(filler.response))
        assert not any(filler.token.split(":")[0] in link for link in links)
        filler.forward()
    filler.send()
    assert not client.cookies


@pytest.mark.django_db
def test_draft_is_sealed_and_seen_by_its_own_token_only(client: Client) -> None:
    """What is typed stands nowhere in clear; another draft's scope shows nothing."""
    filler = Filler(client, "self").until("about")
    draft_id = read_token(filler.token).draft_id
    assert Draft.objects.count() == 0
    with scoped(sight="intake", referral=uuid.uuid4()):
        assert Draft.objects.count() == 0
    with acting(walk.worker()):
        assert Draft.objects.count() == 0
    with scoped(sight="intake", referral=draft_id), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(d)::text FROM referrals_draft d")
        ((row,),) = cursor.fetchall()
    assert "Amara" not in row and b"Amara".hex() not in row


@pytest.mark.django_db
def test_forged_draft_ids_open_nothing() -> None:
    assert read_token(token_for(uuid.uuid4())).draft_id
    for text_ in ("", str(uuid.uuid4()), f"{uuid.uuid4().hex}:abc:def"):
        assert read_token(text_).draft_id is None
