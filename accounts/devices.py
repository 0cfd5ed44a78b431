"""Browsers that somebody has signed in from. There is no lasting cookie, so a browser is known by what it says of itself,
without its version, and by the part of the internet it comes from.
"""

import hashlib
import hmac
import ipaddress
import re

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.models import KnownDevice, User
from accounts.secrets import derived

# What a browser calls itself, the more particular first: each also names those that it imitates.
BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "iPhone": "an iPhone", "iPad": "an iPad", "Android": "Android", "Windows": "Windows", "Mac OS": "a Mac", "Linux": "Linux",
}  # fmt: skip


def in_words(agent: str) -> str:
    """ "Firefox on Windows", for somebody who looks at where they are signed in."""
    browser = next((name for sign, name in BROWSERS.items() if sign in agent), "Another program")
    system = next((name for sign, name in SYSTEMS.items() if sign in agent), "")
    return f"{browser} on {system}" if system else browser


def meet(request: HttpRequest, user: User) -> bool:
    """Remember where this person signs in from. → True when they have been known elsewhere, and never from here."""
    known_elsewhere = KnownDevice.objects.filter(user=user).exists()
    _, new = KnownDevice.objects.get_or_create(user=user, digest=_digest(request, user))
    return new and known_elsewhere


def _digest(request: HttpRequest, user: User) -> bytes:
    """32 bytes that say nothing without SECRET_KEY, and nothing of two people who share a computer."""
    browser = re.sub(r"[\d._]+", "", request.headers.get("User-Agent", ""))
    said = f"{user.pk}\x1f{browser}\x1f{_part(request)}"
    return hmac.new(derived("device", "digest"), said.encode(), hashlib.sha256).digest()


def _part(request: HttpRequest) -> str:
    """The /16 of an address, the /32 of IPv6: wide enough for somebody whose provider gives them a new one each day."""
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except (PermissionDenied, ValueError):
        return ""
    return str(ipaddress.ip_network((address, 16 if address.version == 4 else 32), strict=False))
