"""Writing to the person in a way that is safe now, with words that a lead approved; and proposing such words."""

import uuid
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.queries import actor_for
from journal.actions import record
from referrals import letters
from referrals.access import locked
from referrals.actions.contact import MAY, log_contact
from referrals.actions.once import save_once
from referrals.choices import ContactResult, LetterState, NotPosted, Way
from referrals.models import Letter, Referral, Wording
from referrals.states import OPEN
from walls.refusals import Refused

APPROVES = "wording.approve"
BEGINS = {Way.EMAIL: LetterState.WAITING, Way.POST: LetterState.TO_POST, Way.TEXT: LetterState.SENT}
NO_SENDER = "No neutral sender address is set up."


@transaction.atomic
def propose(*, by: Actor, name: str, way: str, body: str, subject: str = "") -> Wording:
    """A new wording, or the next version of one. It can be used when a lead, not the author, has approved it."""
    if not by.may(MAY):
        raise Refused("Wordings are proposed by triage.", status=403)
    if way not in Way.values:
        raise Refused("Choose a way.", field="way")
    letters.check_wording(way=way, subject=subject, body=body)
    versions = Wording.objects.filter(way=way, name=name).order_by("-version").select_for_update()
    last = versions.first()
    if last and (last.subject, last.body, last.proposed_by_id, last.retired_at) == (subject, body, by.user_id, None):
        return last
    wording = Wording.objects.create(
        name=name, way=way, subject=subject, body=body, proposed_by_id=by.own_id,
        version=last.version + 1 if last else 1,
    )  # fmt: skip
    record("wording.proposed", by=by, subject=wording)
    return wording


@transaction.atomic
def approve(*, by: Actor, wording_id: uuid.UUID, agreed: bool) -> Wording:
    """A lead agrees, and the version before is retired; or does not, and this one is. Pressing twice changes nothing."""
    wording = Wording.objects.select_for_update().get(pk=wording_id)
    if not by.may(APPROVES):
        raise Refused("A triage lead approves wordings.", status=403)
    if wording.proposed_by_id == by.user_id and agreed:
        raise Refused("You wrote these words. Another lead has to approve them.", status=403)
    if agreed and wording.approved_at and not wording.retired_at or not agreed and wording.retired_at:
        return wording
    if agreed and wording.retired_at:
        raise Refused("These words were retired. Propose them anew.", status=409)
    now = timezone.now()
    if agreed:
        same = Wording.objects.filter(way=wording.way, name=wording.name, retired_at=None)
        same.exclude(pk=wording.pk).exclude(version__gt=wording.version).update(retired_at=now)
        wording.approved_by_id, wording.approved_at = by.own_id, now
    else:
        wording.retired_at = now
    wording.save()
    record("wording.approved" if agreed else "wording.retired", by=by, subject=wording)
    return wording


@transaction.atomic
def write(*, referral_id: uuid.UUID, by: Actor, wording_id: uuid.UUID, letter_id: uuid.UUID) -> Letter:
    """Write to the person. A text is done with this; an e-mail leaves after the commit; a letter waits until somebody
    says that they posted it. Once for each `letter_id`.
    """
    referral = locked(by, referral_id, None)
    if not by.may(MAY) or referral.state not in OPEN:
        raise Refused("Triage writes to the person while the referral is open.", status=403)
    if there := referral.letters.select_related("key").filter(pk=letter_id).first():
        return there
    wording = Wording.objects.filter(pk=wording_id, approved_at__isnull=False, retired_at=None).first()
    if wording is None:
        raise Refused("These words are not approved any more. Choose others. Nothing was sent.", status=409)
    way = Way(wording.way)
    if why := closed(referral, way):
        raise Refused(f"Nothing was sent: {way.label.lower()} is not a safe way now. {why}", status=409)
    letter = _made(referral, wording, by)
    letter.pk = letter_id
    save_once(letter)
    if way is Way.TEXT:
        _log(letter, by)
    record("referral.written_to", by=by, case_id=referral.id, subject=letter, way=way.value)
    return letter


def _made(referral: Referral, wording: Wording, by: Actor) -> Letter:
    way = Way(wording.way)
    gaps = {"name": referral.first_name, "worker": by.name.partition(" ")[0]}
    body = letters.filled(wording.body, **gaps)
    letters.check_length(way, body)
    return Letter(
        referral=referral, key=referral.key, wording=wording, way=way, subject=wording.subject,
        body=body, to=address(referral, way), actor_id=by.own_id, actor_name=by.name,
        state=BEGINS[way],
    )  # fmt: skip


def preview(referral: Referral, wording: Wording, by: Actor) -> Letter:
    """What `write` would make now, kept nowhere. Refused as it would be."""
    return _made(referral, wording, by)


def closed(referral: Referral, way: Way) -> str:
    """Why this way is not open now, "" when it is."""
    if way is Way.EMAIL and not settings.NEUTRAL_SENDER:
        return NO_SENDER
    points = {
        point.means: {"safe": point.safe, "text": point.text, "hours": point.hours}
        for point in referral.contact_points.select_related("key")
    }
    return letters.why_not(way, points, timezone.now())


def address(referral: Referral, way: Way) -> str:
    """The number or address that the plan has for this way, "" for none."""
    point = referral.contact_points.select_related("key").filter(means=letters.MEANS[way]).first()
    return point.value if point else ""


def _log(letter: Letter, by: Actor, *, done: bool = False) -> None:
    """done: it has happened, whatever the plan says by now."""
    result = ContactResult.TEXT if letter.way == Way.TEXT else ContactResult.SENT
    log_contact(
        referral_id=letter.referral_id, by=by, means=letters.MEANS[Way(letter.way)], result=result,
        note=str(letter.wording), against_plan=done, letter=letter,
    )  # fmt: skip


@transaction.atomic
def settle(
    *, letter_id: uuid.UUID, referral_id: uuid.UUID, by: Actor, posted_on: date | None = None, why_not: str = ""
) -> Letter:
    """A person says that they posted a letter, on which day, or why they did not (one of NotPosted). Said twice it is
    kept once; Refused when something else was said before. A posted letter stands in the contact log, marked where the
    plan has changed since.
    """
    referral = locked(by, referral_id, None)
    if not by.may(MAY):
        raise Refused("Triage says what became of a letter.", status=403)
    letter = Letter.objects.select_related("key", "wording").get(pk=letter_id, referral=referral)
    if why_not and why_not not in NotPosted.values:
        raise Refused("Choose why it was not posted.", field="why_not")
    said = (LetterState.STOPPED, NotPosted(why_not).label) if why_not else (LetterState.SENT, "")
    if letter.state != LetterState.TO_POST:
        if (letter.state, letter.why_not, letter.posted_on) != (*said, posted_on):
            raise Refused("Somebody has said already what became of it. Look at it again.", status=409)
        return letter
    _check_day(letter, posted_on, why_not)
    (letter.state, letter.why_not), letter.posted_on = said, posted_on
    letter.settled_at, letter.settled_by = timezone.now(), by.name
    letter.save(update_fields=["state", "why_not", "posted_on", "settled_at", "settled_by"])
    if posted_on and referral.state in OPEN:
        _log(letter, by, done=True)
    record("letter.posted" if posted_on else "letter.not_posted", by=by, case_id=referral.id, subject=letter)
    return letter


def _check_day(letter: Letter, posted_on: date | None, why_not: str) -> None:
    written = timezone.localtime(letter.at).date()
    if not why_not and (posted_on is None or not written <= posted_on <= timezone.localdate()):
        raise Refused("Enter a day from when it was written until today.", field="posted_on")


@transaction.atomic
def leave(letter: Letter) -> bool:
    """The last look before an e-mail leaves, in a worker. → whether it may; if not, the letter says why and its writer
    is told. The caller sends in the same transaction.
    """
    by = actor_for(letter.actor_id)
    referral = letter.referral
    why = closed(referral, Way.EMAIL)
    if not by.may(MAY):
        why = "Whoever wrote it does not work here any more."
    elif referral.state not in OPEN:
        why = "The referral has ended."
    elif not why and address(referral, Way.EMAIL) != letter.to:
        why = "The address was changed meanwhile."
    letter.state, letter.why_not = (LetterState.STOPPED, why[:120]) if why else (LetterState.SENT, "")
    letter.settled_at = timezone.now()
    letter.save(update_fields=["state", "why_not", "settled_at"])
    if why:
        record("letter.stopped", by=by, case_id=referral.id, subject=letter)
    else:
        _log(letter, by)
    return not why
