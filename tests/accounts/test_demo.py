"""Demo accounts: a sample instance shows the way in; no other instance has them."""

import json
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts import demo
from accounts.models import Organisation, User
from accounts.roles import Role
from tests import databases
from tests.people import code_now, user_of

pytestmark = pytest.mark.django_db
BRIEF = """triage-worker.victim-support triage-lead.victim-support security-coordinator.24-7-locks fitter.24-7-locks
support-worker.oasis support-manager.oasis support-worker.clarion support-manager.clarion support-worker.look-ahead
support-manager.look-ahead support-worker.project-salus support-manager.project-salus commissioner.kcc
rights-officer.kcc safeguarding-officer.kcc safeguarding-deputy.kcc community-safety-officer.kcc feedback-officer.kcc
trainer.kcc scheme-administrator.kcc"""


@pytest.fixture
def sample(settings: Any) -> None:
    settings.SAMPLE_INSTANCE = True


def command(*words: str) -> str:
    out = StringIO()
    with databases.role("safer_worker"):
        call_command(*words, stdout=out)
    return out.getvalue()


def test_demo_accounts_are_one_for_every_role_and_agency(sample: None) -> None:
    assert json.loads(command("demo_accounts")) == []
    rows = json.loads(command("demo_accounts", "--create"))
    assert [row["email"] for row in rows] == [f"{slug}@example.org" for slug in BRIEF.split()]
    assert set(rows[0]) == {"email", "password", "totp_secret", "role", "organisation"}
    assert {row["role"] for row in rows} == {role.value for role in Role}
    assert json.loads(command("demo_accounts", "--create")) == rows
    assert User.objects.filter(is_demo=True).count() == len(rows)


def test_demo_accounts_sign_in_with_what_the_commands_say(sample: None, client: Client) -> None:
    row = json.loads(command("demo_accounts", "--create"))[-1]
    client.post(reverse("account_login"), {"login": row["email"], "password": row["password"]})
    code = command("demo_code", row["email"].upper()).strip()
    assert code == code_now(row["totp_secret"])
    assert client.post(reverse("mfa_authenticate"), {"code": code})["Location"] == "/desk/"
    assert client.get(reverse("accounts:people")).status_code == 200


def test_demo_code_of_nobody_is_refused_in_words(sample: None) -> None:
    with pytest.raises(CommandError, match="No demo account has the address someone@example.org"):
        command("demo_code", "someone@example.org")


@pytest.mark.parametrize("words", [["demo_accounts"], ["demo_accounts", "--create"], ["demo_code", "a@example.org"]])
def test_demo_commands_refuse_on_a_real_instance(words: list[str]) -> None:
    with pytest.raises(CommandError, match="This is not a sample instance"):
        command(*words)
    assert not User.objects.filter(is_demo=True).exists()


def test_sample_shows_the_way_in(sample: None, client: Client) -> None:
    """The newcomer presses a role, reads the code, enters it."""
    command("demo_accounts", "--create")
    page = client.get(reverse("account_login")).content.decode()
    assert "Demo sign-ins of this sample" in page
    assert demo.password() in page
    assert "Project Salus" in page
    client.post(reverse("account_login"), {"login": demo.PEOPLE[-1].email, "password": demo.password()})
    shown = re.search(r"<strong[^>]*>(\d{6})</strong>", client.get(reverse("mfa_authenticate")).content.decode())
    assert shown is not None
    assert client.post(reverse("mfa_authenticate"), {"code": shown[1]})["Location"] == "/desk/"
    confirm = client.get(reverse("mfa_reauthenticate")).content.decode()
    assert re.search(r"<strong[^>]*>\d{6}</strong>", confirm)


def test_demo_code_may_be_used_by_two_browsers(sample: None) -> None:
    """Many people look at one sample; a code that works once would keep them out for half a minute."""
    command("demo_accounts", "--create")
    email = demo.PEOPLE[0].email
    for _ in range(2):
        browser = Client()
        browser.post(reverse("account_login"), {"login": email, "password": demo.password()})
        code = code_now(demo.seed(email))
        assert browser.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302


def test_real_person_on_a_sample_shows_no_code(sample: None, client: Client) -> None:
    user = user_of("triage-worker")
    User.objects.filter(pk=user.pk).update(is_demo=False)
    client.post(reverse("account_login"), {"login": user.email, "password": demo.password()})
    page = client.get(reverse("mfa_authenticate")).content.decode()
    assert not re.search(r"\d{6}", re.sub(r'value="[^"]*"|<svg.*?</svg>', "", page))


def test_real_instance_shows_no_demo_account(client: Client) -> None:
    user_of("triage-worker")
    page = client.get(reverse("account_login")).content.decode()
    assert "Demo" not in page
    client.post(reverse("account_login"), {"login": demo.PEOPLE[0].email, "password": demo.password()})
    assert "sample" not in client.get(reverse("mfa_authenticate")).content.decode()


def test_scheme_has_the_agencies_of_the_notice(client: Client) -> None:
    """S1.2, S1.4, S1.5, S1.6."""
    out = command("load_scheme")
    assert "accounts: loaded" in out
    assert {(o.slug, o.name, o.kind) for o in Organisation.objects.all()} >= {
        ("victim-support", "Victim Support", "access_point"),
        ("24-7-locks", "24-7 Locks Ltd", "security"),
        ("oasis", "Oasis Domestic Abuse Support", "support"),
        ("clarion", "Clarion Housing Group", "support"),
        ("look-ahead", "Look Ahead Care and Support", "support"),
        ("project-salus", "Project Salus", "support"),
        ("kcc", "Kent County Council", "council"),
    }
