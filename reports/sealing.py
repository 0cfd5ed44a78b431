"""The one way in which a report's data becomes bytes, so that its hash can be checked by anybody."""

import json
from hashlib import sha256
from typing import Any


def canonical(data: Any) -> bytes:
    """UTF-8 JSON, keys in order, no spaces."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256_of(data: Any) -> str:
    """Of the canonical JSON, in hexadecimal."""
    return sha256(canonical(data)).hexdigest()
