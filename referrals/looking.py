"""Who has looked at what: of one case for a triage lead, of one case or one person for the information-rights officer.

Ids, references, times and codes. The officer's sight opens no case (journal/migrations/0004_review.py).
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import User
from journal.models import Access
from journal.queries import gave_reason, readers_of
from referrals import choices
from referrals.access import hidden_from
from referrals.models import Registered
from referrals.paging import Page, Segment, paged

NEWEST = (Segment(Q(), "at", descending=True),)
MANY = 10  # references of a list that are named; the rest is counted

PLACES = {
    "governance:failed": "Something that did not get through",
    "governance:undelivered": "The list of what did not get through",
    "referrals:call": "A call in progress",
    "referrals:case": "The case page",
    "referrals:contact": "The contact log",
    "referrals:correct": "Corrections",
    "referrals:decide": "A decision",
    "referrals:duplicates": "Beside another referral",
    "referrals:hand_over": "Handing over work",
    "referrals:known": "“I know somebody in this referral”",
    "referrals:letter": "A message to the person",
    "referrals:looked_case": "Who has looked at it",
    "referrals:looked_person": "What somebody has looked at",
    "referrals:must_not_know": "Who must not know of it",
    "referrals:phone": "Unfinished calls",
    "referrals:print": "On paper",
    "referrals:search": "A search",
    "referrals:sharing": "The sharing register",
    "referrals:sharing_csv": "The sharing register, as a file",
    "referrals:why": "Opening it, outside their own work",
    "referrals:worklist": "The worklist",
    "referrals:write": "Writing to the person",
    "providers:address": "The address of the home",
    "providers:dispatch": "Sending it to a provider",
    "providers:equality": "Asking the equality questions later",
    "providers:hand_over": "Handing over a provider’s work",
    "providers:letter": "The letter to the owner of the home",
    "providers:move": "A step of a provider’s work",
    "providers:photograph": "A photograph of the home",
    "providers:workstream": "The page of a provider’s work",
    "providers:worklist": "A provider’s worklist",
}


REASONS = {reason.value: reason.label for reasons in (choices.PrintReason, choices.LookReason) for reason in reasons}


def said_why_today(actor: Actor, case_id: uuid.UUID) -> bool:
    """Whether this person has said today, London's, why they look at this case outside their own work."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return gave_reason(actor.own_id, case_id, choices.LookReason.values, midnight)


def readers(case_id: uuid.UUID, after: str = "") -> Page[Access]:
    """Everybody who has looked at one case, newest first."""
    return paged(readers_of(case_id), NEWEST, after)


def looks_of(user_id: uuid.UUID, after: str = "") -> Page[Access]:
    """Everything that one person has looked at, newest first."""
    return paged(Access.objects.filter(actor_id=user_id), NEWEST, after)


def case_named(by: Actor, reference: str) -> uuid.UUID | None:
    """The id of the case with this reference, unless there is none or it is kept from the asking person."""
    cases = Registered.objects.exclude(pk__in=hidden_from(by))
    return cases.filter(reference=reference.upper()).values_list("pk", flat=True).first()


def references(by: Actor, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The references of these cases, without those that are kept from the asking person."""
    cases = Registered.objects.exclude(pk__in=hidden_from(by))
    return dict(cases.filter(pk__in=set(ids)).values_list("pk", "reference"))


def table_of(reads: list[Access], caption: str) -> dict[str, Any]:
    """When, who, where and why, as a table."""
    names = dict(User.objects.filter(pk__in={read.actor_id for read in reads}).values_list("pk", "name"))
    rows = [[_when(read), names.get(read.actor_id or uuid.UUID(int=0), "The system"), _where(read)] for read in reads]
    return _table(caption, ("When", "Who", "Where"), rows, "Nobody has looked at it.")


def table_of_person(reads: list[Access], named: dict[uuid.UUID, str], caption: str) -> dict[str, Any]:
    """When, where and why, and which referrals it showed."""
    rows = [[_when(read), _where(read), _which(read, named)] for read in reads]
    return _table(caption, ("When", "Where", "Referrals"), rows, "Nothing was shown to this person.")


def _table(caption: str, labels: tuple[str, ...], rows: list[list[str]], empty: str) -> dict[str, Any]:
    return {"caption": caption, "columns": [{"label": label} for label in labels], "rows": rows, "empty": empty}


def _when(read: Access) -> str:
    return f"{timezone.localtime(read.at):%-d %b %Y, %H:%M:%S}"


def _where(read: Access) -> str:
    """The page, and the code of a reason in words."""
    why = REASONS.get(read.reason, "")
    return PLACES.get(read.what, read.what) + (f": {why}" if why else "")


def _which(read: Access, named: dict[uuid.UUID, str]) -> str:
    """The references; a case that is gone has none."""
    known = [named.get(pk, "a referral that is gone") for pk in read.case_ids]
    more = f" and {len(known) - MANY} more" if len(known) > MANY else ""
    return ", ".join(known[:MANY]) + more or "None"
