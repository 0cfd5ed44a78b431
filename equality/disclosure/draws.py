"""Keyed draws: chance that only the holder of the secret can repeat."""

import hashlib
import hmac

_WORD = 8


def uniform(secret: bytes, *parts: str) -> float:
    """A number in [0, 1) that depends on the secret and the parts only."""
    digest = hmac.new(secret, "|".join(parts).encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:_WORD], "big") / 2.0 ** (8 * _WORD)


def target(count: int, draw: float, *, base: int, zero_up: float) -> int:
    """Where the rounding would like a cell to go, in bases: up with probability (count mod base) / base."""
    down, rest = divmod(count, base)
    if count == 0:
        return int(draw < zero_up)
    return down + int(draw * base < rest)
