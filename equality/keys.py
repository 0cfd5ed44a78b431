"""The opaque key that intake hands to the equality page: a link, signed. Who made it is not known here, nor needed."""

import re

from django.conf import settings
from django.core.signing import BadSignature, Signer

_LINK = re.compile(r"[0-9a-f]{64}")


def link_of(key: str) -> str | None:
    """The link inside a key as `referrals.facts.equality_key` makes it; None when the signature is not ours."""
    signer = Signer(key=settings.EQUALITY_LINK_KEY.hex(), salt="equality-page")
    try:
        link = signer.unsign(key)
    except BadSignature:
        return None
    return link if _LINK.fullmatch(link) else None
