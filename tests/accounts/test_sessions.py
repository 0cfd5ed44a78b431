"""How long a signed-in session holds, and what ends it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Organisation, User
from journal.models import Event
from tests.people import as_role, make_user, sign_in, user_of
from walls.scope import scoped

pytestmark = pytest.mark.django_db
PEOPLE = reverse("accounts:people")
ADMINISTRATOR = "scheme-administrator.kcc@example.org"


def is_inside(client: Client) -> bool:
    """Whether this client, signed in as the scheme administrator, reaches a page behind the doors."""
    answer = client.get(PEOPLE)
    assert answer.status_code in (200, 302)
    return answer.status_code == 200


def kinds() -> list[str]:
    with scoped(sight="spa"):
        return list(Event.objects.order_by("at").values_list("kind", flat=True))


def person_without_second_step() -> User:
    user = make_user("new@example.org", "New Person", Organisation.objects.get(slug="kcc"), ["scheme_administrator"])
    user.authenticator_set.all().delete()  # type: ignore[attr-defined]
    return user


def _refusal(client: Client, address: str, password: str) -> str:
    answer = client.post(reverse("account_login"), {"login": address, "password": password})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "is not right" in page
    assert password not in page
    return re.sub(r'value="[^"]*"', "", page)


def test_session_ends_after_15_idle_minutes(client: Client) -> None:
    start = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        sign_in(client, "scheme-administrator")
        for minutes in (14, 28, 42):
            clock.move_to(start + timedelta(minutes=minutes))
            assert is_inside(client), minutes
        clock.move_to(start + timedelta(minutes=57, seconds=1))
        assert not is_inside(client)
        clock.move_to(start + timedelta(minutes=58))
        assert not is_inside(client)


def test_session_ends_after_8_hours_however_busy(client: Client) -> None:
    start = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        sign_in(client, "scheme-administrator")
        is_inside(client)
        for minutes in range(10, 480, 10):
            clock.move_to(start + timedelta(minutes=minutes))
            assert is_inside(client), minutes
        clock.move_to(start + timedelta(hours=8, seconds=1))
        assert not is_inside(client)


@pytest.mark.parametrize("what", ["membership", "account"])
def test_revocation_holds_at_the_next_request(client: Client, what: str) -> None:
    actor = as_role(client, "scheme-administrator")
    assert is_inside(client)
    if what == "membership":
        Membership.objects.filter(user_id=actor.own_id).update(ended_at=datetime.now(UTC))
    else:
        User.objects.filter(pk=actor.own_id).update(is_active=False)
    assert not is_inside(client)
    assert client.get(reverse("mfa_index")).status_code == 302


def test_lost_role_holds_at_the_next_request(client: Client) -> None:
    actor = as_role(client, "scheme-administrator")
    assert is_inside(client)
    Membership.objects.filter(user_id=actor.own_id).update(roles=["trainer"])
    assert client.get(PEOPLE).status_code == 404


def test_sign_out_clears_the_browser(client: Client) -> None:
    sign_in(client, "scheme-administrator")
    answer = client.post(reverse("account_logout"))
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not is_inside(client)
    assert kinds()[-1] == "account.signed_out"


def test_session_cookie_is_not_kept(client: Client) -> None:
    """No remember-me: the cookie goes when the browser closes, is out of reach of scripts, and stays on this site."""
    sign_in(client, "scheme-administrator")
    client.get(reverse("accounts:invite"))
    for name in ("session", "csrf"):
        cookie = client.cookies[name]
        assert (cookie["max-age"], cookie["expires"]) == ("", ""), name
        assert cookie["httponly"]
        assert cookie["samesite"] == "Strict"
    assert "remember" not in Client().get(reverse("account_login")).content.decode()


def test_only_second_step_is_not_removed(client: Client) -> None:
    sign_in(client, "trainer")
    page = client.get(reverse("mfa_deactivate_totp")).content.decode()
    assert "This is your only second step" in page
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 422
    assert user_of("trainer").authenticator_set.filter(type="totp").exists()  # type: ignore[attr-defined]


def test_app_is_removed_when_a_passkey_stays(client: Client) -> None:
    user = user_of("trainer")
    sign_in(client, "trainer")
    user.authenticator_set.create(type="webauthn", data={"name": "Passkey", "credential": {}})  # type: ignore[attr-defined]
    assert client.post(reverse("mfa_deactivate_totp"))["Location"] == reverse("mfa_index")
    assert not user.authenticator_set.filter(type="totp").exists()  # type: ignore[attr-defined]
    assert kinds()[-1] == "account.second_factor_removed"


def test_other_sessions_are_ended_from_the_list(client: Client) -> None:
    other = Client()
    sign_in(other, "scheme-administrator")
    sign_in(client, "scheme-administrator")
    assert "Sign out everywhere else" in client.get(reverse("usersessions_list")).content.decode()
    client.post(reverse("usersessions_list"))
    assert not is_inside(other)
    assert is_inside(client)
