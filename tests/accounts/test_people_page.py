"""The scheme administrator's desk, and lost second steps that need two people."""

import re
import uuid

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse

from accounts.actions import people, recovery
from accounts.actions.joining import join
from accounts.links import invitation_secret
from accounts.models import Membership, Organisation, Recovery, User
from accounts.queries import actor_for
from accounts.roles import Role
from journal.models import Event
from tests.accounts.test_invitations import GOOD, deliver_mail, invite
from tests.people import actor_of, as_role, make_user, sign_in, user_of
from walls.refusals import Refused
from walls.scope import scoped

pytestmark = pytest.mark.django_db
PEOPLE = reverse("accounts:people")


def membership_of(slug: str) -> Membership:
    return user_of(slug).memberships.get()


def events(kind: str) -> list[Event]:
    with scoped(sight="spa"):
        return list(Event.objects.filter(kind=kind))


def test_people_are_listed_by_organisation_with_invitations(client: Client) -> None:
    as_role(client, "scheme-administrator")
    user_of("support-worker.oasis")
    invite()
    page = client.get(PEOPLE).content.decode()
    for name in ("Oasis Domestic Abuse Support", "24-7 Locks Ltd", "Olive Marsh", "Ruth Amble", "Support worker"):
        assert name in page
    assert "Invited" in page


MANAGERS = {Role.SUPPORT_MANAGER: "oasis", Role.SECURITY_COORDINATOR: "24-7-locks"}
OF_ONE = ("person", "end", "lock", "ask_recovery")


@pytest.mark.parametrize("role", MANAGERS)
def test_manager_sees_own_people_and_nobody_elses(client: Client, role: Role) -> None:
    """Another agency's person and invitation are absent: on the list, by address, in the action."""
    as_role(client, f"{role.value}.{MANAGERS[role]}")
    foreign = membership_of("support-worker.clarion")
    invited = invite(organisation="clarion")
    page = client.get(PEOPLE).content.decode()
    for words in (foreign.user.name, foreign.user.email, "Clarion", "Ruth Amble", "Scheme administrator"):
        assert words not in page
    for name, pk in (*((name, foreign.pk) for name in OF_ONE), ("withdraw", invited.pk)):
        there, absent = (client.get(reverse(f"accounts:{name}", args=[one])) for one in (pk, uuid.uuid4()))
        assert there.status_code == absent.status_code == 404
        assert client.post(reverse(f"accounts:{name}", args=[pk]), {"roles": ["support_worker"]}).status_code == 404
    assert client.get(reverse("accounts:organisation", args=[MANAGERS[role]])).status_code == 404
    assert client.get(reverse("accounts:recoveries")).status_code == 404
    by, clarion = actor_of(role.value), Organisation.objects.get(slug="clarion")
    for act in (
        lambda: people.end_membership(membership=foreign, by=by),
        lambda: people.lock_out(membership=foreign, by=by),
        lambda: people.change_roles(membership=foreign, roles=["support_worker"], by=by),
        lambda: people.withdraw_invitation(invitation=invited, by=by),
        lambda: people.invite(name="A", email="a@b.example", organisation=clarion, roles=["support_worker"], by=by),
    ):
        with pytest.raises(Http404):
            act()


def test_manager_invites_and_removes_own_people_in_roles_of_the_agency(client: Client) -> None:
    as_role(client, "support-manager.oasis")
    address = reverse("accounts:invite")
    page = client.get(address).content.decode()
    assert "Support worker" in page
    assert "Clarion" not in page
    assert "Fitter" not in page
    typed = {"name": "Ruth Amble", "email": "ruth@example.org", "organisation": "oasis", "roles": ["support_worker"]}
    assert client.post(address, typed | {"organisation": "clarion"}).status_code == 422
    assert client.post(address, typed | {"roles": ["scheme_administrator"]}).status_code == 422
    assert client.post(address, typed)["Location"] == PEOPLE
    member = membership_of("support-worker.oasis")
    assert client.post(reverse("accounts:person", args=[member.pk]), {"roles": ["support_manager"]}).status_code == 302
    assert client.post(reverse("accounts:end", args=[member.pk]))["Location"] == PEOPLE


def test_locked_out_until_let_in_again(client: Client) -> None:
    actor = as_role(client, "scheme-administrator")
    member = membership_of("support-worker.oasis")
    worker = Client()
    sign_in(worker, "support-worker.oasis")
    address = reverse("accounts:lock", args=[member.pk])
    assert "signed out at once" in client.get(address).content.decode()
    assert client.post(address)["Location"] == PEOPLE
    assert worker.get(reverse("desk")).status_code == 302
    assert sign_in(Client(), "support-worker.oasis")["Location"] == reverse("account_login")
    assert "Locked out" in client.get(PEOPLE).content.decode()
    assert (
        "Locked out: they cannot sign in" in client.get(reverse("accounts:person", args=[member.pk])).content.decode()
    )
    again = client.post(address)  # somebody who presses twice lets nobody in
    assert again.status_code == 409
    assert "They are locked out already." in again.content.decode()
    let_in = reverse("accounts:let_in", args=[member.pk])
    assert "They can sign in again" in client.get(let_in).content.decode()
    assert client.post(let_in)["Location"] == PEOPLE
    assert client.post(let_in).status_code == 409
    assert sign_in(Client(), "support-worker.oasis")["Location"] == reverse("desk")
    assert [event.kind for event in (*events("account.locked_out"), *events("account.let_in"))] == [
        "account.locked_out", "account.let_in",
    ]  # fmt: skip
    own = Membership.objects.get(user_id=actor.own_id)
    assert client.post(reverse("accounts:lock", args=[own.pk])).status_code == 403


def test_somebody_locked_out_before_they_left_comes_back_by_invitation() -> None:
    administrator = actor_of("scheme-administrator")
    member = membership_of("support-worker.oasis")
    people.lock_out(membership=member, by=administrator)
    people.end_membership(membership=member, by=administrator)
    join(secret=invitation_secret(invite(email=member.user.email).pk))
    assert actor_for(member.user_id).kind == "person"


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.SCHEME_ADMINISTRATOR, *MANAGERS}])
def test_people_page_does_not_exist_for_others(client: Client, role: Role) -> None:
    as_role(client, role.value)
    for name in ("people", "invite"):
        assert client.get(reverse(f"accounts:{name}")).status_code == 404
        assert client.post(reverse(f"accounts:{name}")).status_code in (404, 405)
    other = membership_of("support-worker.clarion")
    for name in OF_ONE:
        assert client.get(reverse(f"accounts:{name}", args=[other.pk])).status_code == 404
        assert client.post(reverse(f"accounts:{name}", args=[other.pk])).status_code == 404
    assert client.get(reverse("accounts:organisation", args=["oasis"])).status_code == 404


def test_membership_ends_and_so_do_its_sessions(client: Client) -> None:
    as_role(client, "scheme-administrator")
    worker = Client()
    sign_in(worker, "rights-officer")
    assert worker.get(reverse("accounts:recoveries")).status_code == 200
    member = membership_of("rights-officer")
    page = client.get(reverse("accounts:end", args=[member.pk])).content.decode()
    assert "They are signed out at once" in page
    assert "has to be handed over first" in page
    assert client.post(reverse("accounts:end", args=[member.pk]))["Location"] == PEOPLE
    assert worker.get(reverse("accounts:recoveries")).status_code == 302
    assert not UserSession.objects.filter(user=member.user).exists()
    assert client.post(reverse("accounts:end", args=[member.pk])).status_code == 404
    assert [event.subject_id for event in events("account.membership_ended")] == [member.pk]
    with pytest.raises(Refused, match="changed meanwhile"):
        people.end_membership(membership=member, by=actor_of("scheme-administrator"))


def test_roles_change_within_the_agency(client: Client) -> None:
    as_role(client, "scheme-administrator")
    member = membership_of("support-worker.oasis")
    address = reverse("accounts:person", args=[member.pk])
    page = client.get(address).content.decode()
    assert "Support manager" in page
    assert "Fitter" not in page
    assert re.search(r'value="support_worker" class="govuk-checkboxes__input"[^>]* checked', page)
    assert client.post(address, {"roles": ["support_manager", "support_worker"]})["Location"] == PEOPLE
    member.refresh_from_db()
    assert member.roles == ["support_manager", "support_worker"]
    assert events("account.roles_changed")[0].data == {
        "before": ["support_worker"], "after": ["support_manager", "support_worker"],
    }  # fmt: skip
    assert client.post(address, {"roles": []}).status_code == 422
    assert client.post(address, {"roles": ["fitter"]}).status_code == 422


def test_administrators_do_not_change_themselves(client: Client) -> None:
    actor = as_role(client, "scheme-administrator")
    own = Membership.objects.get(user_id=actor.own_id)
    shown = client.get(reverse("accounts:person", args=[own.pk])).content.decode()
    assert ("Somebody else has to change your roles" in shown, "Save the roles" in shown) == (True, False)
    answer = client.post(reverse("accounts:person", args=[own.pk]), {"roles": ["scheme_administrator", "trainer"]})
    assert answer.status_code == 403
    assert "You cannot change your own roles" in answer.content.decode()
    answer = client.post(reverse("accounts:end", args=[own.pk]))
    assert answer.status_code == 403
    assert "You cannot end your own membership" in answer.content.decode()


def test_invitation_is_taken_back_by_the_page(client: Client) -> None:
    as_role(client, "scheme-administrator")
    invitation = invite()
    address = reverse("accounts:withdraw", args=[invitation.pk])
    assert "stops working at once" in client.get(address).content.decode()
    assert client.post(address)["Location"] == PEOPLE
    assert client.post(address).status_code == 409


def test_details_of_an_organisation_change(client: Client) -> None:
    as_role(client, "scheme-administrator")
    address = reverse("accounts:organisation", args=["oasis"])
    assert client.post(address, {"telephone": "01632 960 001", "email": "team@example.org"})["Location"] == PEOPLE
    oasis = Organisation.objects.get(slug="oasis")
    assert (oasis.telephone, oasis.email) == ("01632 960 001", "team@example.org")
    answer = client.post(address, {"telephone": "ring me", "email": "x"})
    assert answer.status_code == 422
    assert 'value="ring me"' in answer.content.decode()


def test_roles_without_any_are_refused_by_the_action_too() -> None:
    with pytest.raises(Refused, match="Choose at least one role"):
        people.change_roles(membership=membership_of("trainer"), roles=[], by=actor_of("scheme-administrator"))
    with pytest.raises(Refused, match="does not have that role: king"):
        people.change_roles(membership=membership_of("trainer"), roles=["king"], by=actor_of("scheme-administrator"))


# --- Lost second steps ------------------------------------------------------------------------------------------------


def test_lost_second_step_takes_two_people_and_the_mailbox(client: Client) -> None:
    as_role(client, "scheme-administrator")
    lost = Client()
    sign_in(lost, "trainer")
    member = membership_of("trainer")
    answer = client.post(reverse("accounts:ask_recovery", args=[member.pk]))
    assert answer["Location"] == PEOPLE
    assert "1 lost second step" in client.get(PEOPLE).content.decode()
    asked = Recovery.objects.get()
    own = client.post(reverse("accounts:recovery", args=[asked.pk]), {"answer": "agree"})
    assert own.status_code == 403
    assert Authenticator.objects.filter(user=member.user).exists()
    second = Client()
    as_role(second, "rights-officer")
    assert "Toby Lark" in second.get(reverse("accounts:recoveries")).content.decode()
    assert second.post(reverse("accounts:recovery", args=[asked.pk]), {}).status_code == 422
    answer = second.post(reverse("accounts:recovery", args=[asked.pk]), {"answer": "agree"})
    assert answer["Location"] == reverse("accounts:recoveries")
    assert not Authenticator.objects.filter(user=member.user).exists()
    assert lost.get(reverse("mfa_index")).status_code == 302
    deliver_mail()
    link = re.search(r"http://localhost:8000(/accounts/password/reset/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    guest = Client()
    form = guest.get(link[1])["Location"]
    guest.post(form, {"password1": GOOD, "password2": GOOD})
    answer = guest.post(reverse("account_login"), {"login": member.user.email, "password": GOOD})
    assert guest.get(answer["Location"])["Location"] == reverse("mfa_activate_totp")


def test_refused_recovery_changes_nothing(client: Client) -> None:
    member = membership_of("trainer")
    asked = recovery.ask(user=member.user, by=actor_of("scheme-administrator"))
    as_role(client, "rights-officer")
    client.post(reverse("accounts:recovery", args=[asked.pk]), {"answer": "refuse"})
    assert Authenticator.objects.filter(user=member.user).exists()
    assert events("account.recovery_refused")
    assert client.get(reverse("accounts:recovery", args=[asked.pk])).status_code == 404
    with pytest.raises(Refused, match="changed meanwhile"):
        recovery.decide(recovery=asked, agreed=True, by=actor_of("rights-officer"))


def test_nobody_asks_or_decides_for_themselves() -> None:
    administrator = actor_of("scheme-administrator")
    user = User.objects.get(pk=administrator.own_id)
    with pytest.raises(Refused, match="cannot ask for yourself"):
        recovery.ask(user=user, by=administrator)
    other = make_user("second@example.org", "Second", Organisation.objects.get(slug="kcc"), ["scheme_administrator"])
    asked = recovery.ask(user=user, by=actor_for(other.pk))
    with pytest.raises(Refused, match="asked for this already"):
        recovery.ask(user=user, by=actor_for(other.pk))
    for by in (administrator, actor_for(other.pk)):
        with pytest.raises(Refused, match="Somebody else must decide"):
            recovery.decide(recovery=asked, agreed=True, by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.filter(pk=asked.pk).update(decided_by=other, decided_at=asked.asked_at, agreed=True)
