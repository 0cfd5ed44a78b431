"""The one way in which a report's data becomes bytes, so that its hash can be checked by anybody."""

import hmac
import json
from hashlib import sha256
from typing import Any

from django.conf import settings


def canonical(data: Any) -> bytes:
    """UTF-8 JSON, keys in order, no spaces."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256_of(data: Any) -> str:
    """Of the canonical JSON, in hexadecimal."""
    return sha256(canonical(data)).hexdigest()


def seal_of(figures: Any) -> str:
    """HMAC-SHA256 of the canonical JSON under ROUNDING_SECRET, in hexadecimal: says that nothing changed, to us alone."""
    return hmac.new(settings.ROUNDING_SECRET, canonical(figures), sha256).hexdigest()
