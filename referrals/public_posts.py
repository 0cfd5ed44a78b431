"""Public forms have no cookie, so no cookie can protect them: where a post comes from, and a signed token, do.

A browser says with Sec-Fetch-Site or Origin which site made it post; a page elsewhere cannot forge either. Older browsers
say nothing, or "null" because our pages ask for no referrer: then the token must be one that we signed.
"""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from referrals.actions import drafts
from referrals.models.draft import LIFETIME

log = logging.getLogger(__name__)

SALT = "referrals.draft"
Answer = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Token:
    """What a token said. `ours`: we signed it, perhaps long ago. `draft_id`: None when it opens nothing any more."""

    ours: bool
    draft_id: uuid.UUID | None


def token_for(draft_id: uuid.UUID) -> str:
    """For the hidden field of every page; good for 90 days."""
    return TimestampSigner(salt=SALT).sign(draft_id.hex)


def read_token(text: str) -> Token:
    """Never raises: what cannot be read opens nothing."""
    signer = TimestampSigner(salt=SALT)
    try:
        return Token(ours=True, draft_id=uuid.UUID(hex=signer.unsign(text, max_age=LIFETIME)))
    except SignatureExpired:
        return Token(ours=True, draft_id=None)
    except (BadSignature, ValueError):
        return Token(ours=False, draft_id=None)


def own_posts(view: Answer) -> Answer:
    """In place of the CSRF cookie: posts that another site caused get a page in plain words, and change nothing.

    A view that takes `secret` from its address has the secret as its token and checks it itself.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not comes_from_here(request, by_secret="secret" in kwargs):
            return refused(request)
        return view(request, *args, **kwargs)

    return csrf_exempt(checked)


def comes_from_here(request: HttpRequest, *, by_secret: bool = False) -> bool:
    """By what the browser says of the post's origin; when it says nothing, by the token, or by the secret in a link."""
    site = request.headers.get("Sec-Fetch-Site", "")
    if site:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin", "null")
    if origin != "null":
        return origin == f"{request.scheme}://{request.get_host()}"
    return by_secret or read_token(request.POST.get("token", "")).ours


def address_of(request: HttpRequest) -> str:
    """Where it came from, past the front servers that we know; "" when nobody can say."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""


def refused(request: HttpRequest) -> HttpResponse:
    """403, with what to do next."""
    return render(request, "referrals/refer/refused.html", status=403)


def close_draft(request: HttpRequest) -> None:
    """The exit was used with a form on the screen: its token opens nothing any more. Leaving never waits for a fault."""
    draft_id = read_token(request.POST.get("token", "")).draft_id
    if draft_id is None or not comes_from_here(request):
        return
    try:
        drafts.leave(draft_id)
    except DatabaseError as fault:  # away, or busy: the person is gone all the same, and the draft stays sealed
        log.warning("a draft could not be closed: %s", type(fault).__name__)
