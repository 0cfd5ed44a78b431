"""The opaque keys of the equality page: a link, signed. Who made it is not known here, nor needed.

Three kinds: what intake hands over (referrals.facts.equality_key), the one-time link that is handed over later
(referrals.facts.equality_invitation), and what the page of such a link holds: with that one may write, but not read.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.core.signing import BadSignature, Signer, TimestampSigner

_LINK = re.compile(r"[0-9a-f]{64}")
LATER_LASTS = timedelta(days=1)
INVITATION_LASTS = timedelta(days=7)


@dataclass(frozen=True)
class Held:
    """What a genuine key opens. `may_read`: whether earlier answers are shown; never after a link that a worker made."""

    link: str
    may_read: bool


@dataclass(frozen=True)
class Invitation:
    """A genuine one-time link. `digest`: by which it is known as spent."""

    link: str
    digest: str


def held_by(key: str) -> Held | None:
    """None when the signature is not ours, or too old."""
    try:
        return _held(Signer(key=_key(), salt="equality-page").unsign(key), may_read=True)
    except BadSignature:
        pass
    try:
        return _held(_later().unsign(key, max_age=LATER_LASTS), may_read=False)
    except BadSignature:
        return None


def later_key(link: str) -> str:
    """For the pages behind a one-time link: to write and to delete, for a day, never to read."""
    return _later().sign(link)


def invitation_of(text: str) -> Invitation | None:
    """None when it is not ours or too old. Whether it was used, the database knows."""
    signer = TimestampSigner(key=_key(), salt="equality-invitation")
    try:
        link, _, chance = signer.unsign(text, max_age=INVITATION_LASTS).partition(".")
    except BadSignature:
        return None
    return Invitation(link, sha256(chance.encode()).hexdigest()) if _LINK.fullmatch(link) and chance else None


def _held(link: str, *, may_read: bool) -> Held | None:
    return Held(link, may_read) if _LINK.fullmatch(link) else None


def _later() -> TimestampSigner:
    return TimestampSigner(key=_key(), salt="equality-later")


def _key() -> str:
    return settings.EQUALITY_LINK_KEY.hex()
