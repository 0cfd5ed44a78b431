"""What looks as if a machine had sent it. It is never refused and never thrown away: it waits for a person to read it."""

import ipaddress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from referrals.choices import Doubt
from referrals.models import Draft, Flood

# One statement, so that forms sent at the same moment are counted one after another. An empty bucket does not sink
# deeper: when the flood ends, the next hour's forms are believed again.
TAKE = """
    INSERT INTO referrals_flood AS known (part, day, tokens, at) VALUES (%(part)s, %(day)s, %(burst)s - 1, %(now)s)
    ON CONFLICT (part) DO UPDATE SET at = EXCLUDED.at, tokens = GREATEST(-1, LEAST(%(burst)s,
        known.tokens + GREATEST(0, EXTRACT(EPOCH FROM EXCLUDED.at - known.at)) * %(each_hour)s / 3600) - 1)
    RETURNING tokens
"""


def doubts_about(draft: Draft, *, trap: str, address: str) -> list[Doubt]:
    """Why this draft, sent now from `address`, may come from a machine; empty for most. Counts it."""
    now = timezone.now()
    found = {
        Doubt.TRAP: bool(trap),
        Doubt.FAST: now - draft.started_at < timedelta(seconds=settings.FORM_SECONDS),
        Doubt.FLOOD: _too_many(address, now),
    }
    return [doubt for doubt, holds in found.items() if holds]


def _too_many(address: str, now: datetime) -> bool:
    today = timezone.localdate(now)
    values: dict[str, Any] = {"part": part_of(address, today.isoformat()), "day": today, "now": now}
    values |= {"burst": settings.FORM_BURST, "each_hour": settings.FORM_PER_HOUR}
    with connection.cursor() as cursor:
        cursor.execute(TAKE, values)
        (tokens,) = cursor.fetchone()
    return bool(tokens < 0)


def part_of(address: str, day: str) -> str:
    """32 hex digits for a /24 of IPv4 or a /48 of IPv6 on one day. What is no address counts as one place."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return _digest("elsewhere", day)
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return _digest(str(ipaddress.ip_network((int(ip), 24 if ip.version == 4 else 48), strict=False)), day)


def _digest(part: str, day: str) -> str:
    return salted_hmac(f"referrals.flood.{day}", part, algorithm="sha256").hexdigest()[:32]


def forget_floods(now: datetime) -> int:
    """Delete what was counted on earlier days. → how many. For the system's scope."""
    return Flood.objects.filter(day__lt=timezone.localdate(now)).delete()[0]
