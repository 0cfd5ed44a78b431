"""Handlers of events: a referral becomes a coarse fact. The only code here that may still ask about a referral.

Every handler may run again for the same event, or late: what it writes depends on the referral as it is now.
`config/wiring.py` names the events.
"""

import hashlib
import hmac

from django.conf import settings
from django.db import transaction

from equality import work
from equality.codes import BEGUN, CHILDREN, NOT_STATED, SENT, SPENDS, WAITS, Choices
from equality.disclosure.periods import quarter_of
from equality.models import Answers, Fact, Severed
from equality.models.fact import UNCOUNTED
from equality.scope import ALIAS
from journal.models import Event
from providers.facts import NO_WORK, WorkFact, work_fact
from referrals.facts import ReferralFact, equality_link, referral_fact

NOTHING_SAID = {"ethnicity": NOT_STATED, "disability": NOT_STATED, "condition": "not_recorded"}


def referral_changed(event: Event) -> None:
    """The referral came in, ended, was reopened or turned out to be a duplicate: its facts say so."""
    if event.case_id is not None:
        take_in(referral_fact(event.case_id), work_fact(event.case_id))


def consent_withdrawn(event: Event) -> None:
    """Consent was taken back (S1.45). With all of it, or that to the equality questions, the answers are deleted and the
    facts say "not stated"."""
    if event.case_id is not None and (event.data.get("everything") or event.data.get("equality")):
        forget(equality_link(event.case_id))
        take_in(referral_fact(event.case_id), work_fact(event.case_id))


def take_in(fact: ReferralFact, done: WorkFact = NO_WORK) -> None:
    """Write the facts of one referral, at most one of each kind. What is counted already stays as it was counted."""
    with transaction.atomic(using=ALIAS):
        if Severed.objects.filter(link=fact.link).exists():
            return
        if not fact.counted:
            Fact.objects.filter(link=fact.link).delete()
            return
        _write(fact, Fact.Kind.ENTERED, quarter_of(fact.entered_on))
        if fact.closed_on:
            _write(fact, Fact.Kind.ENDED, quarter_of(fact.closed_on), **_ending(fact, done))
        else:
            Fact.objects.filter(link=fact.link, kind=Fact.Kind.ENDED, counted_in=UNCOUNTED).delete()


def forget(link: str) -> None:
    """Delete what was answered, and what the facts that can still be found have taken from it."""
    with transaction.atomic(using=ALIAS):
        Answers.objects.filter(link=link).delete()
        Fact.objects.filter(link=link).update(**NOTHING_SAID)


def _write(fact: ReferralFact, kind: Fact.Kind, quarter: str, **ending: str) -> None:
    if Fact.objects.filter(link=fact.link, kind=kind).exclude(counted_in=UNCOUNTED).exists():
        return
    Fact.objects.update_or_create(
        link=fact.link,
        kind=kind,
        defaults={
            "quarter": quarter,
            "person": _person_in(quarter, fact.person),
            "district": fact.district,
            "gender": fact.gender,
            "age_band": fact.age_band,
            "children": CHILDREN[min(fact.children, len(CHILDREN) - 1)][0],
            **ending,
        },
    )


def _ending(fact: ReferralFact, done: WorkFact) -> dict[str, str]:
    """What is known only once it has ended: why, what was done, how long it took."""
    done_as = _work(fact.wait_days, done)
    return {"outcome": fact.outcome, "first_look": fact.first_look, "triage": fact.triage, "work": done_as}


def _work(wait_days: int | None, done: WorkFact) -> str:
    if wait_days is None:
        return work.NOTHING
    wait = _band(wait_days, WAITS)
    if done.kinds:
        spend = _band(-(-done.pence // 100), SPENDS)
        return work.fitted(
            wait, _pace(done.pace.accepted, done.pace.visited, done.pace.installed), spend, done.kinds
        ).code
    return work.Work(wait, BEGUN, _pace(done.pace.accepted)).code if done.begun else work.Work(wait, SENT).code


def _pace(*kept: str) -> str:
    """A letter for each clock, "" unless all of them are recorded."""
    return "".join(work.LETTERS[known] for known in kept) if all(kept) else ""


def _band(number: int, bands: Choices) -> str:
    """The first band that reaches as far; their codes are upper limits, the last has none."""
    return next((code for code, _ in bands if code.isdecimal() and number <= int(code)), bands[-1][0])


def _person_in(quarter: str, person: str) -> str:
    """Equal for one person within one quarter only, so that nobody can be followed from quarter to quarter."""
    if not person:
        return ""
    return hmac.new(settings.EQUALITY_LINK_KEY, f"{quarter}|{person}".encode(), hashlib.sha256).hexdigest()
