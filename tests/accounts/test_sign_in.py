"""Signing in: two steps, no way round the second, and the same answer to whoever may not come in."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts import demo
from accounts.access import ALLAUTH, ENROLMENT, SIGNED_IN
from accounts.models import Membership, Organisation, User
from journal.models import Event
from tests.people import as_role, code_now, enter_code, make_user, sign_in, user_of
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


def test_sign_in_with_password_and_code_reaches_the_desk(client: Client) -> None:
    answer = sign_in(client, "scheme-administrator")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert "People and organisations" in client.get("/desk/").content.decode()
    assert is_inside(client)
    assert kinds() == ["account.signed_in"]


def test_password_alone_reaches_nothing(client: Client) -> None:
    user_of("scheme-administrator")
    answer = client.post(reverse("account_login"), {"login": ADMINISTRATOR, "password": demo.password()})
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get(PEOPLE)["Location"].startswith(reverse("account_login"))
    assert client.get("/desk/")["Location"].startswith(reverse("account_login"))
    for name, policy in ALLAUTH.items():
        if policy in (SIGNED_IN, ENROLMENT) and "edit" not in name and "remove_w" not in name:
            answer = client.get(reverse(name))
            assert answer.status_code == 302, name
            assert answer["Location"].startswith(reverse("account_login")), name


def person_without_second_step() -> User:
    user = make_user("new@example.org", "New Person", Organisation.objects.get(slug="kcc"), ["scheme_administrator"])
    user.authenticator_set.all().delete()  # type: ignore[attr-defined]
    return user


def test_second_step_missing_leads_to_making_one_and_nowhere_else(client: Client) -> None:
    person_without_second_step()
    enrol = reverse("mfa_activate_totp")
    answer = client.post(reverse("account_login"), {"login": "new@example.org", "password": demo.password()})
    assert answer["Location"] == "/desk/"
    for address in ("/desk/", PEOPLE, reverse("mfa_index"), reverse("account_change_password")):
        assert client.get(address)["Location"] == enrol, address
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200
    page = client.get(enrol).content.decode()
    secret = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page)
    assert secret is not None
    assert "<svg" in page
    assert "style=" not in page
    wrong = client.post(enrol, {"code": "000000"})
    assert wrong.status_code == 422
    assert "There is a problem" in wrong.content.decode()
    done = client.post(enrol, {"code": code_now(secret[1])})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    assert len(re.findall(r"<code>\d{8}</code>", client.get(done["Location"]).content.decode())) == 10
    assert is_inside(client)
    assert "account.second_factor_added" in kinds()


def test_password_session_ends_when_a_second_step_was_made_elsewhere(client: Client) -> None:
    """Somebody with the password alone waits until its owner enrols; the session must not grow with it."""
    user = person_without_second_step()
    client.post(reverse("account_login"), {"login": user.email, "password": demo.password()})
    waiting = client.cookies["session"].value
    user.authenticator_set.create(type="totp", data={"secret": "x"})  # type: ignore[attr-defined]
    assert client.get(PEOPLE)["Location"] == reverse("account_login")
    client.cookies["session"] = waiting
    assert not is_inside(client)


@pytest.mark.parametrize("why", ["wrong password", "unknown address", "membership ended", "account closed"])
def test_refusal_says_the_same_whoever_asks(client: Client, why: str) -> None:
    user = user_of("scheme-administrator")
    reference = _refusal(Client(), ADMINISTRATOR, "not the password at all")
    address = "nobody@example.org" if why == "unknown address" else ADMINISTRATOR
    if why == "membership ended":
        Membership.objects.filter(user=user).update(ended_at=datetime.now(UTC))
    if why == "account closed":
        User.objects.filter(pk=user.pk).update(is_active=False)
    password = "not the password at all" if why == "wrong password" else demo.password()
    assert _refusal(client, address, password) == reference


def _refusal(client: Client, address: str, password: str) -> str:
    answer = client.post(reverse("account_login"), {"login": address, "password": password})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "is not right" in page
    assert password not in page
    return re.sub(r'value="[^"]*"', "", page)


def test_code_works_once(client: Client) -> None:
    user = user_of("scheme-administrator")
    User.objects.filter(pk=user.pk).update(is_demo=False)
    with time_machine.travel(datetime.now(UTC), tick=False):
        sign_in(client, ADMINISTRATOR)
        other = Client()
        other.post(reverse("account_login"), {"login": ADMINISTRATOR, "password": demo.password()})
        answer = other.post(reverse("mfa_authenticate"), {"code": code_now(demo.seed(ADMINISTRATOR))})
    assert answer.status_code == 422
    assert "That code is not right" in answer.content.decode()
    assert not is_inside(other)


def test_code_works_once_also_while_its_neighbours_are_accepted(client: Client) -> None:
    """Clocks may be half a minute off, so a code is accepted for 90 seconds; it is remembered as long."""
    user = user_of("scheme-administrator")
    User.objects.filter(pk=user.pk).update(is_demo=False)
    start = datetime(2026, 3, 3, 12, 0, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        code = code_now(demo.seed(ADMINISTRATOR))
        sign_in(client, ADMINISTRATOR)
        clock.move_to(start + timedelta(seconds=45))
        other = Client()
        other.post(reverse("account_login"), {"login": ADMINISTRATOR, "password": demo.password()})
        assert other.post(reverse("mfa_authenticate"), {"code": code}).status_code == 422
        clock.move_to(start + timedelta(seconds=95))
        assert enter_code(other, ADMINISTRATOR).status_code == 302


def test_recovery_code_works_once(client: Client) -> None:
    as_role(client, "scheme-administrator")
    client.post(reverse("mfa_generate_recovery_codes"))
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    code = re.findall(r"<code>(\d{8})</code>", page)[0]
    assert code not in client.get(reverse("mfa_view_recovery_codes")).content.decode()
    for expected in (302, 422):
        other = Client()
        other.post(reverse("account_login"), {"login": ADMINISTRATOR, "password": demo.password()})
        assert other.post(reverse("mfa_authenticate"), {"code": code}).status_code == expected


def test_wrong_passwords_are_slowed_down_and_forgotten(client: Client) -> None:
    user_of("scheme-administrator")
    start = datetime.now(UTC)
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(6):
            _refusal(client, ADMINISTRATOR, "wrong wrong wrong")
        answer = client.post(reverse("account_login"), {"login": ADMINISTRATOR, "password": demo.password()})
        assert "Too many tries" in answer.content.decode()
        elsewhere = client.post(
            reverse("account_login"),
            {"login": ADMINISTRATOR, "password": demo.password()},
            REMOTE_ADDR="203.0.113.9",
        )
        assert elsewhere.status_code == 302, "a stranger must not keep the owner out"
        clock.move_to(start + timedelta(seconds=61))
        assert sign_in(Client(), ADMINISTRATOR).status_code == 302


def test_front_server_is_not_taken_for_everybody(client: Client, settings: Any) -> None:
    """Behind a front server the address that it forwards counts, or one stranger would slow everybody down."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    user_of("scheme-administrator")
    for _ in range(6):
        client.post(
            reverse("account_login"),
            {"login": ADMINISTRATOR, "password": "wrong"},
            headers={"x-forwarded-for": "192.0.2.1"},
        )
    right = {"login": ADMINISTRATOR, "password": demo.password()}
    blocked = client.post(reverse("account_login"), right, headers={"x-forwarded-for": "192.0.2.1"})
    assert "Too many tries" in blocked.content.decode()
    forged = client.post(reverse("account_login"), right, headers={"x-forwarded-for": "10.9.9.9, 192.0.2.1"})
    assert "Too many tries" in forged.content.decode(), "only what the front server itself wrote counts"
    assert client.post(reverse("account_login"), right, headers={"x-forwarded-for": "192.0.2.2"}).status_code == 302


def test_wrong_codes_are_slowed_down(client: Client) -> None:
    user_of("scheme-administrator")
    client.post(reverse("account_login"), {"login": ADMINISTRATOR, "password": demo.password()})
    for _ in range(6):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    answer = enter_code(client, ADMINISTRATOR)
    assert answer.status_code == 422
    assert "Too many tries" in answer.content.decode()


def test_normal_work_does_not_meet_the_limits() -> None:
    for person in demo.PEOPLE:
        assert sign_in(Client(), person.slug).status_code == 302
    for _ in range(12):
        assert sign_in(Client(), "triage-worker").status_code == 302


def test_sign_in_does_not_lead_to_another_site(client: Client) -> None:
    user_of("scheme-administrator")
    client.post(
        reverse("account_login") + "?next=https://evil.example/",
        {"login": ADMINISTRATOR, "password": demo.password(), "next": "https://evil.example/"},
    )
    assert enter_code(client, ADMINISTRATOR)["Location"] == "/desk/"


def test_sign_in_leads_back_to_the_page_that_was_asked_for(client: Client) -> None:
    user_of("scheme-administrator")
    asked = client.get(PEOPLE)
    client.post(asked["Location"], {"login": ADMINISTRATOR, "password": demo.password(), "next": PEOPLE})
    assert enter_code(client, ADMINISTRATOR)["Location"] == PEOPLE


@pytest.mark.parametrize("method", ["get", "post"])
def test_signing_up_is_refused_in_words(client: Client, method: str) -> None:
    before = User.objects.count()
    fields = {"email": "me@example.org", "password1": "x" * 20, "password2": "x" * 20}
    answer = getattr(client, method)("/accounts/signup/", fields)
    assert answer.status_code == 403
    assert "Accounts come by invitation" in answer.content.decode()
    assert not answer.cookies
    assert User.objects.count() == before


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/email/", "/accounts/confirm-email/", "/accounts/confirm-email/abc/", "/accounts/password/set/",
        "/accounts/inactive/", "/accounts/login/code/confirm/", "/accounts/signup/passkey/", "/accounts/3rdparty/",
        "/accounts/2fa/", "/accounts/phone/verify/", "/accounts/second-step/codes/download/",
    ],
)  # fmt: skip
def test_pages_that_we_do_not_offer_are_closed(client: Client, address: str) -> None:
    as_role(client, "scheme-administrator")
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_titles_are_neutral(client: Client) -> None:
    for address in ("account_login", "account_reset_password", "account_signup", "accounts:cookies"):
        page = client.get(reverse(address)).content.decode()
        title = re.search(r"<title>(.*?)</title>", page, re.S)
        assert title is not None
        assert title[1].strip() in {"Sign in", "New password", "Accounts", "Cookies"}


def test_failed_sign_in_is_recorded_without_what_was_typed(client: Client) -> None:
    user = user_of("scheme-administrator")
    _refusal(client, ADMINISTRATOR, "wrong wrong wrong")
    _refusal(client, "stranger@example.org", "wrong wrong wrong")
    with scoped(sight="spa"):
        events = list(Event.objects.filter(kind="account.sign_in_failed").order_by("at"))
    assert [event.actor_id for event in events] == [user.pk, None]
    assert all(event.data == {} for event in events)


def test_actor_of_a_half_signed_in_session_is_nobody(client: Client) -> None:
    """Even where a page does not ask for a second step, the database is told nobody's name."""
    user = person_without_second_step()
    client.post(reverse("account_login"), {"login": user.email, "password": demo.password()})
    answer = client.get(reverse("mfa_activate_totp"))
    assert answer.wsgi_request.actor.kind == "anonymous"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_deactivate_totp",
        "account_change_password",
        "account_logout",
        "usersessions_list",
    ],
)
def test_pages_of_ones_own_sign_in_open(client: Client, name: str) -> None:
    sign_in(client, "trainer")
    assert client.get(reverse(name)).status_code == 200
