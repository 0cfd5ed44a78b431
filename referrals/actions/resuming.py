"""Leaving a draft and coming back to it: a link with a secret that works once, mailed to the referrer. And the end of
drafts that nobody came back to (domain.md: deleted after 90 days, warned first).
"""

import base64
import binascii
import secrets
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.actors import REFERRER, SYSTEM
from journal.actions import record
from referrals.actions.drafts import Closed
from referrals.models import Draft
from walls.models import CaseKey
from walls.refusals import Refused

RESUME, WARNED = "_resume", "_warned"  # kept beside the pages of a draft, sealed like them
MOST_LINKS = 5  # so that nobody can flood a mailbox from here
WARN_BEFORE = timedelta(days=7)
SECRET_BYTES = 24


def address_of(draft: Draft) -> str:
    """The referrer's e-mail address as it stands in the draft, '' when it was not given."""
    for slug in ("referrer", "authority"):
        given = (draft.answers.get(slug) or {}).get("referrer_email")
        if given:
            return str(given[0])
    return ""


def ask_for_link(draft: Draft) -> None:
    """Put a new secret into the draft; the event's handler mails it. Links sent before stop working."""
    sent = draft.answers.get(RESUME, {}).get("sent", 0)
    if sent >= MOST_LINKS:
        raise Refused("Five links have been sent already. Use the newest one, or send the referral now.")
    _arm(draft, sent + 1)
    record("draft.saved", by=REFERRER, subject=draft)


def _arm(draft: Draft, sent: int) -> None:
    draft.answers = {**draft.answers, RESUME: {"secret": secrets.token_hex(SECRET_BYTES), "sent": sent}}
    draft.save(update_fields=["answers", "changed_at"])


def secret_of(draft: Draft) -> str:
    """What stands in the mailed link, '' when it was used: the draft's id and the secret, base64url."""
    secret = draft.answers.get(RESUME, {}).get("secret", "")
    return base64.urlsafe_b64encode(draft.id.bytes + bytes.fromhex(secret)).decode() if secret else ""


def draft_named(text: str) -> uuid.UUID:
    """The draft that a link is for. Raises Closed when it is no link of ours."""
    try:
        raw = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise Closed from None
    if len(raw) != 16 + SECRET_BYTES:
        raise Closed
    return uuid.UUID(bytes=raw[:16])


def come_back(text: str, *, use: bool) -> Draft:
    """The draft of a mailed link, also after the exit was used. `use`: open it now, which the link can do once.

    Call it within the draft's scope. Raises Closed.
    """
    found = Draft.objects.select_related("key").select_for_update(of=("self",))
    draft = found.filter(pk=draft_named(text), expires_at__gt=timezone.now(), reference="").first()
    if draft is None or not constant_time_compare(secret_of(draft), text):
        raise Closed
    if use:
        draft.answers = {**draft.answers, RESUME: {**draft.answers[RESUME], "secret": ""}}
        draft.left_at = None
        draft.save(update_fields=["answers", "left_at", "changed_at"])
    return draft


@transaction.atomic
def warn_of_end(now: datetime) -> int:
    """Tell whoever began an unsent draft that it ends within 7 days, once. → how many were told. For the system's scope.

    The referrer by a link in an e-mail; of a call a worker took, that worker and nobody else: a link would open what they
    noted.
    """
    ending = Draft.objects.select_related("key").select_for_update(of=("self",), skip_locked=True)
    told = 0
    for draft in ending.filter(reference="", expires_at__gt=now, expires_at__lte=now + WARN_BEFORE):
        if draft.answers.get(WARNED) or not (draft.worker_id or address_of(draft)):
            continue
        draft.answers = {**draft.answers, WARNED: True}
        if draft.worker_id:
            draft.save(update_fields=["answers"])
        else:
            _arm(draft, draft.answers.get(RESUME, {}).get("sent", 0))
        record("call.ending" if draft.worker_id else "draft.ending", by=SYSTEM, subject=draft)
        told += 1
    return told


@transaction.atomic
def delete_ended(now: datetime) -> int:
    """Destroy drafts past their 90 days, with the keys that sealed them. → how many. For the system's scope."""
    keys = list(Draft.objects.filter(expires_at__lte=now).values_list("key_id", flat=True))
    CaseKey.objects.filter(pk__in=keys).delete()
    return len(keys)
