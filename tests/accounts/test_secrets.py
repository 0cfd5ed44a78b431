"""What a thief of the database, of a session or of Redis does not find."""

import base64
import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import demo
from accounts.models import Organisation
from accounts.secrets import open_for, seal_for
from accounts.sessions import Sealed
from tests.accounts.test_invitations import GOOD, deliver_mail
from tests.people import as_role, code_now, enter_code, make_user, sign_in, user_of
from walls.keys import Unreadable

pytestmark = pytest.mark.django_db


def everything() -> str:
    """Every row of every table that sign-in writes to, as text, base64 opened."""
    tables = (
        "mfa_authenticator",
        "django_session",
        "usersessions_usersession",
        "accounts_user",
        "account_emailaddress",
    )
    found = ""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t")  # noqa: S608 - names from this file
            found += cursor.fetchone()[0]
    for piece in re.findall(r"[A-Za-z0-9+/_-]{24,}", found):
        padded = piece.replace("-", "+").replace("_", "/") + "=" * (-len(piece) % 4)
        found += base64.b64decode(padded, validate=False).decode("latin-1") if len(piece) % 4 != 1 else ""
    return found


def test_database_holds_no_seed_even_while_somebody_enrols(client: Client) -> None:
    user = make_user("new@example.org", "New", Organisation.objects.get(slug="kcc"), ["trainer"])
    user.authenticator_set.all().delete()  # type: ignore[attr-defined]
    client.post(reverse("account_login"), {"login": user.email, "password": demo.password()})
    enrol = reverse("mfa_activate_totp")
    seed = re.search(r">([A-Z2-7]{32})<", client.get(enrol).content.decode())
    assert seed is not None
    assert Session.objects.exists()
    assert seed[1] not in everything()
    client.post(enrol, {"code": code_now(seed[1])})
    codes = re.findall(r"<code>(\d{8})</code>", client.get(reverse("mfa_view_recovery_codes")).content.decode())
    assert len(codes) == 10
    stored = everything()
    assert seed[1] not in stored
    assert not any(code in stored for code in codes)
    assert {authenticator.type for authenticator in Authenticator.objects.filter(user=user)} == {
        "totp", "recovery_codes",
    }  # fmt: skip


def test_redis_holds_no_session_and_no_pickle(client: Client) -> None:
    """A session in Redis could be read, and a pickle written there would run in our processes."""
    sign_in(client, "scheme-administrator")
    client.post(reverse("account_login"), {"login": "x@example.org", "password": "y"})
    redis = cache._cache.get_client()  # type: ignore[attr-defined]
    keys = [key for key in redis.keys("*") if redis.type(key) == b"string"]
    assert keys
    for key in keys:
        json.loads(redis.get(key))
        assert b"session" not in key
        assert b"@" not in key


def test_secret_copied_to_another_person_opens_nothing(client: Client) -> None:
    """A database administrator puts their own seed into somebody else's row."""
    mine, theirs = user_of("trainer"), user_of("scheme-administrator")
    with pytest.raises(Unreadable):
        open_for(theirs.pk, seal_for(mine.pk, demo.seed(mine.email)))
    with pytest.raises(Unreadable):
        open_for(theirs.pk, "never sealed")
    data = Authenticator.objects.get(user=mine).data
    Authenticator.objects.filter(user=theirs).update(data=data)
    client.post(reverse("account_login"), {"login": theirs.email, "password": demo.password()})
    answer = client.post(reverse("mfa_authenticate"), {"code": code_now(demo.seed(mine.email))})
    assert answer.status_code == 422
    assert "That code is not right" in answer.content.decode()


def test_session_that_does_not_open_is_an_empty_one(client: Client) -> None:
    assert Sealed().loads(Sealed().dumps({"a": [1, "é"]})) == {"a": [1, "é"]}
    assert Sealed().loads(b"k1\nnonsense") == {}
    assert Sealed().loads(b"\xff\xff") == {}


def test_sign_in_works_while_redis_is_away(client: Client, settings: Any) -> None:
    """Also its limits: the process counts by itself until Redis is back."""
    away = settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/redis.sock"}
    settings.CACHES = {"default": away}
    user_of("scheme-administrator")
    for _ in range(6):
        client.post(reverse("account_login"), {"login": "nobody@example.org", "password": "wrong"})
    blocked = client.post(reverse("account_login"), {"login": "nobody@example.org", "password": "wrong"})
    assert "Too many tries" in blocked.content.decode()
    assert sign_in(client, "scheme-administrator")["Location"] == "/desk/"
    assert client.get(reverse("accounts:people")).status_code == 200


def test_password_reset_mail_goes_to_members_only(client: Client) -> None:
    """Known or unknown, the page says the same; the mail names nobody; the second step stays."""
    user = user_of("scheme-administrator")
    other = Client()
    as_role(other, "scheme-administrator")
    known = client.post(reverse("account_reset_password"), {"email": user.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert known["Location"] == unknown["Location"] == reverse("account_reset_password_done")
    (body,) = deliver_mail()
    assert user.name not in body
    link = re.search(r"http://localhost:8000(/accounts/password/reset/\S+)", body)
    assert link is not None
    form = client.get(link[1])["Location"]
    assert link[1].rsplit("-", 1)[1].strip("/") not in form, "the address bar does not keep the key"
    short = client.post(form, {"password1": "short", "password2": "short"})
    assert "too short" in short.content.decode()
    assert client.post(form, {"password1": GOOD, "password2": GOOD})["Location"].endswith("/done/")
    assert other.get(reverse("accounts:people")).status_code == 302, "signed out everywhere"
    assert "This link does not work" in Client().get(link[1]).content.decode()
    client.post(reverse("account_login"), {"login": user.email, "password": GOOD})
    assert enter_code(client, user.email)["Location"] == "/desk/"


def test_change_of_password_needs_the_old_one_and_is_told(client: Client) -> None:
    sign_in(client, "scheme-administrator")
    address = reverse("account_change_password")
    wrong = client.post(address, {"oldpassword": "wrong", "password1": GOOD, "password2": GOOD})
    assert "That is not your password now" in wrong.content.decode()
    done = client.post(address, {"oldpassword": demo.password(), "password1": GOOD, "password2": GOOD})
    assert done.status_code == 302
    assert client.get(reverse("accounts:people")).status_code == 200
    assert "was changed a moment ago" in deliver_mail()[0]
