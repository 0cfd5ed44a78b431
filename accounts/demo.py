"""Demo accounts of a sample instance: one for every role and agency. They hold no real person's data and open none."""

import base64
import json
import time
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts import scheme
from accounts.models import Membership, Organisation, User
from accounts.roles import GRANTS, Role
from accounts.secrets import derived, open_for, seal_for

PERIOD = 30
_SYLLABLES = "ba co da fe gi ho ju ka le mi no pu ra se ti vo".split()


@dataclass(frozen=True)
class DemoPerson:
    """`role` at the organisation with this slug."""

    role: Role
    organisation: str
    name: str

    @property
    def slug(self) -> str:
        return f"{self.role.replace('_', '-')}.{self.organisation}"

    @property
    def email(self) -> str:
        return f"{self.slug}@example.org"

    @property
    def label(self) -> str:
        return GRANTS[self.role].label


PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson(Role.TRIAGE_WORKER, "victim-support", "Tess Whitlow"),
    DemoPerson(Role.TRIAGE_LEAD, "victim-support", "Leah Okafor"),
    DemoPerson(Role.SECURITY_COORDINATOR, "24-7-locks", "Carl Denney"),
    DemoPerson(Role.FITTER, "24-7-locks", "Femi Adeyemi"),
    DemoPerson(Role.SUPPORT_WORKER, "oasis", "Olive Marsh"),
    DemoPerson(Role.SUPPORT_MANAGER, "oasis", "Maya Osei"),
    DemoPerson(Role.SUPPORT_WORKER, "clarion", "Clare Hoyle"),
    DemoPerson(Role.SUPPORT_MANAGER, "clarion", "Martin Crane"),
    DemoPerson(Role.SUPPORT_WORKER, "look-ahead", "Lena Abbott"),
    DemoPerson(Role.SUPPORT_MANAGER, "look-ahead", "Nadia Rahman"),
    DemoPerson(Role.SUPPORT_WORKER, "project-salus", "Sol Perrin"),
    DemoPerson(Role.SUPPORT_MANAGER, "project-salus", "Sian Mellor"),
    DemoPerson(Role.COMMISSIONER, "kcc", "Colette Ames"),
    DemoPerson(Role.RIGHTS_OFFICER, "kcc", "Rhys Islip"),
    DemoPerson(Role.SAFEGUARDING_OFFICER, "kcc", "Grace Nolan"),
    DemoPerson(Role.SAFEGUARDING_DEPUTY, "kcc", "Dev Patel-Shaw"),
    DemoPerson(Role.COMMUNITY_SAFETY_OFFICER, "kcc", "Sam Wickes"),
    DemoPerson(Role.FEEDBACK_OFFICER, "kcc", "Fern Bailey"),
    DemoPerson(Role.TRAINER, "kcc", "Toby Lark"),
    DemoPerson(Role.SCHEME_ADMINISTRATOR, "kcc", "Ada Kemsley"),
)


def password() -> str:
    """One for all demo accounts of this instance, easy to type; another instance has another."""
    raw = derived("demo password", "")
    return "-".join("".join(_SYLLABLES[byte % 16] for byte in raw[at : at + 3]) for at in (0, 3, 6, 9))


def seed(email: str) -> str:
    """The authenticator's seed that a new demo account gets, in base32."""
    return base64.b32encode(derived("demo seed", email)[:20]).decode()


def make(*, only: frozenset[str] | None = None) -> int:
    """Make the demo accounts that are missing (`only`: these e-mail addresses). → how many were made."""
    scheme.load()
    there = set(User.objects.values_list("email", flat=True))
    missing = [person for person in PEOPLE if person.email not in there and (only is None or person.email in only)]
    if missing:
        with transaction.atomic():
            _make(missing, make_password(password()))  # hashed once: hashing is slow on purpose
    return len(missing)


def _make(missing: list[DemoPerson], hashed: str) -> None:
    organisations = Organisation.objects.in_bulk(field_name="slug")
    for person in missing:
        user = User.objects.create(email=person.email, name=person.name, is_demo=True, password=hashed)
        Membership.objects.create(user=user, organisation=organisations[person.organisation], roles=[person.role.value])
        Authenticator.objects.create(
            user=user, type=Authenticator.Type.TOTP, data={"secret": seal_for(user.pk, seed(person.email))}
        )


def codes(email: str) -> tuple[str, str]:
    """→ (seed, six digits of this moment) of a demo account; LookupError when there is no such account."""
    held = Authenticator.objects.filter(
        user__email=email.lower(), user__is_demo=True, user__is_active=True, type=Authenticator.Type.TOTP
    ).first()
    if held is None:
        raise LookupError(email)
    secret = open_for(held.user_id, held.data["secret"])
    return secret, format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))


def listing() -> str:
    """JSON for `demo_accounts`: what somebody needs to sign in as each demo person."""
    rows: list[dict[str, Any]] = []
    there = set(User.objects.filter(is_demo=True).values_list("email", flat=True))
    for person in PEOPLE:
        if person.email in there:
            rows.append(
                {
                    "email": person.email,
                    "password": password(),
                    "totp_secret": codes(person.email)[0],
                    "role": person.role.value,
                    "organisation": person.organisation,
                }
            )
    return json.dumps(rows, indent=2)


def by_agency() -> list[tuple[str, list[DemoPerson]]]:
    """[(name of the organisation, its demo people)], in the order of PEOPLE, for the sign-in page."""
    names = {slug: name for slug, name, *_ in scheme.ORGANISATIONS}
    groups: dict[str, list[DemoPerson]] = {}
    for person in PEOPLE:
        groups.setdefault(names[person.organisation], []).append(person)
    return list(groups.items())


def allowed() -> bool:
    """Demo accounts are a door; they exist in a sample instance only."""
    return bool(settings.SAMPLE_INSTANCE)


def is_open_to(user: User) -> bool:
    """Whether this instance shows this account's code to whoever asks, and lets it be used twice."""
    return allowed() and user.is_demo
