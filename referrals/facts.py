"""What the referral hands onward, as frozen values: to providers the shared fields, to equality a coarse fact."""

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.signing import Signer, TimestampSigner, b62_encode
from django.utils import timezone

from governance.clocks import LONDON, working_days_between
from governance.register import Audience, Field
from referrals import choices, clocks
from referrals.models import ContactPoint, Honeytoken, Referral
from referrals.pace import IN_TIME, LATE, triage_kept
from referrals.policies import age_band
from referrals.register import REGISTER, label_of
from referrals.states import UNCOUNTED, Outcome, State
from walls import blind

_WORDS: dict[str, type[Any]] = {
    "gender": choices.Gender,
    "district": choices.District,
    "tenure": choices.Tenure,
    "tenancy_holder": choices.Holder,
    "property_type": choices.Property,
    "owner_permission": choices.Permission,
    "risk_tool": choices.RiskTool,
    "risk_level": choices.RiskLevel,
    "means": choices.Means,
    "safe": choices.Safe,
    "voicemail": choices.Safe,
    "text": choices.Safe,
    "route": choices.Route,
    "decline_reason": choices.DeclineReason,
    "outcome": Outcome,
}
OF_PHONES = frozenset({"voicemail", "text", "withheld_number"})
FIRST_LOOKS = ("start_triage", "request_information")  # somebody of triage begins
SAFETY = frozenset({"safe", "voicemail", "text"})
REACHED_AT = {choices.Means.PHONE: "Number", choices.Means.EMAIL: "Email address", choices.Means.POST: "Address"}


@dataclass(frozen=True)
class Shown:
    """One field as a person reads it."""

    name: str
    label: str
    section: str
    value: str


@dataclass(frozen=True)
class ReferralFact:
    """All that statistics may know of one referral. No date is finer than needed for the quarter.

    `link` is opaque. `person` is equal for two referrals of one person, so that nobody is counted twice; '' when the
    person is not known any more. `outcome` of a declined one has its reason: not_suitable:outside_area. `first_look`,
    `triage`: in_time or late against the clock, `wait_days`: working days until a provider was asked, None when none was;
    all three only once it has ended.
    """

    link: str
    person: str
    entered_on: date
    closed_on: date | None
    district: str
    gender: str
    age_band: str
    outcome: str
    children: int
    counted: bool
    first_look: str = ""
    triage: str = ""
    wait_days: int | None = None


def reference_of(referral_id: uuid.UUID) -> str:
    """ "" when it has none. For whoever looks after what did not get through, who may not see the case."""
    return Referral.objects.filter(pk=referral_id).values_list("reference", flat=True).first() or ""


def equality_link(referral_id: uuid.UUID) -> str:
    """32 bytes in hex that only the holder of EQUALITY_LINK_KEY can work out from the referral."""
    return hmac.new(settings.EQUALITY_LINK_KEY, referral_id.bytes, hashlib.sha256).hexdigest()


def equality_key(referral_id: uuid.UUID) -> str:
    """The opaque link, signed: what intake hands to the equality page instead of anything about the person."""
    return _signer().sign(equality_link(referral_id))


def equality_invitation(referral_id: uuid.UUID) -> str:
    """The opaque link with a random part, signed and dated: for a page that opens once, some days long."""
    return _invitation(referral_id, secrets.token_urlsafe(16), timezone.now())


def first_equality_invitation(referral_id: uuid.UUID, received_at: datetime) -> str:
    """The same, worked out from the referral: however often somebody asks for it, it opens once, and ends with its days."""
    chance = hmac.new(settings.EQUALITY_LINK_KEY, b"invitation" + referral_id.bytes, hashlib.sha256).hexdigest()
    return _invitation(referral_id, chance, received_at)


def _invitation(referral_id: uuid.UUID, chance: str, at: datetime) -> str:
    signer = _Dated(key=settings.EQUALITY_LINK_KEY.hex(), salt="equality-invitation")
    signer.at = at
    return signer.sign(f"{equality_link(referral_id)}.{chance}")


class _Dated(TimestampSigner):
    """Signs as of a moment, which need not be now."""

    at: datetime

    def timestamp(self) -> str:
        return b62_encode(int(self.at.timestamp()))


def _signer() -> Signer:
    return Signer(key=settings.EQUALITY_LINK_KEY.hex(), salt="equality-page")


def _same_person(referral: Referral) -> str:
    """Hex that is equal for equal surname and date of birth, under a key that no database holds; '' when unknown.

    Not made from a blind index: those change with their key, and nobody may be counted twice for that.
    """
    known = blind.spelled("person", referral.last_name, referral.date_of_birth)
    return hmac.new(settings.EQUALITY_LINK_KEY, known, hashlib.sha256).hexdigest() if known else ""


def referral_fact(referral_id: uuid.UUID) -> ReferralFact:
    """Raises Referral.DoesNotExist. Reads one case; the caller needs a scope that sees it."""
    referral = Referral.objects.select_related("key").get(pk=referral_id)
    entered = referral.received_at.astimezone(LONDON).date()
    gone = referral.state == State.ANONYMISED
    born = date.fromisoformat(referral.date_of_birth) if not gone and referral.date_of_birth else None
    return ReferralFact(
        link=equality_link(referral.id),
        person=_same_person(referral) if not gone else "",
        entered_on=entered,
        closed_on=referral.ended_at.astimezone(LONDON).date() if referral.ended_at else None,
        district=referral.district,
        gender=(referral.gender or "not_stated") if not gone else "not_stated",
        age_band=age_band(born, entered),
        outcome=_outcome(referral),
        children=referral.children,
        counted=_counts(referral),
        **(_pace(referral, referral.ended_at) if referral.ended_at else {}),
    )


def _counts(referral: Referral) -> bool:
    return referral.state not in UNCOUNTED and not Honeytoken.objects.filter(pk=referral.pk).exists()


def _outcome(referral: Referral) -> str:
    if referral.state == State.NOT_SUITABLE:
        return f"{State.NOT_SUITABLE}:{referral.reason}"
    return str(referral.outcome) or "in_progress"


def _pace(referral: Referral, ended: datetime) -> dict[str, Any]:
    """How long it waited: for a first look, for a decision, and until a provider was asked."""
    looks = referral.steps.filter(transition__in=FIRST_LOOKS).order_by("version")
    looked = looks.values_list("at", flat=True).first() or ended
    sent = referral.onwards.order_by("sent_at").values_list("sent_at", flat=True).first()
    days = [moment.astimezone(LONDON).date() for moment in (referral.received_at, sent) if moment]
    return {
        "first_look": IN_TIME if looked <= clocks.first_due(referral.received_at) else LATE,
        "triage": triage_kept(referral.steps.order_by("version").values_list("before", "after", "at")),
        "wait_days": max(0, working_days_between(*days)) if sent else None,
    }


def counted_links() -> Iterator[str]:
    """The link of every referral that statistics count, in no order. The caller needs a scope that sees them all."""
    counted = Referral.objects.exclude(state__in=UNCOUNTED).exclude(pk__in=Honeytoken.objects.values("pk"))
    return map(equality_link, counted.values_list("id", flat=True).iterator())


def shown_to(audience: Audience, row: Referral | ContactPoint, model: str) -> list[Shown]:
    """The register's fields of one row that this audience may see, in words; empty answers are left out."""
    fields = REGISTER.seen_by(audience, model)
    if isinstance(row, ContactPoint) and row.means != choices.Means.PHONE:
        fields = [field for field in fields if field.attribute not in OF_PHONES]
    return [shown for field in fields if (shown := _shown(field, row)).value]


def contact_blocks(audience: Audience, referral: Referral) -> list[dict[str, Any]]:
    """Every number and address of the case: what may be used first, a phone before an e-mail before a letter."""
    order = list(choices.Means)
    points = referral.contact_points.select_related("key")
    ordered = sorted(points, key=lambda point: (not point.usable, order.index(choices.Means(point.means))))
    return [_contact_block(audience, point) for point in ordered]


def _contact_block(audience: Audience, point: ContactPoint) -> dict[str, Any]:
    """One number or address as a block of a page; whether it is safe stands first, in colour and words."""
    rows: list[dict[str, Any]] = []
    for one in shown_to(audience, point, "contact_point"):
        name = one.name.partition(".")[2]
        row: dict[str, Any] = {"key": one.label, "value": one.value}
        if name == "value":
            row["key"] = REACHED_AT[choices.Means(point.means)]
        if name in SAFETY:
            row["tag"] = {choices.Safe.YES: "green", choices.Safe.NO: "red"}.get(getattr(point, name), "orange")
        if name != "means":
            rows.insert(0 if name == "safe" else len(rows), row)
    return {"title": f"Safe contact: {choices.Means(point.means).label.lower()}", "rows": rows}


def _shown(field: Field, row: Any) -> Shown:
    label = label_of(field.name, getattr(row, "route", ""))
    return Shown(field.name, label, field.section, in_words(field.attribute, getattr(row, field.attribute)))


def in_words(attribute: str, value: Any) -> str:
    """A stored value as people say it: choices by their label, dates in words, lists with commas."""
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if attribute in {"date_of_birth", "risk_assessed_on"} and value:
        return f"{date.fromisoformat(value):%-d %B %Y}"
    words = _WORDS.get(attribute, choices.YesNoUnsure)
    text = str(value or "")
    return str(words(text).label) if text in words.values else text
