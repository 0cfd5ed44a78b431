"""Sessions are sealed in the database: while somebody enrols, theirs holds the seed of their authenticator."""

import json
from typing import Any

from walls import keys

ABOUT = b"session"


class Sealed:
    """Django's session serializer: JSON, encrypted with the wrapping key. `key id \\n sealed bytes`."""

    def dumps(self, obj: Any) -> bytes:
        key_id, sealed = keys.wrap(json.dumps(obj, separators=(",", ":")).encode(), ABOUT)
        return key_id.encode() + b"\n" + sealed

    def loads(self, data: bytes) -> Any:
        """An unreadable session is an empty one: its owner signs in again."""
        key_id, _, sealed = data.partition(b"\n")
        try:
            return json.loads(keys.unwrap(key_id.decode(), sealed, ABOUT))
        except (keys.Unreadable, UnicodeDecodeError):
            return {}
