"""Second factors: who has one, and what this session has proved with it."""

import time

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from accounts.models import User

AGENCY = "agency"
SECOND = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: User) -> bool:
    """Recovery codes alone do not count: they stand in for a factor that exists."""
    return bool(Authenticator.objects.filter(user=user, type__in=SECOND).exists())


def has_passkey(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists())


def has_another(authenticator: Authenticator) -> bool:
    """Whether the person keeps a second factor when this one goes."""
    if authenticator.type not in SECOND:
        return True
    others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=SECOND)
    return bool(others.exclude(pk=authenticator.pk).exists())


def proved(request: HttpRequest) -> bool:
    """Whether this session has shown a second factor (or made one). The database is not asked."""
    return _latest(request, "mfa") > 0


def confirmed_recently(request: HttpRequest) -> bool:
    """Whether this session proved itself within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds: with a second factor when the
    person has one, here or at their agency, else with what brought them here.
    """
    if not request.user.is_authenticated:
        return False
    second = proved(request) or has_second_factor(request.user)
    latest = max(_latest(request, way) for way in (("mfa",) if second else ("password", "socialaccount")))
    return time.time() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def mark_proved(request: HttpRequest, kind: str) -> None:
    """The person made a second factor in this session, which shows that they hold it."""
    record_authentication(request, request.user, "mfa", type=kind, enrolled=True)


def mark_elsewhere(request: HttpRequest, user: User, at: int, two_steps: bool) -> None:
    """The person's agency vouched for them at this moment (seconds since 1970), with a second step or without."""
    record_authentication(request, user, "socialaccount", at=at)
    if two_steps:
        record_authentication(request, user, "mfa", type=AGENCY, at=at)


def shown_elsewhere(request: HttpRequest, user: User) -> bool:
    """Whether this session has the agency's word for a second step."""
    records = get_authentication_records(request, user)
    return any((record["method"], record.get("type")) == ("mfa", AGENCY) for record in records)


def _latest(request: HttpRequest, method: str) -> float:
    """When this session last proved itself by `method` ('password' or 'mfa'), in seconds since 1970; 0 if never."""
    if not request.user.is_authenticated:
        return 0.0
    records = get_authentication_records(request, request.user)
    return max((float(record["at"]) for record in records if record["method"] == method), default=0.0)
