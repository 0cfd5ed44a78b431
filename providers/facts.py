"""What people see of a workstream and of the referral behind it: only what the two registers give their audience."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.actors import Actor
from governance.register import Audience, Field
from providers import choices
from providers.access import EVERYTHING
from providers.models import Fitting, MeasureType, SecurityStep, SecurityWorkstream, SupportStep, Workstream
from providers.pace import Pace, pace_of
from providers.queries import fitted_pence
from providers.register import REGISTER
from referrals import facts as shared
from referrals.choices import Means
from referrals.facts import Shown
from referrals.models import ContactPoint, Referral
from referrals.policies import call_advice
from referrals.register import REGISTER as OF_REFERRALS

_WORDS: Mapping[str, type[models.TextChoices]] = {
    "permission_evidence": choices.Evidence,
    "purpose": choices.Purpose,
    "status": choices.VisitState,
    "no_access_reason": choices.NoAccess,
    "cancelled_reason": choices.Cancelled,
    "cost_refused_reason": choices.CostRefused,
    "removed_reason": choices.Removal,
    "found": choices.Check,
    "way": choices.Way,
    "outcome": choices.Reached,
    "area": choices.Area,
    "progress": choices.Progress,
}
USUAL = {("no_access_count", 0), ("quote_version", 1)}  # what goes without saying
_REASONS = (choices.ReturnReason, choices.RecallReason, choices.EndReason)

# The kinds of measures that statistics tell apart; whatever is not named here is "other".
KIND_OF = {
    **dict.fromkeys(("mortice-deadlock", "extra-lock", "lock-change"), "locks"),
    **dict.fromkeys(("door", "london-bar", "birmingham-bar", "hinge-bolts", "door-chain", "door-viewer"), "doors"),
    **dict.fromkeys(("window-locks", "window-alarm", "glazing-film"), "windows"),
    **dict.fromkeys(("letterbox", "smoke-alarm", "fire-safety-kit"), "fire"),
    **dict.fromkeys(("security-light", "video-doorbell", "cctv", "personal-alarm"), "watch"),
}


@dataclass(frozen=True)
class WorkFact:
    """All that statistics may know of what providers did for one referral. `pence`: of all measures fitted. `pace`: how
    it went against the clocks."""

    begun: bool
    kinds: frozenset[str]
    pence: int
    pace: Pace = field(default_factory=Pace)


NO_WORK = WorkFact(begun=False, kinds=frozenset(), pence=0)


def work_fact(referral_id: uuid.UUID) -> WorkFact:
    """What was done for one referral, by all providers together. The caller needs a scope that sees them."""
    fittings = list(Fitting.objects.filter(referral_id=referral_id).values_list("measure__code", "cost_pence"))
    begun = any(
        steps.objects.filter(referral_id=referral_id, transition="accept").exists()
        for steps in (SecurityStep, SupportStep)
    )
    kinds = frozenset(KIND_OF.get(code, "other") for code, _ in fittings)
    return WorkFact(begun=begun, kinds=kinds, pence=sum(pence for _, pence in fittings), pace=pace_of(referral_id))


def audience_of(actor: Actor, kind: str) -> Audience:
    """As whom this person reads a workstream of this kind."""
    if actor.may_any(EVERYTHING):
        return Audience.TRIAGE
    return Audience.SECURITY if kind == "security" else Audience.SUPPORT


def of_work(audience: Audience, row: models.Model, model: str) -> list[Shown]:
    """The register's fields of one row of a workstream that this audience may see, in words; empty ones left out."""
    found = [_shown(field, row) for field in REGISTER.seen_by(audience, model)]
    return [one for one in found if one.value]


def words_of(audience: Audience, row: models.Model, model: str) -> dict[str, str]:
    """The same, as {attribute: words}; an attribute that this audience may not see is not there."""
    return {one.name.partition(".")[2]: one.value for one in of_work(audience, row, model)}


def _shown(field: Field, row: Any) -> Shown:
    return Shown(field.name, field.label, field.section, in_words(field.attribute, getattr(row, field.attribute)))


def in_words(attribute: str, value: Any) -> str:
    """A stored value as people say it: money in pounds, days in words, choices by their label."""
    if value is None or value == "" or (attribute, value) in USUAL:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, bytes):
        return "A photograph"
    if isinstance(value, MeasureType):
        return value.name
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        return f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M}"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if attribute.endswith("_pence"):
        return f"£{value / 100:,.2f}"
    if attribute == "months":
        return f"After {value} months"
    if attribute == "reason":
        return reason_words(value)
    return str(_WORDS[attribute](value).label) if attribute in _WORDS else str(value)


def reason_words(code: str) -> str:
    """A coded reason of any kind, in words."""
    return next((str(kind(code).label) for kind in _REASONS if code in kind.values), "")


def referral_of(row: Workstream) -> Referral | None:
    """The referral, None when row-level security no longer shows it to whoever asks."""
    return referrals_of([row]).get(row.referral_id)


def referrals_of(rows: Iterable[Workstream]) -> dict[uuid.UUID, Referral]:
    """{id: referral} of those that the asker's sight shows, in one query; their keys come with the workstreams."""
    keys = {row.referral_id: row.key for row in rows}
    found = Referral.objects.in_bulk(list(keys))
    for referral in found.values():
        referral.key = keys[referral.pk]
    return found


def points_of(referrals: Mapping[uuid.UUID, Referral]) -> dict[uuid.UUID, list[ContactPoint]]:
    """{id of the referral: its numbers and addresses}, in one query."""
    found: dict[uuid.UUID, list[ContactPoint]] = {}
    for point in ContactPoint.objects.filter(referral_id__in=list(referrals)):
        key = referrals[point.referral_id].key
        if key is not None:
            point.key = key
        found.setdefault(point.referral_id, []).append(point)
    return found


@dataclass(frozen=True)
class Card:
    """What a list shows of one case. Empty when nothing is shared any more."""

    first_name: str = ""
    district: str = ""
    risk_level: str = ""
    children: str = ""


def card(audience: Audience, referral: Referral | None) -> Card:
    """Only fields that the register gives this audience; the others stay empty."""
    if referral is None:
        return Card()
    return Card(**{name: _value(audience, referral, name) for name in Card.__dataclass_fields__})


def _value(audience: Audience, referral: Referral, name: str) -> str:
    field = OF_REFERRALS[f"referral.{name}"]
    if not field.on or audience not in field.audiences:
        return ""
    value = getattr(referral, name)
    return str(value) if type(value) is int else shared.in_words(name, value)


def call_now(audience: Audience, points: Iterable[ContactPoint]) -> dict[str, Any]:
    """Safe to call now?, with the reason; for the header of the page."""
    fields = {field.attribute for field in OF_REFERRALS.seen_by(audience, "contact_point")}
    phone = next((point for point in points if point.means == Means.PHONE), None)
    if phone is None or not {"safe", "hours", "voicemail", "code_word"} <= fields:
        return {"ok": False, "words": "Do not call", "why": "No phone number is known"}
    advice = call_advice(phone.safe, phone.hours, phone.voicemail, phone.code_word, timezone.now())
    return {"ok": advice.ok, "words": advice.words, "why": advice.why}


def safe_hours(audience: Audience, points: Iterable[ContactPoint]) -> str:
    """When contact is safe, in the words that were given; "" when there are none, or this audience may not see them."""
    fields = {field.attribute for field in OF_REFERRALS.seen_by(audience, "contact_point")}
    phone = next((point for point in points if point.means == Means.PHONE), None)
    return phone.hours or "" if phone and "hours" in fields else ""


def name_of(audience: Audience, referral: Referral) -> str:
    """The person's name, as far as the register gives it to this audience."""
    return " ".join(filter(None, (_value(audience, referral, name) for name in ("first_name", "last_name"))))


def approval_limit() -> int:
    """Pence above which a triage lead approves an assessment."""
    return int(settings.COST_APPROVAL_LIMIT_PENCE)


def above_limit(row: Workstream) -> bool:
    return isinstance(row, SecurityWorkstream) and (row.estimate_pence or 0) > approval_limit()


def cost_refused(row: Workstream) -> bool:
    """Whether the quote as it stands was refused: the firm changes it."""
    return isinstance(row, SecurityWorkstream) and row.state == "assessed" and row.cost_refused_reason != ""


def waits_for_lead(row: Workstream) -> bool:
    """Whether a cost waits for a triage lead."""
    return row.state == "assessed" and above_limit(row) and not cost_refused(row)


# In these the estimate is what was approved; in `assessed` it waits to be.
APPROVED = frozenset({"approved", "install_booked", "installed", "signed_off", "complete"})


def spent_on(row: Workstream) -> dict[str, str]:
    """In pounds: what was approved, what is fitted so far and, when that is more, how much more; {} where nothing is
    approved (ADR 51).
    """
    if not isinstance(row, SecurityWorkstream) or row.state not in APPROVED:
        return {}
    approved, fitted = row.estimate_pence or 0, fitted_pence(row)
    sums = {"approved": approved, "fitted": fitted, "beyond": fitted - approved if fitted > approved else None}
    return {name: in_words("spent_pence", pence) for name, pence in sums.items()}


# Where somebody lives: for security only after a tap, each of which is recorded.
WHERE = ("referral.address", "referral.postcode")


def where_of(audience: Audience, referral: Referral) -> list[dict[str, Any]]:
    """The address of the home, and every way of contact with whether it is safe, as blocks of a page."""
    return [{"title": "", "rows": home_of(audience, referral)}, *shared.contact_blocks(audience, referral)]


def home_of(audience: Audience, referral: Referral) -> list[dict[str, Any]]:
    """The address of the home alone, as rows."""
    shown = [one for one in shared.shown_to(audience, referral, "referral") if one.name in WHERE]
    return [{"key": one.label, "value": one.value} for one in shown]


def blocks_of(audience: Audience, referral: Referral) -> list[dict[str, Any]]:
    """The shared fields as blocks of a page: every number and address first, then section by section."""
    tapped = audience is Audience.SECURITY  # no address, neither of the home nor for letters, before a tap: where_of
    found = [] if tapped else shared.contact_blocks(audience, referral)
    every = shared.shown_to(audience, referral, "referral")
    shown = [one for one in every if not (tapped and one.name in WHERE)]
    for section in dict.fromkeys(one.section for one in shown):
        rows = [{"key": one.label, "value": one.value} for one in shown if one.section == section]
        found.append({"title": section, "rows": rows})
    return found


def labels(model: str) -> dict[str, str]:
    """{attribute: label} of one model of the workstreams."""
    return {field.attribute: field.label for field in REGISTER if field.model == model}
