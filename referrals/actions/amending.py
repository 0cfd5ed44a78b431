"""Putting right what was written down, and bringing up to date what has changed (S1.45, S4.15). Nothing is overwritten
without a trace: what stood before is kept, sealed, with who changed it, when and why.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.actors import Actor
from governance.register import Audience, Field
from journal.actions import record
from referrals import policies
from referrals.access import locked
from referrals.actions.consent import settle_adjustments
from referrals.actions.intake import note_safe_hours, search_terms
from referrals.choices import Correction, Element, Means, Safe
from referrals.facts import in_words
from referrals.intake import PERSON_FIELDS
from referrals.machine import check_open, check_said, move
from referrals.models import Amendment, ContactPoint, Referral, SearchTerm
from referrals.register import CONTACT, REGISTER
from referrals.states import MACHINE, State
from walls.refusals import Refused

WAYS = ("value", "safe", "voicemail", "text", "hours", "code_word", "withheld_number")
NEW_NUMBER = {
    "voicemail": Safe.UNKNOWN.value,
    "text": Safe.UNKNOWN.value,
}  # what was safe with the old one says nothing
RISK = ("risk_level", "risk_tool", "risk_score", "risk_judgement", "marac")
ADJUSTMENTS = ("bsl", "relay_uk")
NEEDS = ("needs_security", "needs_support_adults", "needs_support_children")
BEFORE_ACCEPTING = {State.RECEIVED, State.TRIAGING, State.INFO_REQUESTED}


@dataclass(frozen=True)
class Change:
    """One field of one row. means: of the number or address, "" for the referral itself."""

    row: Referral | ContactPoint
    attribute: str
    before: Any
    after: Any
    means: str = ""

    @property
    def field(self) -> str:
        return f"{'contact_point' if self.means else 'referral'}.{self.attribute}"

    @property
    def permits(self) -> bool:
        """Whether it lets somebody do what the plan did not allow before."""
        return self.after == Safe.YES if self.attribute in NEW_NUMBER or self.attribute == "safe" else True


@transaction.atomic
def amend(
    *, referral_id: uuid.UUID, version: int, by: Actor, kind: str, reason: str, answers: Mapping[str, Any],
    ways: Mapping[str, Mapping[str, str]] | None = None, confirmed: str = "", how: str = "",
) -> Referral:  # fmt: skip
    """Write these answers (names of intake.PERSON_FIELDS) and these ways to make contact (means → fields) anew.

    Only what differs is touched. confirmed: how it is known that a way is safe; without it nothing becomes safe to use.
    how: how the person agreed that BSL or Relay UK is kept, or took that back.
    Search terms, and what the worklist knows of safe hours, follow in the same transaction; providers that see a
    changed field are told.
    """
    referral = locked(by, referral_id, version)
    check_open(MACHINE, "amend", referral, by)
    if kind not in Correction.values:
        raise Refused("Choose whether it was wrong, or has changed.", field="kind")
    check_said(reason, "Write how you know.", field="reason")
    points = {point.means: point for point in referral.contact_points.select_related("key")}
    changes = [
        *_of_referral(referral, answers),
        *_of_ways(referral, points, _with_letters(referral, points, answers, ways)),
    ]
    _check(referral, changes, confirmed)
    for change in changes:
        setattr(change.row, change.attribute, change.after)
    if any(one.attribute in ADJUSTMENTS for one in changes):
        kept = any(getattr(referral, name) for name in ADJUSTMENTS)
        settle_adjustments(referral=referral, wanted=kept, how=how, by=by)
    why = policies.told(reason, f"Known to be safe because: {confirmed}" if confirmed.strip() else "")
    _save(referral, points, changes)
    move(MACHINE, "amend", referral, by=by, note=why, reason=kind, fields=sorted({one.field for one in changes}))
    Amendment.objects.bulk_create([_kept(referral, one, kind, why, by) for one in changes])
    _index_anew(referral, points)
    _tell(referral, changes, by)
    return referral


def _of_referral(referral: Referral, answers: Mapping[str, Any]) -> list[Change]:
    named = [name for name in PERSON_FIELDS if name in answers]
    return [
        Change(referral, name, getattr(referral, name), answers[name])
        for name in named
        if _differs(getattr(referral, name), answers[name])
    ]


def _of_ways(
    referral: Referral, points: dict[str, ContactPoint], ways: Mapping[str, Mapping[str, str]]
) -> list[Change]:
    """New numbers and addresses are added to `points`."""
    found = []
    for means, given in ways.items():
        point = points.setdefault(means, ContactPoint(referral=referral, key=referral.key, means=means))
        moved = _differs(point.value, given.get("value", point.value))
        wanted = (NEW_NUMBER if moved else {}) | {name: given[name] for name in WAYS if name in given}
        pairs = [(name, getattr(point, name), value) for name, value in wanted.items()]
        found += [Change(point, name, old, new, means) for name, old, new in pairs if _differs(old, new)]
    return found


def _with_letters(
    referral: Referral,
    points: Mapping[str, ContactPoint],
    answers: Mapping[str, Any],
    ways: Mapping[str, Mapping[str, str]] | None,
) -> Mapping[str, Mapping[str, str]]:
    """Letters that went home go to the new address, once somebody has made sure that this is safe."""
    post, ways = points.get(Means.POST), ways or {}
    home, new = (policies.letters_home(*pair) for pair in (
        (referral.address, referral.postcode),
        (answers.get("address", referral.address), answers.get("postcode", referral.postcode)),
    ))  # fmt: skip
    if post is None or Means.POST in ways or _differs(post.value, home) or not _differs(home, new):
        return ways
    return {**ways, Means.POST.value: {"value": new, "safe": Safe.UNKNOWN.value}}


def _differs(before: Any, after: Any) -> bool:
    """Whether people would say that it changed: browsers send another line break, and nothing has several spellings."""
    old, new = ("" if value is None or value == [] else value for value in (before, after))
    if isinstance(old, str) and isinstance(new, str):
        return old.replace("\r\n", "\n") != new.replace("\r\n", "\n")
    return bool(old != new)


def _check(referral: Referral, changes: list[Change], confirmed: str) -> None:
    """Refused when nothing differs, when a way would become safe on nobody's word, or when the rest no longer holds."""
    if not changes:
        raise Refused("Nothing differs from what stands now. Change an answer, or go back.")
    after = {one.attribute: one.after for one in changes if not one.means}
    wanted = {one.means: one.after for one in changes if one.attribute == "safe"}
    freed = [one for one in changes if one.means and one.permits and wanted.get(one.means, one.row.safe) == Safe.YES]
    if freed:
        check_said(confirmed, "Write how you know that this way is safe, and who said so.", field="confirmed")
    now = {name: after.get(name, getattr(referral, name)) or "" for name in RISK}
    if set(after) & set(RISK) and (now["risk_level"] or referral.state not in BEFORE_ACCEPTING):
        policies.check_risk(**{name.removeprefix("risk_"): value for name, value in now.items()})
    if set(after) & set(NEEDS):
        policies.check_needs(*(after.get(name, getattr(referral, name)) for name in NEEDS))


def _save(referral: Referral, points: Mapping[str, ContactPoint], changes: Iterable[Change]) -> None:
    """All but the referral's own row, which `move` saves; what is worked out from the answers follows them."""
    for means in {one.means for one in changes if one.means}:
        points[means].save()
    referral.children = len(referral.child_ages or [])
    note_safe_hours(referral, points.values())


def _index_anew(referral: Referral, points: Mapping[str, ContactPoint]) -> None:
    amended = referral.amendments.select_related("key")
    referral.search_terms.all().delete()
    SearchTerm.objects.bulk_create(search_terms(referral, points.values(), amended))


def _kept(referral: Referral, change: Change, kind: str, why: str, by: Actor) -> Amendment:
    before, after = (in_words(change.attribute, value) for value in (change.before, change.after))
    return Amendment(
        referral=referral, key=referral.key, version=referral.version, kind=kind, field=change.field,
        means=change.means, before=before, after=after, reason=why, actor_id=by.user_id, actor_name=by.name,
        organisation_name=by.organisation_name,
    )  # fmt: skip


def _tell(referral: Referral, changes: Iterable[Change], by: Actor) -> None:
    """One event for each sharing whose provider sees a changed field by the register. It says nothing of which: only
    whether it is about getting in touch or the way to the home, of which everybody hears at once.
    """
    fields = [REGISTER[one.field] for one in changes]
    readers = {audience for field in fields for audience in field.audiences}
    urgent = {audience for field in fields if _urgent(field) for audience in field.audiences}
    for onward in referral.onwards.filter(stopped_at=None):
        audience = Audience.SECURITY if onward.element == Element.SECURITY else Audience.SUPPORT
        if audience in readers:
            kind = "referral.contact_changed" if audience in urgent else "referral.details_changed"
            to = {"organisation": str(onward.organisation_id), "onward": str(onward.pk)}
            record(kind, by=by, case_id=referral.id, subject=referral, **to)


def _urgent(field: Field) -> bool:
    """Somebody who calls or goes there by what stood before may put the person in danger."""
    return field.section == CONTACT or field.name in {"referral.address", "referral.postcode"}
