"""Passkeys in a real browser with a virtual authenticator, under our content security policy."""

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from accounts import demo
from accounts.models import Organisation, User
from tests.people import code_now, make_user, user_of

pytestmark = pytest.mark.django_db(transaction=True)
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def give_authenticator(visit: BrowserContext, page: Page) -> None:
    devtools = visit.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def type_password(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(demo.password())
    page.get_by_role("button", name="Continue").click()


def new_person() -> User:
    user = make_user("new@example.org", "New Person", Organisation.objects.get(slug="kcc"), ["scheme_administrator"])
    user.authenticator_set.all().delete()  # type: ignore[attr-defined]
    return user


def test_passkey_is_made_at_first_sign_in_and_signs_in_alone_afterwards(visit: BrowserContext, page: Page) -> None:
    user = new_person()
    give_authenticator(visit, page)
    type_password(page, user.email)
    page.get_by_role("link", name="use a passkey").click()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("heading", name="People and organisations")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="People and organisations")).to_be_visible()


def test_passkey_stands_for_the_code(visit: BrowserContext, page: Page) -> None:
    user = new_person()
    give_authenticator(visit, page)
    type_password(page, user.email)
    page.get_by_role("link", name="use a passkey").click()
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Sign out").click()
    type_password(page, user.email)
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.get_by_role("heading", name="People and organisations")).to_be_visible()


def test_passkey_of_a_former_member_opens_nothing(visit: BrowserContext, page: Page) -> None:
    user = new_person()
    give_authenticator(visit, page)
    type_password(page, user.email)
    page.get_by_role("link", name="use a passkey").click()
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("link", name="I have kept them").click()
    user.memberships.update(ended_at=timezone.now())
    page.goto("/accounts/login/")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in with a passkey").click()
    page.goto("/accounts/people/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_passkey_beside_the_app_confirms_and_can_be_removed(visit: BrowserContext, page: Page) -> None:
    user = user_of("scheme-administrator")
    give_authenticator(visit, page)
    type_password(page, user.email)
    page.get_by_label("Code").fill(code_now(demo.seed(user.email)))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/accounts/second-step/passkeys/add/")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/accounts/confirm/passkey/?next=/accounts/second-step/passkeys/")
    page.get_by_role("button", name="Use your passkey").click()
    page.get_by_role("link", name="Rename").click()
    page.get_by_label("Name of this passkey").fill("Work laptop")
    page.get_by_role("button", name="Save the name").click()
    expect(page.get_by_role("rowheader", name="Work laptop")).to_be_visible()
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_text("You have no passkeys")).to_be_visible()
    assert not user.authenticator_set.filter(type="webauthn").exists()  # type: ignore[attr-defined]


def test_last_second_step_stays(visit: BrowserContext, page: Page) -> None:
    user = new_person()
    give_authenticator(visit, page)
    type_password(page, user.email)
    page.get_by_role("link", name="use a passkey").click()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/accounts/second-step/passkeys/")
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_text("This passkey is your only second step")).to_be_visible()
    assert user.authenticator_set.filter(type="webauthn").exists()  # type: ignore[attr-defined]


def test_passkey_that_is_refused_says_so(visit: BrowserContext, page: Page) -> None:
    user_of("scheme-administrator")
    give_authenticator(visit, page)
    page.goto("/accounts/login/")
    expect(page.get_by_text("That did not work, or was stopped")).to_be_hidden()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("That did not work, or was stopped")).to_be_visible()


@pytest.mark.parametrize("sent", ["9" * 5000, "[" * 100_000, "no answer"], ids=["number", "brackets", "words"])
def test_what_is_no_answer_about_a_passkey_is_refused_in_words(client: Client, sent: str) -> None:
    answer = client.post("/accounts/login/passkey/", {"credential": sent}, follow=True)
    assert answer.status_code < 500
    assert "_auth_user_id" not in client.session
