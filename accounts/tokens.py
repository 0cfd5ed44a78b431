"""Keys of agencies' own systems: what they may do, how they look, and who asks with one."""

import hashlib
import secrets
import time
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from accounts.actors import ANONYMOUS, Actor
from accounts.models import Token
from accounts.secrets import derived

PREFIX = "safer_"  # so that programs which look for secrets in the wrong places find it
NOTED_EVERY = timedelta(minutes=1)


def new_secret() -> str:
    """49 characters, 256 bits of them by chance."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(secret: str) -> bytes:
    """A plain hash is enough: nobody guesses 256 bits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()


def bearer(request: HttpRequest) -> Actor:
    """The service account whose live key stands in the Authorization header, asked anew at every request; ANONYMOUS
    otherwise. Cookies and the address are not looked at.
    """
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        return ANONYMOUS
    now = timezone.now()
    found = Token.objects.filter(digest=digest_of(secret.strip()), revoked_at=None, expires_at__gt=now)
    token = found.select_related("organisation", "user").first()
    if token is None:
        return ANONYMOUS
    if token.last_used_at is None or now - token.last_used_at >= NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
    return Actor(
        kind="service",
        user_id=token.user_id,
        name=token.user.name,
        organisation_id=token.organisation_id,
        organisation_slug=token.organisation.slug,
        organisation_name=token.organisation.name,
        roles=frozenset({token.role} if token.role else ()),
    )


def too_often(request: HttpRequest, actor: Actor) -> bool:
    """Whether this system, or strangers from one place, ask more often than API_A_MINUTE allows. Counts it."""
    kind = "system" if actor.user_id else "stranger"
    whom = str(actor.user_id) if actor.user_id else derived("api", _place(request)).hex()
    name = f"api:{whom}:{int(time.time()) // 60}"
    cache.add(name, 0, timeout=120)
    try:
        return bool(cache.incr(name) > settings.API_A_MINUTE[kind])
    except ValueError:  # emptied at this very moment
        return False


def _place(request: HttpRequest) -> str:
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return "elsewhere"
