"""People for tests. A slug is `role` or `role.organisation`, as in demo addresses: "triage-worker", "fitter.24-7-locks".

`sign_in` goes through the real pages. `as_role` makes a real session in a few milliseconds, for tests of other things.
Both make the person when they are missing; the agencies of the scheme are loaded too.
"""

import time
from functools import cache

import pytest
from allauth.account.internal.flows import login as allauth_login
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.hashers import make_password
from django.core.cache import cache as django_cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts import demo, scheme
from accounts.actors import Actor
from accounts.backends import PATH
from accounts.demo import DemoPerson
from accounts.models import Membership, Organisation, User
from accounts.queries import actor_for
from accounts.secrets import seal_for


def demo_person(slug: str) -> DemoPerson:
    """The first demo person whose slug begins so; LookupError names those there are."""
    wanted = slug.replace("_", "-").removesuffix("@example.org")
    for person in demo.PEOPLE:
        if person.slug == wanted or person.slug.split(".")[0] == wanted:
            return person
    raise LookupError(f"{slug}: there are {', '.join(person.slug for person in demo.PEOPLE)}")


def user_of(slug: str) -> User:
    """The demo person's account, made if missing."""
    person = demo_person(slug)
    found = User.objects.filter(email=person.email).first()
    if found is None:
        scheme.load()
        organisation = Organisation.objects.get(slug=person.organisation)
        found = make_user(person.email, person.name, organisation, [person.role.value], demo_account=True)
    return found


def make_user(
    email: str, name: str, organisation: Organisation, roles: list[str], *, demo_account: bool = False
) -> User:
    """An account with the demo password, a live membership and an authenticator app."""
    user = User.objects.create(email=email, name=name, is_demo=demo_account, password=_hashed())
    Membership.objects.create(user=user, organisation=organisation, roles=roles)
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": seal_for(user.pk, demo.seed(email))}
    )
    return user


def actor_of(slug: str) -> Actor:
    """The actor that this person's requests have, for calling actions directly."""
    return actor_for(user_of(slug).pk)


def as_role(client: Client, slug: str) -> Actor:
    """Sign this client in as that person, second factor included, without the pages. → the actor of its requests."""
    user = user_of(slug)
    sign_in_quickly(client, user)
    return actor_for(user.pk)


def sign_in_quickly(client: Client, user: User) -> None:
    """A session that has passed the password and the second factor a moment ago."""
    client.force_login(user, backend=PATH)
    session = client.session
    now = time.time()
    session[allauth_login.AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": now},
        {"method": "mfa", "type": "totp", "at": now},
    ]
    session[allauth_login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = allauth_login.user_id_to_str(user)
    session.save()


def sign_in(client: Client, email: str, *, password: str | None = None) -> HttpResponse:
    """Sign in through the pages. `email` may be a slug. → the answer to the code, a redirect when all was right."""
    address = email if "@" in email else user_of(email).email
    client.post(reverse("account_login"), {"login": address, "password": password or demo.password()})
    return enter_code(client, address)


def enter_code(client: Client, email: str) -> HttpResponse:
    """Answer the code page. A code works once; the test's next sign-in in the same half minute needs it again."""
    user = User.objects.get(email=email)
    secret = demo.seed(email)
    code = code_now(secret)
    django_cache.delete(f"allauth.mfa.totp.used?user={user.pk}&code={code}")
    return client.post(reverse("mfa_authenticate"), {"code": code})  # type: ignore[return-value]


def code_now(secret: str) -> str:
    """The six digits of an authenticator app at this moment."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // demo.PERIOD)))


@cache
def _hashed() -> str:
    return make_password(demo.password())


@pytest.fixture
def demo_people(db: None) -> tuple[DemoPerson, ...]:
    """All demo accounts, made as the command makes them."""
    demo.make()
    return demo.PEOPLE
