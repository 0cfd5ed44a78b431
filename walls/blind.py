"""Blind indexes: equal values give equal digests, and nobody without the key learns the value.

Source: design promise "blind indexes (HMAC) for reference, surname + date of birth, postcode, phone, e-mail".
"""

import hashlib
import hmac
import re
import unicodedata

from django.conf import settings

DIGEST_BYTES = 16


def digest(kind: str, *parts: str) -> bytes:
    """16 bytes of HMAC-SHA256 over the kind and the normalised parts; b'' when any part is empty."""
    return next(iter(digests(kind, *parts)), b"")


def digests(kind: str, *parts: str) -> list[bytes]:
    """The same under every key that is known, the current one first: to find what an older one made; [] for b''."""
    message = spelled(kind, *parts)
    return [_digest(key, message) for key in settings.BLIND_INDEX_KEY.every()] if message else []


def spelled(kind: str, *parts: str) -> bytes:
    """The kind and the normalised parts, equal for values that count as equal; b'' when any part is empty."""
    cleaned = [_NORMALISE.get(kind, plain)(part) for part in parts]
    return "\x1f".join([kind, *cleaned]).encode() if all(cleaned) else b""


def _digest(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()[:DIGEST_BYTES]


def plain(value: str) -> str:
    """Case, accents, spaces and punctuation do not matter when people spell a name twice."""
    decomposed = unicodedata.normalize("NFKD", value).casefold()
    return "".join(c for c in decomposed if c.isalnum())


def telephone(value: str) -> str:
    """UK numbers in one form: digits only, +44 and 0044 become 0."""
    digits = re.sub(r"\D", "", value)
    return re.sub(r"^(?:0044|44)0?", "0", digits)


def home(value: str) -> str:
    """What tells one home of a postcode from the next: its numbers and single letters ("Flat B, 12 …"), or its name. How
    street and town are written does not matter. A postcode stays whole.
    """
    letters = (c for c in unicodedata.normalize("NFKD", value).casefold() if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", re.sub(r"['’]", "", "".join(letters)))
    telling = [word for word in words if len(word) == 1 or any(c.isdigit() for c in word)]
    return "".join(telling) or plain(re.split(r"[,\r\n]", value.strip())[0])


_NORMALISE = {"telephone": telephone, "home": home}
