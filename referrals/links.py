"""One-time links for referrers. The secret is worked out from the question, so that whoever sends the e-mail can write
it again and neither the outbox nor an event ever holds it.

A secret is base64url of 16 bytes question id, 16 bytes referral id, 16 bytes HMAC-SHA256 of both under SECRET_KEY. The
referral's id is in it because row-level security must be told which referral a link is for before it shows anything.
"""

import base64
import binascii
import hashlib
import hmac
import uuid
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

SALT = "referrals.links.question"
MAC_BYTES = 16
RECEIPT = uuid.UUID(int=0)  # in place of a question: the link of the receipt


@dataclass(frozen=True)
class Link:
    """What a genuine secret says. Whether the question is still open, the database knows."""

    question_id: uuid.UUID
    referral_id: uuid.UUID

    @property
    def is_receipt(self) -> bool:
        return self.question_id == RECEIPT


def secret_for(question_id: uuid.UUID, referral_id: uuid.UUID) -> str:
    """The secret part of the link to one question: 64 characters, the same every time."""
    ids = question_id.bytes + referral_id.bytes
    return base64.urlsafe_b64encode(ids + _mac(ids)).decode()


def receipt_secret(referral_id: uuid.UUID) -> str:
    """The secret part of the link in the receipt: to read that the referral arrived, and to withdraw it."""
    return secret_for(RECEIPT, referral_id)


def question_for(secret: str) -> Link | None:
    """Which question a secret opens, or None when we did not make it. Asks no database.

    Then: `with scoped(sight="link", referral=link.referral_id)` and fetch the question that is not answered yet.
    """
    try:
        raw = base64.b64decode(secret.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None
    if len(raw) != 32 + MAC_BYTES or not hmac.compare_digest(_mac(raw[:32]), raw[32:]):
        return None
    return Link(question_id=uuid.UUID(bytes=raw[:16]), referral_id=uuid.UUID(bytes=raw[16:32]))


def digest_of(secret: str) -> bytes:
    """What the database keeps of a link that was sent."""
    return hashlib.sha256(secret.encode()).digest()


def _mac(ids: bytes) -> bytes:
    return salted_hmac(SALT, ids.hex(), algorithm="sha256").digest()[:MAC_BYTES]
