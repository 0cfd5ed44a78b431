"""What the equality database knows of a copied referral: its answers and its facts."""

import secrets
import uuid
from datetime import date
from functools import cache
from typing import Any

from config.sample.patterns import Copy
from config.sample.people import Kent
from config.sample.triage_story import said
from equality.codes import CHILDREN
from equality.disclosure.periods import quarter_of
from equality.models import Answers, Fact
from governance.clocks import LONDON
from referrals.facts import equality_link
from referrals.models import Referral
from referrals.policies import age_band
from referrals.states import UNCOUNTED

ENDING = ("outcome", "work", "first_look", "triage")
Rows = tuple[type[Any], list[list[Any]]]


def figures_of(referral: Referral, copy: Copy, kent: Kent) -> tuple[Rows, Rows]:
    """Rows for the answers and for the facts; none for a duplicate."""
    link = equality_link(copy.ids[referral.pk])
    entered = (referral.received_at + copy.shift).astimezone(LONDON).date()
    if referral.state in UNCOUNTED:
        return (Answers, []), (Fact, [])
    facts = [_fact(link, "entered", entered, referral, copy, entered)]
    if referral.ended_at:
        facts.append(_fact(link, "ended", (referral.ended_at + copy.shift).date(), referral, copy, entered))
    answers = [_answers(link, entered, kent)] if kent.chance(64) else []
    return (Answers, answers), (Fact, facts)


def _answers(link: str, on: date, kent: Kent) -> list[Any]:
    row = Answers(link=link, notice_version="safer 1", asked_on=on, answered_on=on)
    row.say(said(kent))
    return _values(row)


def _fact(link: str, kind: str, on: date, referral: Referral, copy: Copy, entered: date) -> list[Any]:
    who = copy.identity
    row = Fact(
        link=link,
        kind=kind,
        quarter=quarter_of(on),
        person=secrets.token_hex(32),
        district=referral.district,
        gender=who["gender"],
        age_band=age_band(date.fromisoformat(who["date_of_birth"]), entered),
        children=CHILDREN[min(referral.children, len(CHILDREN) - 1)][0],
        **(_ending(referral.pk) if kind == "ended" else {}),
    )
    return _values(row)


@cache
def _ending(walked: uuid.UUID) -> dict[str, str]:
    """How it ended and what was done, as the walked referral's own fact says."""
    facts = Fact.objects.filter(link=equality_link(walked), kind=Fact.Kind.ENDED)
    return dict(zip(ENDING, facts.values_list(*ENDING).get(), strict=True))


def _values(row: Any) -> list[Any]:
    return [getattr(row, field.attname) for field in row._meta.concrete_fields]
