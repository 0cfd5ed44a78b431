"""Signing in with the account of one's agency: off unless configured, members only, and nothing that is not proved."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, expect

from accounts.actions import recovery
from accounts.models import Membership, User
from config import env
from journal.models import Event
from tests.accounts.oidc import CLIENT, SECRET, Agency, new_key, running
from tests.people import actor_of, enter_code, sign_in, user_of
from walls.scope import scoped

pytestmark = pytest.mark.django_db
ASK, ANSWER = reverse("agency_ask", args=["kcc"]), reverse("agency_answer", args=["kcc"])
PEOPLE = reverse("accounts:people")
ADMINISTRATOR = "scheme-administrator.kcc@example.org"


@pytest.fixture
def agency(settings: Any) -> Iterator[Agency]:
    """The council's server, which names the scheme administrator and says that two steps were asked for."""
    with running() as server:
        settings.AGENCY_SIGN_IN = [{"slug": "kcc", "server": server.address, "client": CLIENT, "secret": SECRET}]
        server.claims = {"email": ADMINISTRATOR.upper(), "amr": ["pwd", "mfa"]}
        user_of("scheme-administrator")
        yield server


def go(client: Client, address: str = ASK) -> Any:
    """To the agency and back. → our last answer."""
    asked = client.get(address)
    assert asked.status_code == 302, asked.content
    back = requests.get(asked["Location"], allow_redirects=False, timeout=5).headers["Location"]
    return come_back(client, back)


def come_back(client: Client, address: str) -> Any:
    """The page that the agency sends people to, and what it leads to."""
    path = address.replace("http://localhost:8000", "")
    assert "Signing you in" in client.get(path).content.decode()
    return client.get(f"{path}&_redir=")


def inside(client: Client) -> bool:
    return client.get(PEOPLE).status_code == 200


def test_sign_in_with_the_agencys_account_reaches_the_desk(client: Client, agency: Agency) -> None:
    assert "With the account of your agency" in client.get(reverse("account_login")).content.decode()
    assert go(client)["Location"] == "/desk/"
    assert inside(client)
    with scoped(sight="spa"):
        assert list(Event.objects.values_list("kind", flat=True)) == ["account.signed_in"]
    assert go(Client())["Location"] == "/desk/", "known by what the server calls them"
    assert SocialAccount.objects.count() == 1


def test_question_has_state_nonce_and_pkce(client: Client, agency: Agency) -> None:
    go(client)
    go(client)
    first, second = agency.asked
    assert (first["response_type"], first["code_challenge_method"]) == ("code", "S256")
    for part in ("state", "nonce", "code_challenge"):
        assert len(first[part]) >= 16
        assert first[part] != second[part]
    assert set(first["scope"].split()) == {"openid", "profile", "email"}
    assert first["redirect_uri"] == f"http://localhost:8000{ANSWER}"


def test_nothing_that_the_server_says_is_kept(client: Client, agency: Agency) -> None:
    agency.claims |= {"name": "Zeisigschlag", "phone_number": "07700900123"}
    go(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM socialaccount_socialaccount s")
        (row,) = cursor.fetchone()
    assert "Zeisig" not in row
    assert "07700" not in row
    assert "@" not in row


def test_without_a_second_step_there_ours_is_asked(client: Client, agency: Agency) -> None:
    agency.claims["amr"] = ["pwd"]
    assert go(client)["Location"] == reverse("mfa_authenticate")
    assert not inside(client)
    assert enter_code(client, ADMINISTRATOR)["Location"] == "/desk/"
    assert inside(client)


@pytest.mark.parametrize("amr", [None, "mfa", [], [["mfa"]], {"mfa": 1}, ["MFA "]])
def test_second_step_is_believed_in_plain_words_only(client: Client, agency: Agency, amr: Any) -> None:
    agency.claims["amr"] = amr
    go(client)
    assert not inside(client)


@pytest.mark.parametrize("why", ["nobody", "another agency", "ended", "locked out", "bound to another", "no address"])
def test_only_members_of_that_agency_come_in(client: Client, agency: Agency, why: str) -> None:
    user = User.objects.get(email=ADMINISTRATOR)
    if why == "nobody":
        agency.claims["email"] = "stranger@example.org"
    if why == "another agency":
        agency.claims["email"] = user_of("triage-lead").email
    if why == "ended":
        Membership.objects.filter(user=user).update(ended_at="2026-01-01T00:00Z")
    if why == "locked out":
        User.objects.filter(pk=user.pk).update(is_active=False)
    if why == "bound to another":
        SocialAccount.objects.create(provider="kcc", uid="s-0", user=user)
    if why == "no address":
        agency.claims["email"] = ""
    people = User.objects.count()
    answer = go(client)
    assert answer.status_code == 403
    assert "No account here belongs to that sign-in" in answer.content.decode()
    assert not inside(client)
    assert User.objects.count() == people, "nobody signs up"


def test_bound_person_who_left_the_agency_stays_out(client: Client, agency: Agency) -> None:
    go(client)
    Membership.objects.filter(user__email=ADMINISTRATOR).update(ended_at="2026-01-01T00:00Z")
    assert go(Client()).status_code == 403


LIES: dict[str, dict[str, Any]] = {
    "signed by another key": {"signing_key": "another"},
    "not signed": {"algorithm": "none"},
    "signed with our secret": {"algorithm": "HS256", "signing_key": SECRET},
    "for somebody else": {"claims": {"aud": "another"}},
    "by another issuer": {"claims": {"iss": "https://evil.example"}},
    "too old": {"claims": {"exp": 1}},
    "to another question": {"claims": {"nonce": "x"}},
    "to no question": {"without": "nonce"},
    "about nobody": {"without": "sub"},
    "for ever": {"without": "exp"},
    "no token": {"without": "id_token"},
    "refused": {"refuses": "access_denied"},
    "fault": {"refuses": "server_error"},
    "another issuer in its own words": {"configuration": {"issuer": "https://evil.example"}},
    "half a configuration": {"configuration": {"jwks_uri": "http://127.0.0.1:1/"}},
}


@pytest.mark.parametrize("lie", LIES)
def test_answer_that_is_not_proved_is_refused_in_words(client: Client, agency: Agency, lie: str) -> None:
    said = LIES[lie]
    asked = client.get(ASK)["Location"]
    for name, value in said.items():
        setattr(agency, name, agency.claims | value if name == "claims" else value)
    if said.get("signing_key") == "another":
        agency.signing_key = new_key()
    back = requests.get(asked, allow_redirects=False, timeout=5).headers["Location"]
    answer = come_back(client, back)
    assert answer.status_code == 424
    assert "did not answer as it should" in answer.content.decode()
    assert not inside(client)
    assert not SocialAccount.objects.exists()


def test_answer_works_once_and_in_its_own_browser(client: Client, agency: Agency) -> None:
    asked = client.get(ASK)["Location"]
    back = requests.get(asked, allow_redirects=False, timeout=5).headers["Location"]
    assert come_back(Client(), back).status_code == 424, "somebody who has read the address"
    assert come_back(client, back).status_code == 302
    assert come_back(client, back).status_code == 424, "once"


def test_server_that_is_away_is_said_in_words(client: Client, settings: Any) -> None:
    settings.AGENCY_SIGN_IN = [{"slug": "kcc", "server": "http://127.0.0.1:9", "client": CLIENT, "secret": SECRET}]
    answer = client.get(ASK)
    assert answer.status_code == 424
    assert "sign in with your password" in answer.content.decode()


def test_agency_that_is_not_configured_has_no_page(client: Client) -> None:
    for address in (ASK, ANSWER):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 405
    assert "With the account of your agency" not in client.get(reverse("account_login")).content.decode()


def test_sign_in_elsewhere_does_not_lead_to_another_site(client: Client, agency: Agency) -> None:
    assert go(client, f"{ASK}?next=https://evil.example/")["Location"] == "/desk/"
    assert go(Client(), f"{ASK}?next={PEOPLE}")["Location"] == PEOPLE


def test_nobody_adds_to_the_question_from_an_address(client: Client, agency: Agency) -> None:
    go(client, f"{ASK}?scope=offline_access&auth_params=prompt%3Dnone&process=connect")
    assert "offline_access" not in agency.asked[0]["scope"]
    assert "prompt" not in agency.asked[0]


def test_signed_in_long_ago_there_is_asked_again_before_an_address_is_shown(client: Client, agency: Agency) -> None:
    """Step-up of somebody whose only second step is their agency's."""
    user = User.objects.get(email=ADMINISTRATOR)
    user.authenticator_set.all().delete()  # type: ignore[attr-defined]
    member = user_of("trainer").memberships.get()
    address = reverse("accounts:ask_recovery", args=[member.pk])
    agency.claims["auth_time"] = int(time.time()) - 3600
    assert go(client)["Location"] == "/desk/"
    assert inside(client)
    sent = client.get(address)["Location"]
    assert urlsplit(sent).path == ASK
    agency.claims["auth_time"] = int(time.time())
    assert go(client, sent)["Location"] == address
    assert (agency.asked[-1]["prompt"], agency.asked[-1]["max_age"]) == ("login", "0")
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("moment", ["soon", None, 10**12])
def test_moment_that_cannot_be_is_never_in_the_future(client: Client, agency: Agency, moment: Any) -> None:
    agency.claims["auth_time"] = moment
    go(client)
    records = client.session["account_authentication_methods"]
    assert all(record["at"] <= time.time() for record in records)


def test_lost_second_step_forgets_the_agencys_account_too(client: Client, agency: Agency) -> None:
    go(client)
    user = User.objects.get(email=ADMINISTRATOR)
    asked = recovery.ask(user=user, by=actor_of("security-coordinator"))
    recovery.decide(recovery=asked, agreed=True, by=actor_of("rights-officer"))
    assert not SocialAccount.objects.exists()
    assert not inside(client)


def test_password_and_code_work_beside_it(agency: Agency) -> None:
    client = Client()
    sign_in(client, ADMINISTRATOR)
    assert inside(client)


@pytest.mark.django_db(transaction=True)
def test_real_browser_comes_back_from_another_site(
    visit: BrowserContext, agency: Agency, settings: Any, live_server: Any
) -> None:
    """Our cookies are SameSite=Strict: a browser that comes from another site shows none, until our own page sends it on."""
    settings.SITE_URL = live_server.url
    page = visit.new_page()
    page.goto(PEOPLE)
    page.get_by_role("link", name="Kent County Council").click()
    expect(page.get_by_role("heading", name="People and organisations")).to_be_visible()
    assert "code=" not in page.url


@pytest.mark.parametrize("typed", ["kcc", "kcc|https://x|c|", "kcc|http://x|c|s", "kcc|https://x|c"])
def test_setting_that_is_not_whole_stops_the_start(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENCY_SIGN_IN", typed)
    with pytest.raises(ImproperlyConfigured, match=r"slug\|https://server\|client\|secret"):
        env.agencies("AGENCY_SIGN_IN")


def test_setting_of_two_agencies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENCY_SIGN_IN", "kcc|https://a/v2.0|c1|s1  oasis|https://b|c2|s2")
    assert [one["slug"] for one in env.agencies("AGENCY_SIGN_IN")] == ["kcc", "oasis"]
    monkeypatch.delenv("AGENCY_SIGN_IN")
    assert env.agencies("AGENCY_SIGN_IN") == []
