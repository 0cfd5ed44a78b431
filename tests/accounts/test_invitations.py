"""Coming in by invitation, and what a scheme administrator can take away again."""

import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import notices
from accounts.actions import people
from accounts.actions.joining import join
from accounts.links import invitation_secret
from accounts.models import Invitation, Membership, Organisation, User
from accounts.scope import as_system
from journal.models import Delivery, Event
from tests import databases
from tests.people import actor_of, as_role, code_now, make_user, sign_in, user_of
from walls.refusals import Refused
from walls.scope import scoped

pytestmark = pytest.mark.django_db
GOOD = "correct horse battery staple"


def fields(**changed: Any) -> dict[str, Any]:
    return {
        "name": "Ruth Amble",
        "email": "Ruth.Amble@example.org",
        "organisation": "oasis",
        "roles": ["support_worker"],
    } | changed


def invite(**changed: Any) -> Invitation:
    """An invitation made by the action."""
    given = fields(**changed)
    given["organisation"] = Organisation.objects.get(slug=given["organisation"])
    return people.invite(**given, by=actor_of("scheme-administrator"))


def deliver_mail() -> list[str]:
    """Run the waiting handlers as the worker does. → the bodies of the mails."""
    with databases.role("safer_worker"), as_system():
        for delivery in Delivery.objects.filter(state="waiting", handler__startswith="accounts."):
            event = Event.objects.get(pk=delivery.event_id)
            getattr(notices, delivery.handler.rsplit(".", 1)[1])(event)
            Delivery.objects.filter(pk=delivery.pk).update(state="done", done_at=timezone.now())
    return [str(message.body) for message in mail.outbox]


def test_invitation_leads_to_the_desk(client: Client) -> None:
    """Invite by the page, open the mail's link, choose a password, add the app, arrive."""
    as_role(client, "scheme-administrator")
    answer = client.post(reverse("accounts:invite"), fields(organisation="kcc", roles=["scheme_administrator"]))
    assert answer["Location"] == reverse("accounts:people")
    (body,) = deliver_mail()
    link = re.search(r"http://localhost:8000(/accounts/invitation/\S+)", body)
    assert link is not None
    guest = Client()
    assert guest.get(link[1])["Location"] == reverse("accounts:join")
    page = guest.get(reverse("accounts:join")).content.decode()
    assert "Ruth Amble, you are invited to work with SAFER referrals for Kent County Council" in page
    joined = guest.post(reverse("accounts:join"), {"password1": GOOD, "password2": GOOD})
    assert joined["Location"] == reverse("mfa_activate_totp")
    secret = re.search(r">([A-Z2-7]{32})<", guest.get(joined["Location"]).content.decode())
    assert secret is not None
    enrolled = guest.post(joined["Location"], {"code": code_now(secret[1])})
    assert enrolled["Location"] == reverse("mfa_view_recovery_codes")
    assert "People and organisations" in guest.get("/desk/").content.decode()
    assert User.objects.get(email="ruth.amble@example.org").name == "Ruth Amble"


def test_mail_carries_no_personal_data_and_one_message_id(client: Client) -> None:
    invitation = invite()
    (body,) = deliver_mail()
    message = mail.outbox[0]
    assert "Ruth" not in body + message.subject
    assert "Amble" not in body + message.subject
    with scoped(sight="spa"):
        event = Event.objects.get(kind="account.invited")
    notices.send_invitation(event)
    assert mail.outbox[1].extra_headers["Message-ID"] == message.extra_headers["Message-ID"]
    assert message.to == [invitation.email] == ["ruth.amble@example.org"]


def test_database_holds_no_link() -> None:
    invitation = invite()
    secret = invitation_secret(invitation.pk)
    assert bytes(invitation.secret_digest) == hashlib.sha256(secret.encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_invitation i WHERE i::text LIKE %s", [f"%{secret}%"])
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("what", ["made up", "expired", "withdrawn", "used"])
def test_dead_link_opens_nothing(client: Client, what: str) -> None:
    invitation = invite()
    secret = invitation_secret(invitation.pk)
    if what == "made up":
        secret = "x" * 43
    if what == "withdrawn":
        people.withdraw_invitation(invitation=invitation, by=actor_of("scheme-administrator"))
    if what == "used":
        join(secret=secret, password=GOOD)
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1 if what == "expired" else -60)):
        answer = client.get(reverse("accounts:invitation", args=[secret]))
        assert answer.status_code == 410
        assert "This link does not work" in answer.content.decode()
        assert client.get(reverse("accounts:join")).status_code == 410
        with pytest.raises(Refused):
            join(secret=secret, password=GOOD)


def test_link_that_dies_while_the_page_is_open_is_refused(client: Client) -> None:
    invitation = invite()
    client.get(reverse("accounts:invitation", args=[invitation_secret(invitation.pk)]))
    people.withdraw_invitation(invitation=invitation, by=actor_of("scheme-administrator"))
    answer = client.post(reverse("accounts:join"), {"password1": GOOD, "password2": GOOD})
    assert answer.status_code == 410
    assert not User.objects.filter(email="ruth.amble@example.org").exists()


def test_second_click_joins_once() -> None:
    secret = invitation_secret(invite().pk)
    join(secret=secret, password=GOOD)
    with pytest.raises(Refused, match="does not work any more"):
        join(secret=secret, password=GOOD)
    assert Membership.objects.filter(user__email="ruth.amble@example.org").count() == 1


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("short", "short", "too short"),
        ("password1234", "password1234", "too common"),
        ("ruth.amble@example.org", "ruth.amble@example.org", "too similar"),
        (GOOD, "something else", "not the same"),
        ("", "", "Enter a new password"),
        (GOOD + "\x00", GOOD + "\x00", "cannot be stored"),
    ],
)
def test_password_that_will_not_do_is_refused_in_words(client: Client, first: str, second: str, words: str) -> None:
    client.get(reverse("accounts:invitation", args=[invitation_secret(invite().pk)]))
    answer = client.post(reverse("accounts:join"), {"password1": first, "password2": second})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "There is a problem" in page
    assert GOOD not in page


def test_former_member_keeps_password_and_second_step(client: Client) -> None:
    user = make_user("ruth.amble@example.org", "Ruth Amble", Organisation.objects.get(slug="kcc"), ["trainer"])
    people.end_membership(membership=user.memberships.get(), by=actor_of("scheme-administrator"))
    assert sign_in(Client(), user.email).status_code == 302
    secret = invitation_secret(invite(organisation="kcc", roles=["scheme_administrator"]).pk)
    client.get(reverse("accounts:invitation", args=[secret]))
    assert "You had an account before" in client.get(reverse("accounts:join")).content.decode()
    assert client.post(reverse("accounts:join"), {}).status_code == 422
    answer = client.post(reverse("accounts:join"), {"sure": "on"})
    assert answer["Location"] == reverse("account_login")
    sign_in(client, user.email)
    assert client.get(reverse("accounts:people")).status_code == 200


def test_signed_in_person_is_not_made_somebody_else_by_a_link(client: Client) -> None:
    as_role(client, "scheme-administrator")
    secret = invitation_secret(invite().pk)
    assert client.get(reverse("accounts:invitation", args=[secret]))["Location"] == "/desk/"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "Enter their full name"),
        ({"email": "not an address"}, "must look like name@example.org"),
        ({"organisation": "nowhere"}, "Select an organisation from the list"),
        ({"roles": []}, "Select at least one role"),
        ({"roles": ["king"]}, "from the list"),
        ({"roles": ["fitter"]}, "This organisation does not have that role: Fitter"),
        ({"name": "A\x00B"}, "cannot be stored"),
    ],
)
def test_invitation_that_does_not_fit_is_refused_in_words(client: Client, changed: dict[str, Any], words: str) -> None:
    as_role(client, "scheme-administrator")
    answer = client.post(reverse("accounts:invite"), fields(**changed))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "There is a problem" in page
    if "name" not in changed:
        assert 'value="Ruth Amble"' in page, "what was typed is still there"
    assert not Invitation.objects.exists()


def test_second_invitation_waits_for_the_first(client: Client) -> None:
    first = invite()
    with pytest.raises(Refused, match="has an invitation already"):
        invite(email="RUTH.AMBLE@EXAMPLE.ORG")
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        second = invite()
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=first.pk).update(withdrawn_at=None)
    assert second.is_open


def test_member_is_not_invited_again() -> None:
    user_of("support-worker.oasis")
    with pytest.raises(Refused, match="is a member already"):
        invite(email="support-worker.oasis@example.org")


def test_join_is_refused_when_the_person_became_a_member_meanwhile() -> None:
    secret = invitation_secret(invite().pk)
    make_user("ruth.amble@example.org", "Ruth", Organisation.objects.get(slug="kcc"), ["trainer"])
    with pytest.raises(Refused, match="You are a member already"):
        join(secret=secret)


def test_refusal_at_the_last_moment_stands_on_the_page(client: Client) -> None:
    secret = invitation_secret(invite().pk)
    client.get(reverse("accounts:invitation", args=[secret]))
    make_user("ruth.amble@example.org", "Ruth", Organisation.objects.get(slug="kcc"), ["trainer"])
    answer = client.post(reverse("accounts:join"), {"sure": "on"})
    assert answer.status_code == 422
    assert "You are a member already" in answer.content.decode()


def test_withdrawn_invitation_sends_no_mail_and_is_withdrawn_once() -> None:
    administrator = actor_of("scheme-administrator")
    invitation = invite()
    people.withdraw_invitation(invitation=invitation, by=administrator)
    assert deliver_mail() == []
    with pytest.raises(Refused, match="changed meanwhile"):
        people.withdraw_invitation(invitation=invitation, by=administrator)


# --- S2.7: the safeguarding log has one officer and two deputies ------------------------------------------------------


def test_safeguarding_seats_are_three() -> None:
    """S2.7: a fourth holder is refused when invited, when joining and when roles change."""
    user_of("safeguarding-officer")
    user_of("safeguarding-deputy")
    secret = invitation_secret(invite(organisation="kcc", roles=["safeguarding_deputy"]).pk)
    kcc = Organisation.objects.get(slug="kcc")
    trainer = make_user("second.deputy@example.org", "Second", kcc, ["safeguarding_deputy"])
    with pytest.raises(Refused, match="All places of safeguarding deputy are taken"):
        join(secret=secret, password=GOOD)
    with pytest.raises(Refused, match="All places of safeguarding officer are taken"):
        invite(email="other@example.org", organisation="kcc", roles=["safeguarding_officer"])
    administrator = actor_of("scheme-administrator")
    with pytest.raises(Refused, match="All places"):
        people.change_roles(
            membership=user_of("trainer").memberships.get(), roles=["safeguarding_deputy"], by=administrator
        )
    people.change_roles(
        membership=trainer.memberships.get(), roles=["safeguarding_deputy", "trainer"], by=administrator
    )


@pytest.mark.parametrize(("role", "seats"), [("safeguarding_officer", 1), ("safeguarding_deputy", 2)])
def test_safeguarding_seats_are_held_by_the_database(role: str, seats: int) -> None:
    kcc = Organisation.objects.get(slug="kcc")
    for seat in range(seats):
        make_user(f"{seat}@example.org", "Holder", kcc, [role])
    with pytest.raises(IntegrityError, match="one officer and two deputies"), transaction.atomic():
        make_user("more@example.org", "One too many", kcc, [role])
