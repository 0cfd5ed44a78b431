"""What stands in the addresses of the matrix: for each argument an own, a foreign and an absent value.

A new route whose arguments have names that are known here is in the matrix by itself. One with an argument that nobody
has explained fails, and says so.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Model
from django.test import override_settings

from accounts.links import invitation_secret
from accounts.models import Token
from accounts.roles import Role
from providers.deciding import MOVES
from providers.models import Coverage, MeasureType, Signatory
from referrals import links
from referrals.facts import equality_invitation
from tests.databases import role
from tests.house.matrix import ABSENT, FOREIGN, OWN, Route
from tests.house.matrix_objects import World

NO_ID = uuid.UUID(int=7)
Values = tuple[Any, Any, Any]  # own, foreign, absent
Three = dict[str, dict[str, Any]]  # the same by name: {argument: value}


def places(world: World, route: Route, who: str) -> Three:
    """The arguments of the own, the foreign and the absent address, for this person. LookupError: nobody explained one."""
    if not route.arguments:
        return {OWN: {}}
    found: Three = {OWN: {}, FOREIGN: {}, ABSENT: {}}
    for name in route.arguments:
        for which, value in zip(found, _values(world, route, who, name), strict=True):
            found[which][name] = value
    return found


@contextmanager
def as_served(world: World, route: Route) -> Iterator[str]:
    """As the product serves this route: reports as a database role of their own, and an agency that vouches for its own
    people. → what stands behind its address.
    """
    if not route.name.startswith("reports:"):
        with override_settings(AGENCY_SIGN_IN=[AGENCY]):
            yield ""
        return
    earlier = world.reports[2]
    with role("safer_report", using="equality"), override_settings(PUBLIC_REPORT=True):
        yield {"reports:compare": f"?other={earlier.pk}", "reports:api_file": "?reason=check"}.get(route.name, "")


def _values(world: World, route: Route, who: str, name: str) -> Values:
    explained = HERE.get(f"{route.name} {name}") or EVERYWHERE.get(name)
    if explained is None:
        raise LookupError(f"tests/house/matrix_places.py does not say what {name} is in the address of {route.name}")
    return explained(world, who)


def _always(value: Any) -> Callable[[World, str], Values]:
    """Stands in all three: another argument of the address tells them apart."""
    return lambda world, who: (value, value, value)


def _case(world: World, who: str) -> Values:
    """Triage sees every case: to it, what exists and is no case is as foreign as can be."""
    return world.referral.reference, str(world.security.pk), "SR-2222-2222"


def _workstream(world: World, who: str) -> Values:
    own, foreign = world.workstream(who)
    return own.pk, foreign, NO_ID


def _move(world: World, who: str) -> Values:
    name = sorted(MOVES[world.workstream(who)[0].kind])[0]
    return name, name, name


def _call(world: World, who: str) -> Values:
    other = Role.TRIAGE_LEAD if who == Role.TRIAGE_WORKER else Role.TRIAGE_WORKER
    return world.calls.get(who, world.calls[other]), world.calls[other], NO_ID


def _passkey(world: World, who: str) -> Values:
    other = world.passkeys[Role.TRAINER if who == Role.FITTER else Role.FITTER]
    return world.passkeys.get(who, other), other, 2**31 - 1


MANAGED = {Role.SECURITY_COORDINATOR: "24-7-locks", Role.SUPPORT_MANAGER: "oasis"}  # other managers: every agency


def _member(world: World, who: str) -> Values:
    """A manager looks after their own agency; an administrator after all, so that an account is foreign to them."""
    if own := MANAGED.get(who):  # type: ignore[call-overload]
        return world.member_of(own), world.member_of("clarion"), NO_ID
    return world.member_of("oasis"), world.users[Role.TRAINER].pk, NO_ID


def _invited(world: World, who: str) -> Values:
    if own := MANAGED.get(who):  # type: ignore[call-overload]
        return world.invited[own][0].pk, world.invited["clarion"][0].pk, NO_ID
    return world.invited["oasis"][0].pk, world.users[Role.TRAINER].pk, NO_ID


def _colleague(world: World, who: str) -> Values:
    """Whose work may be handed over: somebody of one's own agency."""
    own = {Role.SECURITY_COORDINATOR: Role.FITTER, Role.SUPPORT_MANAGER: Role.SUPPORT_WORKER}.get(
        who, Role.TRIAGE_WORKER
    )  # type: ignore[call-overload]
    return world.users[own].pk, world.users[Role.COMMISSIONER].pk, NO_ID


def _password_link(world: World, who: str) -> Values:
    return world.users[Role.TRAINER].pk.hex, world.users[Role.FITTER].pk.hex, NO_ID.hex


def _key(world: World, who: str) -> Values:
    return (world.password_key,) * 3


def _invitation(world: World, who: str) -> Values:
    open_one, taken_back = world.invited["oasis"]
    return invitation_secret(open_one.pk), invitation_secret(taken_back.pk), "no-such-link"


def _recovery(world: World, who: str) -> Values:
    waiting, decided = world.recoveries
    return waiting.pk, decided.pk, NO_ID


def _key_of_a_system(world: World, who: str) -> Values:
    """An administrator reaches all of them: foreign is the account that asks with it."""
    world.keys  # noqa: B018 - so that there is one
    token = Token.objects.exclude(role="").filter(revoked_at=None).order_by("pk").first()
    return token.pk, token.user_id, NO_ID  # type: ignore[union-attr]


def _link(world: World, who: str) -> Values:
    return links.receipt_secret(world.referral.pk), links.secret_for(NO_ID, world.referral.pk), "no-such-link"


def _photograph(world: World, who: str) -> Values:
    return world.photographed[1], world.referral.pk, NO_ID


def _wording(world: World, who: str) -> Values:
    return world.wordings[1].pk, world.referral.pk, NO_ID


def _letter(world: World, who: str) -> Values:
    _, own, other = world.letters
    return own.pk, other.pk, NO_ID


def _kept(world: World, who: str) -> Values:
    _, own, other = world.kept
    return own.pk, other.pk, NO_ID


def _scheme(model: type[Model]) -> Callable[[World, str], Values]:
    """An administrator reaches all of the scheme: foreign is the id of something else."""
    return lambda world, who: (model._default_manager.order_by("pk").first().pk, world.referral.pk, NO_ID)  # type: ignore[union-attr]


def _agency(world: World, who: str) -> Values:
    return "oasis", "safer", "no-such-agency"


def _failed(world: World, who: str) -> Values:
    """What failed for good, what did not, and what is not there."""
    failed, sound = world.failed
    return failed.pk, sound.pk, NO_ID


AGENCY = {"slug": "kcc", "server": "http://127.0.0.1:9", "client": "safer", "secret": "none"}  # nobody answers there
EVERYWHERE: dict[str, Callable[[World, str], Values]] = {
    "reference": _case,
    "workstream_id": _workstream,
    "user_id": _colleague,
    "draft_id": _call,
    "delivery_id": _failed,
    "period": lambda world, who: ("2025Q2", "2025H1", "2025Q5"),
    "given_id": lambda world, who: (world.given.pk, world.reports[0].pk, NO_ID),
    "question_id": lambda world, who: (world.question.pk, world.reports[0].pk, NO_ID),
    "invitation": lambda world, who: (equality_invitation(uuid.uuid4()), "x:y:z", "x"),
    "release_id": lambda world, who: (world.reports[0].pk, world.reports[1].pk, NO_ID),
    "agency": lambda world, who: (AGENCY["slug"], "oasis", "no-such-agency"),
    "run_id": lambda world, who: (world.reports[1].pk, world.reports[0].pk, NO_ID),
}
HERE: dict[str, Callable[[World, str], Values]] = {
    "account_reset_password_from_key uidb36": _password_link,
    "account_reset_password_from_key key": _key,
    "mfa_edit_webauthn pk": _passkey,
    "mfa_remove_webauthn pk": _passkey,
    "accounts:withdraw pk": _invited,
    "accounts:person pk": _member,
    "accounts:end pk": _member,
    "accounts:lock pk": _member,
    "accounts:let_in pk": _member,
    "accounts:ask_recovery pk": _member,
    "accounts:organisation slug": _agency,
    **{f"providers:{name} slug": _agency for name in ("agency", "cover", "sign", "capacity", "close")},
    "providers:stop_covering pk": _scheme(Coverage),
    "providers:end_signature pk": _scheme(Signatory),
    "providers:reopen pk": lambda world, who: (world.closure.pk, world.referral.pk, NO_ID),
    "providers:renew_measure pk": _scheme(MeasureType),
    "providers:retire_measure pk": _scheme(MeasureType),
    "providers:photograph workstream_id": lambda world, who: (world.photographed[0].pk,) * 3,
    "providers:photograph photograph_id": _photograph,
    "accounts:recovery pk": _recovery,
    "accounts:revoke_key pk": _key_of_a_system,
    "accounts:invitation secret": _invitation,
    "referrals:back secret": lambda world, who: (*world.drafts, "no-such-link"),
    "referrals:link secret": _link,
    "referrals:decide_wording wording_id": _wording,
    "referrals:letter reference": lambda world, who: (world.letters[0].reference,) * 3,
    "referrals:letter letter_id": _letter,
    "referrals:let_know reference": lambda world, who: (world.kept[0].reference,) * 3,
    "referrals:let_know kept_id": _kept,
    "referrals:decide transition": _always("hold"),
    "referrals:correct_section name": _always("home"),
    "providers:move transition": _move,
    "governance:notice slug": lambda world, who: ("safer", "oasis", "no-such-notice"),
    "governance:version slug": _always("safer"),
    "governance:version version": lambda world, who: (1, 99, 98),
    "governance:large slug": _always("safer"),
    "governance:large version": lambda world, who: (1, 99, 98),
    "providers:equality workstream_id": lambda world, who: (world.oasis.pk, world.security.pk, NO_ID),
    "referrals:looked_person user_id": lambda world, who: (world.users[Role.FITTER].pk, world.referral.pk, NO_ID),
    **{f"reports:{page} name": _always("equality") for page in ("download", "why")},
    **{f"reports:{page} ending": _always("json") for page in ("download", "why", "public_download", "api_file")},
    "reports:public_download name": lambda world, who: ("equality", "safeguarding", "no-such-report"),
}
