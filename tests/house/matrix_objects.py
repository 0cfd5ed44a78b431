"""What the matrix asks for: real people, cases, work, invitations and reports."""

import base64
import uuid
from datetime import timedelta
from functools import cached_property
from typing import Any

from allauth.account.internal.flows import login as allauth_login
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.utils import timezone
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from accounts.actions import people as people_actions
from accounts.actions import recovery as recovery_actions
from accounts.actions import tokens
from accounts.actors import Actor
from accounts.backends import PATH
from accounts.models import Invitation, Membership, Organisation, Token, User
from accounts.queries import actor_for
from accounts.roles import GRANTS, Agency, Role
from accounts.scope import acting
from accounts.secrets import seal_for
from journal.models import Delivery
from providers.actions import scheme
from providers.models import Closure, Photograph
from referrals.actions import drafts, phone, resuming
from reports.models import Given, OpenQuestion
from tests.databases import role
from tests.house.matrix import ANONYMOUS, DISABLED, ENDED, EVERYBODY, PASSWORD, SYSTEMS, UNPROVED
from tests.people import actor_of, make_user, sign_in_quickly
from tests.providers import deeds
from tests.providers import walk as work
from tests.referrals import walk, writing
from tests.reports.crowd import CLOSED, asked, crowd, undrawn

HOMES = {Agency.ACCESS_POINT: "victim-support", Agency.SECURITY: "24-7-locks", Agency.SUPPORT: "oasis"}


class World:
    """Made once for each process that tests. Who has no permission asks for what is somebody else's."""

    def __init__(self) -> None:
        self.users = {who: _member(who) for who in EVERYBODY if who != ANONYMOUS}
        self.passkeys = {who: passkey(user) for who, user in self.users.items() if who != PASSWORD}
        self.sessions = {who: session(user, proved=who not in (PASSWORD, UNPROVED)) for who, user in self.users.items()}
        for who, user in self.users.items():
            if who != PASSWORD:
                codes = {"seed": seal_for(user.pk, RecoveryCodes.generate_seed()), "used_mask": 0}
                Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data=codes)
        User.objects.filter(pk=self.users[DISABLED].pk).update(is_active=False)
        Membership.objects.filter(user=self.users[ENDED]).update(ended_at=timezone.now())

    @cached_property
    def keys(self) -> dict[str, str]:
        """The secrets of systems: of each role that a system may have, one that was revoked, and one that has expired."""
        found = {who: key_of(Role(who)) for who in SYSTEMS}
        found |= {who: key_of(Role.COMMISSIONER, who) for who in (DISABLED, ENDED)}
        tokens.revoke(token=Token.objects.get(name=DISABLED), by=actor_of("scheme-administrator"))
        now = timezone.now()
        Token.objects.filter(name=ENDED).update(issued_at=now - timedelta(days=2), expires_at=now)
        return found

    @cached_property
    def security(self) -> Any:
        return work.accepted()

    @cached_property
    def oasis(self) -> Any:
        return work.s_accepted()

    @cached_property
    def clarion(self) -> Any:
        """Work of an agency for which nobody of the matrix works."""
        return work.s_sent("clarion", district="sevenoaks")

    @cached_property
    def referral(self) -> Any:
        return walk.triaging()

    @cached_property
    def reports(self) -> tuple[Any, Any, Any]:
        """A report that is out, a run that waits, and an earlier report to compare with."""
        crowd()
        first, second = (undrawn(period) for period in ("2025Q1", "2025Q2"))
        return second, asked("2025Q3"), first

    @cached_property
    def given(self) -> Given:
        """A figure that nobody of the matrix wrote down, so that everybody who may can strike it out."""
        row = Given(
            what="Answer", to_whom="The public", given_on=CLOSED, period="2024Q1", population="entered", value=3,
            entered_by=uuid.uuid4(), entered_name="Ann",
        )  # fmt: skip
        with role("safer_report", using="equality"):
            row.save(force_insert=True)
        return row

    @cached_property
    def failed(self) -> tuple[Delivery, Delivery]:
        """A delivery that failed for good, and one that is on its way."""
        with role("safer_worker"):
            row = Delivery.objects.create(event_id=uuid.uuid4(), handler="x", state="dead", since=timezone.now())
            return row, Delivery.objects.create(event_id=uuid.uuid4(), handler="x")

    @cached_property
    def question(self) -> OpenQuestion:
        """A report that the check could not decide."""
        run, gate = self.reports[1], {"checked": 1, "findings": [], "undecided": ["One."]}
        return OpenQuestion.objects.create(run=run, report=run.report, period=run.period, gate=gate, sha256="0" * 64)

    @cached_property
    def invited(self) -> dict[str, tuple[Invitation, Invitation]]:
        """By agency, an invitation that is open, and one that was taken back."""
        return {slug: _invitations(slug) for slug in ("24-7-locks", "oasis", "clarion")}

    @cached_property
    def recoveries(self) -> tuple[Any, Any]:
        """One that waits, and one that was decided."""
        by, other = actor_of("scheme-administrator"), actor_of("rights-officer")
        made = [recovery_actions.ask(user=self.users[who], by=by) for who in (Role.FITTER, Role.TRAINER)]
        recovery_actions.decide(recovery=made[1], agreed=False, by=other)
        return made[0], made[1]

    @cached_property
    def drafts(self) -> tuple[str, str]:
        """The secret of a link that opens a form, and of one that was used."""
        return _draft_link(used=False), _draft_link(used=True)

    @cached_property
    def calls(self) -> dict[str, uuid.UUID]:
        """A call of each triage role; nobody else sees it, a colleague neither."""
        return {who: _call(actor_for(self.users[who].pk)) for who in (Role.TRIAGE_WORKER, Role.TRIAGE_LEAD)}

    @cached_property
    def photographed(self) -> tuple[Any, uuid.UUID]:
        """Security work with a photograph, and the id of the photograph."""
        row = work.visit_booked()
        deeds.carry_out(row, "photograph", work.fitter(), row.version)
        with acting(walk.worker()):
            return row, Photograph.objects.get(workstream_id=row.pk).pk

    @cached_property
    def wordings(self) -> tuple[Any, Any]:
        """One that is approved, and one that waits for a lead."""
        return writing.words("text"), writing.words("post", approved=False)

    @cached_property
    def letters(self) -> tuple[Any, Any, Any]:
        """A referral, a letter of it, and a letter of another."""
        cases = [writing.case(), writing.case()]
        own, other = (writing.written(one, self.wordings[0]) for one in cases)
        return cases[0], own, other

    @cached_property
    def kept(self) -> tuple[Any, Any, Any]:
        """A referral, the row that keeps it from somebody, and such a row of another."""
        cases = [walk.triaging(), walk.triaging()]
        for one in cases:
            walk.keep(one.reference, work.fitter())
        with acting(walk.worker()):
            own, other = (one.kept_from.get() for one in cases)
        return cases[0], own, other

    @cached_property
    def closure(self) -> Closure:
        """Days on which an agency is closed."""
        by, oasis, start = actor_of("scheme-administrator"), Organisation.objects.get(slug="oasis"), work.in_days(5)
        with acting(by):
            scheme.close(organisation=oasis, from_date=start, until=start, by=by)
        return Closure.objects.get()

    @property
    def password_key(self) -> str:
        """The second half of a link that sets a new password for the trainer."""
        return default_token_generator.make_token(self.users[Role.TRAINER])

    def member_of(self, organisation: str) -> uuid.UUID:
        """A membership at this agency, of somebody who asks for nothing here."""
        return Membership.objects.get(user=make_user_once(organisation)).pk

    def workstream(self, who: str) -> tuple[Any, uuid.UUID]:
        """→ one that this person works on, and the id of another agency's; of a case, for those who see all work."""
        if who in (Role.TRIAGE_WORKER, Role.TRIAGE_LEAD):
            return self.security, self.referral.pk
        if who in (Role.SUPPORT_WORKER, Role.SUPPORT_MANAGER):
            return self.oasis, self.clarion.pk
        return self.security, self.clarion.pk


def _member(who: str) -> User:
    role = Role(who) if who in list(Role) else Role.TRIAGE_LEAD
    user = make_user(f"{who.replace(' ', '-')}@matrix.example", who.capitalize(), home_of(role), [role.value])
    if who == PASSWORD:
        Authenticator.objects.filter(user=user).delete()
    return user


def key_of(role: Role, name: str = "A system") -> str:
    """The secret of a system that asks in this role."""
    made: dict[str, Any] = {"token_id": uuid.uuid4(), "name": name, "organisation": home_of(role), "role": role.value}
    return tokens.issue(**made, until=timezone.localdate(), by=actor_of("scheme-administrator"))


def home_of(role: Role) -> Organisation:
    return Organisation.objects.get(slug=HOMES.get(GRANTS[role].agency, "kcc"))


def make_user_once(organisation: str) -> User:
    """Somebody else who works there, with the role that fits the agency."""
    home = Organisation.objects.get(slug=organisation)
    role = next(role for role in Role if GRANTS[role].agency == home.kind)
    email = f"colleague@{organisation}.example"
    return User.objects.filter(email=email).first() or make_user(email, "A colleague", home, [role.value])


def _invitations(organisation: str) -> tuple[Invitation, Invitation]:
    by, home = actor_of("scheme-administrator"), Organisation.objects.get(slug=organisation)
    role = next(role for role in Role if GRANTS[role].agency == home.kind)
    made = [
        people_actions.invite(
            name="Nia Field", email=f"{n}@{organisation}.example", organisation=home, roles=[role.value], by=by
        )
        for n in "ab"
    ]
    people_actions.withdraw_invitation(invitation=made[1], by=by)
    return made[0], made[1]


def _call(by: Actor) -> uuid.UUID:
    with acting(by):
        return phone.begin(draft_id=uuid.uuid4(), route="professional", by=by).id


def _draft_link(*, used: bool) -> str:
    made = uuid.uuid4()
    with drafts.within(made):
        draft = drafts.begin(draft_id=made, route="professional")
        resuming.ask_for_link(draft)
        secret = resuming.secret_of(draft)
        if used:
            resuming.come_back(secret, use=True)
    return secret


def session(user: User, *, proved: bool) -> str:
    """The key of a session that has shown the password, and when `proved` the second factor too."""
    client = Client()
    if proved:
        sign_in_quickly(client, user)
    else:
        client.force_login(user, backend=PATH)
        held = client.session
        held[allauth_login.AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": "password", "at": timezone.now().timestamp()}
        ]
        held[allauth_login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = allauth_login.user_id_to_str(user)
        held.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def passkey(user: User) -> int:
    """A passkey of this person, as a browser would have registered it. → its id."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())  # type: ignore[no-untyped-call]
    name = uuid.uuid4().bytes
    held = AuthenticatorData.create(
        b"\0" * 32, AuthenticatorData.FLAG.AT | AuthenticatorData.FLAG.UP, 0,
        AttestedCredentialData.create(Aaguid.NONE, name, key),
    )  # fmt: skip
    credential = {
        "id": _text(name), "rawId": _text(name), "type": "public-key",
        "response": {
            "clientDataJSON": _text(b'{"type":"webauthn.create","challenge":"AA","origin":"http://testserver"}'),
            "attestationObject": _text(bytes(AttestationObject.create("none", held, {}))),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }  # fmt: skip
    made = Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Passkey", "credential": credential}
    )
    return int(made.pk)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
