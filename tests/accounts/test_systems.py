"""Keys of agencies' own systems: made and revoked by the scheme administrator, shown once, and all that they open."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import tokens
from accounts.backends import MembersOnly
from accounts.models import Membership, Organisation, Token, User
from accounts.queries import actor_for, members_now
from accounts.tokens import digest_of
from journal.models import Event
from tests.people import actor_of, as_role
from tests.systems import NEW, System, filled, new_key, newest, secret_on
from walls.refusals import Refused
from walls.scope import scoped

pytestmark = pytest.mark.django_db(databases=["default", "equality", "reports"])
SHELF = "/api/v1/reports"
LIST = reverse("accounts:systems")


def made() -> System:
    return System(new_key("kcc", "commissioner"))


def revoke(client: Client) -> Any:
    return client.post(reverse("accounts:revoke_key", args=[newest().pk]))


def test_key_opens_until_it_is_revoked_and_both_stand_in_the_journal(client: Client) -> None:
    by = as_role(client, "scheme-administrator")
    system = made()
    assert system.get(SHELF).status_code == 200
    assert "Works" in client.get(LIST).content.decode()
    assert newest().last_used_at is not None
    assert revoke(client).status_code == revoke(client).status_code == 302  # the second changes nothing
    refused = system.get(SHELF)
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert "Revoked" in client.get(LIST).content.decode()
    with scoped(sight="spa"):
        events = list(Event.objects.filter(kind__startswith="token.").order_by("at"))
    assert [(one.kind, one.actor_id, one.subject_id) for one in events] == [
        ("token.issued", by.user_id, newest().pk), ("token.revoked", by.user_id, newest().pk),
    ]  # fmt: skip


def test_key_is_shown_once_and_no_page_or_row_holds_it(client: Client) -> None:
    as_role(client, "scheme-administrator")
    form = filled("oasis", "support_manager")
    key = secret_on(client.post(NEW, form))
    again = client.post(NEW, form)
    assert again.status_code == 409
    assert "shown once" in again.content.decode()
    assert Token.objects.count() == 1
    assert not any(key in client.get(page).content.decode() for page in (LIST, NEW, reverse("accounts:people")))
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM accounts_token t UNION ALL SELECT u::text FROM accounts_user u")
        assert not any(key in row for (row,) in cursor.fetchall())
    assert bytes(newest().digest) == digest_of(key)


def test_key_ends_with_its_last_day(client: Client) -> None:
    system, day = made(), timezone.localdate() + timedelta(days=30)
    with time_machine.travel(timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 23, 59))):  # type: ignore[attr-defined]
        assert system.get(SHELF).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert system.get(SHELF).status_code == 401
        as_role(client, "scheme-administrator")
        assert "Expired" in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"until": timezone.localdate() + timedelta(days=367)}, "within a year"),
        ({"until": date.max}, "within a year"),
        ({"role": "security_coordinator"}, "Systems of this organisation cannot do that"),
        ({"role": "triage_lead"}, "Select what it may do"),
        ({"organisation": "nobody"}, "Select whose system it is"),
        ({"name": ""}, "Enter what the system is called"),
    ],
)
def test_key_that_does_not_fit_is_refused_in_words(client: Client, changed: dict[str, Any], words: str) -> None:
    as_role(client, "scheme-administrator")
    answer = client.post(NEW, filled(**({"organisation": "oasis", "role": "support_manager"} | changed)))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Token.objects.exists()


def test_only_a_scheme_administrator_makes_and_revokes() -> None:
    made()
    by, oasis = actor_of("support-manager"), Organisation.objects.get(slug="oasis")
    with pytest.raises(Http404):
        tokens.revoke(token=newest(), by=by)
    with pytest.raises(Http404):
        tokens.issue(token_id=uuid.uuid4(), name="x", organisation=oasis, role="", until=timezone.localdate(), by=by)
    with pytest.raises(Refused, match="within a year"):
        yesterday = timezone.localdate() - timedelta(days=1)
        administrator = actor_of("scheme-administrator")
        tokens.issue(token_id=uuid.uuid4(), name="x", organisation=oasis, role="", until=yesterday, by=administrator)


def test_making_and_revoking_want_the_second_step_again(client: Client) -> None:
    made()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        as_role(client, "scheme-administrator")
        clock.shift(601)
        for answer in (client.get(NEW), client.post(NEW, filled("oasis", "none")), revoke(client)):
            assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert Token.objects.get().revoked_at is None


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic {}", "{}", "Bearer {}x", "Bearer x{}", "Bearer \xff\xfe", "Bearer " + "x" * 8000],
)
def test_what_is_no_key_opens_nothing(header: str) -> None:
    key = new_key("kcc", "commissioner")
    client = Client(raise_request_exception=False)
    assert client.get(SHELF, headers={"Authorization": header.format(key)}).status_code == 401


def test_key_in_the_address_or_a_session_opens_nothing(client: Client) -> None:
    key = new_key("kcc", "commissioner")
    as_role(client, "commissioner")
    for path in (SHELF, f"{SHELF}?access_token={key}"):
        answer = client.get(path)
        assert answer.status_code == 401
        assert not answer.cookies


def test_service_account_is_nobody_who_signs_in_or_is_listed() -> None:
    """Three walls: no membership, not active, no password. And so nobody gives it work or writes to it."""
    made()
    account = newest().user
    assert not account.has_usable_password()
    assert not account.is_active
    assert authenticate(email=account.email, password="") is None
    assert MembersOnly().get_user(account.pk) is None
    assert not actor_for(account.pk).permissions
    assert not Membership.objects.filter(user=account).exists()
    assert not members_now().filter(user=account).exists()


def test_system_of_another_role_finds_no_such_address() -> None:
    for organisation, role in (("oasis", "support_manager"), ("24-7-locks", "security_coordinator"), ("oasis", "none")):
        system = System(new_key(organisation, role))
        here, nowhere = system.get(SHELF), system.get("/api/v1/nothing")
        assert (here.status_code, here.content) == (nowhere.status_code, nowhere.content)
        assert here.status_code == 404


def test_system_that_asks_too_often_waits_and_others_do_not(settings: Any) -> None:
    settings.API_A_MINUTE = {"system": 3, "stranger": 2}
    one, other, stranger = made(), made(), System("nobody")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert [one.get(SHELF).status_code for _ in range(4)] == [200, 200, 200, 429]
        late = one.get(SHELF)
        assert late.headers["Retry-After"]
        assert "Wait a minute" in late.json()["detail"]  # type: ignore[attr-defined]
        assert other.get(SHELF).status_code == 200
        assert [stranger.get(SHELF).status_code for _ in range(3)] == [401, 401, 429]
        cache.clear()  # as when Redis was emptied
        assert one.get(SHELF).status_code == 200
        clock.shift(60)
        assert [one.get(SHELF).status_code for _ in range(3)] == [200, 200, 200]


def test_database_keeps_a_key_within_a_year_and_its_revoking_whole() -> None:
    made()
    token, now = newest(), timezone.now()
    by = User.objects.get(pk=actor_of("scheme-administrator").own_id)
    for wrong in (
        {"expires_at": token.issued_at + timedelta(days=367)}, {"expires_at": token.issued_at},
        {"revoked_at": now}, {"revoked_by": by},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Token.objects.filter(pk=token.pk).update(**wrong)


def test_description_says_how_to_ask_and_names_what_there_is(client: Client) -> None:
    """OpenAPI 3.1; for everybody, without a cookie."""
    answer = client.get(reverse("openapi"))
    said = answer.json()
    assert said["openapi"].startswith("3.1")
    assert not answer.cookies
    assert {SHELF, f"{SHELF}/{{id}}.pdf"} <= said["paths"].keys()
    refer = said["paths"]["/api/v1/referrals"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert (
        {"route", "first_name", "recipients", "notice_version"} <= set(refer["required"]) <= refer["properties"].keys()
    )
    assert "risk_level" not in refer["required"]  # asked of professionals only
    assert refer["properties"]["gender"]["enum"][0] == "female"
    assert refer["properties"]["first_name"] | {"type": "string", "minLength": 1} == refer["properties"]["first_name"]
    for methods in said["paths"].values():
        for operation in methods.values():
            assert {"401", "404", "429"} <= operation["responses"].keys()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_ways_that_are_not_served_are_refused_in_json(method: str) -> None:
    system = made()
    answer = getattr(system.client, method)(SHELF, headers={"Authorization": f"Bearer {system.key}"})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert answer.json()["status"] == 405
