"""Every address says who may come; what is closed to somebody looks the same as what is not there."""

from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts import access, demo
from accounts.access import ALLAUTH, BEARER, ENROLMENT, ENTRANCE, PUBLIC, SIGNED_IN, policy_of
from accounts.actors import ANONYMOUS, REFERRER, SYSTEM
from accounts.models import Recovery
from accounts.queries import labels
from accounts.roles import GRANTS, Role, permissions_of, sight_of
from tests.people import actor_of, as_role, code_now, enter_code, user_of

pytestmark = pytest.mark.django_db


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(full name, pattern) of every address."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        else:
            yield prefix + (entry.name or ""), entry


def test_every_address_has_a_policy() -> None:
    silent = [name for name, pattern in routes() if not policy_of(pattern.callback)]
    assert silent == []


def test_decorators_say_who_may_come() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    request = RequestFactory().get("/somewhere/")
    request.actor = ANONYMOUS  # type: ignore[attr-defined]
    for guarded in (access.signed_in(view), access.requires("a.b", "c.d")(view)):
        answer = guarded(request)
        assert isinstance(answer, HttpResponseRedirect)
        assert answer.url == f"{reverse('account_login')}?next=/somewhere/"
    assert policy_of(access.requires("c.d", "a.b")(view)) == "a.b or c.d"
    request.actor = actor_of("trainer")  # type: ignore[attr-defined]
    assert access.signed_in(view)(request).status_code == 200
    with pytest.raises(Http404):
        access.requires("account.manage")(view)(request)
    assert policy_of(access.public(access.without_database(view))) == PUBLIC
    assert view.outside_transactions  # type: ignore[attr-defined]
    assert policy_of(access.entrance(view)) == ENTRANCE
    assert policy_of(None) == ""


def test_every_policy_is_one_that_we_know() -> None:
    permissions = set().union(*(grant.permissions for grant in GRANTS.values()))
    for name, pattern in routes():
        policy = policy_of(pattern.callback).removeprefix(BEARER).strip()
        if policy not in {"", PUBLIC, ENTRANCE, ENROLMENT, SIGNED_IN}:
            assert set(policy.split(" or ")) <= permissions, f"{name}: nobody has {policy}"


def test_views_of_allauth_are_those_of_the_list() -> None:
    """A view of django-allauth that the list does not name is not reachable."""
    found = {
        name: policy_of(pattern.callback)
        for name, pattern in routes()
        if "allauth" in pattern.callback.__module__ or name.startswith(("account_", "mfa_", "usersessions_"))
    }
    assert found.pop("account_signup") == PUBLIC
    assert found == ALLAUTH


def test_addresses_have_unique_names() -> None:
    names = [name for name, _ in routes()]
    assert all(names)
    assert len(names) == len(set(names))


ONLY_READ = {"mfa_index", "mfa_list_webauthn", "mfa_view_recovery_codes"}


@pytest.mark.parametrize("name", [name for name, policy in ALLAUTH.items() if policy in (SIGNED_IN, ENROLMENT)])
@pytest.mark.parametrize("method", ["get", "post"])
def test_account_pages_need_somebody_signed_in(client: Client, name: str, method: str) -> None:
    numbered = name in ("mfa_edit_webauthn", "mfa_remove_webauthn")
    answer = getattr(client, method)(reverse(name, args=[1] if numbered else []))
    if method == "post" and name in ONLY_READ:
        assert answer.status_code == 405
        return
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_confirmed_asks_again_after_ten_minutes(client: Client) -> None:
    """Step-up: fresh from the sign-in nothing is asked; later the code, and then back to the page."""
    member = user_of("trainer").memberships.get()
    address = reverse("accounts:ask_recovery", args=[member.pk])
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        as_role(client, "scheme-administrator")
        assert client.get(address).status_code == 200
        clock.shift(601)
        asked = client.get(address)
        assert asked["Location"].startswith(reverse("mfa_reauthenticate"))
        page = client.get(asked["Location"])
        assert "Enter a code once more" in page.content.decode()
        wrong = client.post(reverse("mfa_reauthenticate"), {"code": "000000", "next": address})
        assert wrong.status_code == 422
        code = enter_code_again(client, address)
        assert code["Location"] == address
        assert client.get(address).status_code == 200


def test_confirmed_carries_on_with_what_was_sent(client: Client) -> None:
    """Somebody takes eleven minutes over a form: they confirm, and nothing that they typed is lost."""
    member = user_of("trainer").memberships.get()
    address = reverse("accounts:ask_recovery", args=[member.pk])
    with time_machine.travel(timezone.now(), tick=False) as clock:
        as_role(client, "scheme-administrator")
        clock.shift(601)
        assert client.post(address)["Location"].startswith(reverse("mfa_reauthenticate"))
        assert not Recovery.objects.exists()
        assert enter_code_again(client, address)["Location"] == reverse("accounts:people")
        assert Recovery.objects.get().user_id == member.user_id


def enter_code_again(client: Client, back: str) -> HttpResponse:
    code = code_now(demo.seed("scheme-administrator.kcc@example.org"))
    return client.post(reverse("mfa_reauthenticate"), {"code": code, "next": back})  # type: ignore[return-value]


def test_password_is_not_enough_to_confirm_for_somebody_with_a_second_step(client: Client) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        as_role(client, "scheme-administrator")
        clock.shift(601)
        assert client.get(reverse("account_reauthenticate"))["Location"] == reverse("mfa_reauthenticate")
        assert client.get(reverse("mfa_add_webauthn"))["Location"].startswith(reverse("mfa_reauthenticate"))


def test_person_without_a_second_step_confirms_with_the_password(client: Client) -> None:
    user = user_of("trainer")
    user.authenticator_set.all().delete()  # type: ignore[attr-defined]
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.post(reverse("account_login"), {"login": user.email, "password": demo.password()})
        clock.shift(601)
        enrol = reverse("mfa_activate_totp")
        asked = client.get(enrol)["Location"]
        assert asked.startswith(reverse("account_reauthenticate"))
        assert "Enter your password once more" in client.get(asked).content.decode()
        wrong = client.post(reverse("account_reauthenticate"), {"password": "wrong", "next": enrol})
        assert "That is not your password" in wrong.content.decode()
        right = client.post(reverse("account_reauthenticate"), {"password": demo.password(), "next": enrol})
        assert right["Location"] == enrol
        assert client.get(enrol).status_code == 200


def test_nobody_has_ways_to_confirm() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert access.ways_to_confirm(request) == []


def test_roles_give_what_the_table_says() -> None:
    assert permissions_of(frozenset({"triage_lead"})) >= permissions_of(frozenset({"triage_worker"}))
    assert permissions_of(frozenset({"king"})) == frozenset()
    assert sight_of(frozenset({"fitter"})) == "provider"
    assert sight_of(frozenset({"commissioner"})) == sight_of(frozenset({"king"})) == ""
    assert labels(["fitter", "king"]) == "Fitter, king"
    assert (ANONYMOUS.sight, REFERRER.sight, SYSTEM.sight) == ("", "", "system")
    assert not ANONYMOUS.permissions


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_person_who_may_something(role: Role) -> None:
    actor = actor_of(role.value)
    assert actor.roles == {role.value}
    assert actor.may("desk.use")
    assert not actor.may("everything")


def test_commissioner_and_administrator_see_no_case() -> None:
    for role in (
        Role.COMMISSIONER,
        Role.SCHEME_ADMINISTRATOR,
        Role.FEEDBACK_OFFICER,
        Role.TRAINER,
    ):
        assert GRANTS[role].sight == ""
        assert not any(p.startswith(("referral.", "security.", "support.")) for p in GRANTS[role].permissions)


def test_rights_officer_sees_who_looked_and_no_case() -> None:
    """tests/referrals/test_looking.py shows what the database gives to that sight."""
    assert GRANTS[Role.RIGHTS_OFFICER].sight == "review"


def test_administrator_does_not_reach_the_safeguarding_log() -> None:
    """S2.7: administrators excluded."""
    holders = {role for role, grant in GRANTS.items() if "safeguarding.log" in grant.permissions}
    assert holders == {Role.SAFEGUARDING_OFFICER, Role.SAFEGUARDING_DEPUTY}


def test_enter_code_page_without_a_password_leads_back(client: Client) -> None:
    assert client.get(reverse("mfa_authenticate"))["Location"] == reverse("account_login")
    user_of("trainer")
    assert enter_code(client, "trainer.kcc@example.org")["Location"] == reverse("account_login")
