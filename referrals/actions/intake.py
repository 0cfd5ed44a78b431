"""Draft → received. One submission makes one referral, however often it arrives."""

from collections.abc import Collection, Iterable, Iterator

from django.db import transaction

from accounts.actors import Actor
from accounts.models import Organisation
from referrals import clocks, policies
from referrals.choices import Basis, ConsentUse, Doubt, Means, Safe, YesNoUnsure
from referrals.finding import digests, findable
from referrals.hours import half_hours
from referrals.intake import PERSON_FIELDS, Agreement, Contact, Intake
from referrals.machine import move
from referrals.models import Amendment, Consent, ContactPoint, Draft, Referral, SearchTerm
from referrals.references import new_reference
from referrals.states import MACHINE
from walls.models import CaseKey
from walls.refusals import Refused

ELIGIBILITY = ("wants_to_stay", "safe_to_stay", "perpetrator_elsewhere")


@transaction.atomic
def submit(*, intake: Intake, by: Actor, doubts: Collection[Doubt] = ()) -> str:
    """Make the referral and return its reference; the same intake again returns the same reference.

    The draft of the same id, if there is one, is locked first, so that of many identical submissions one works and
    the others wait for its answer. With `doubts` it goes into quarantine, for a person to decide. Raises Refused when something that the scheme cannot do without is missing.
    """
    draft = Draft.objects.select_for_update(of=("self",)).filter(pk=intake.intake_id).first()
    if draft and draft.reference:
        return draft.reference
    check_complete(intake)
    referral = _new_referral(intake)
    _come_in(referral, by, doubts)
    Consent.objects.bulk_create(_consents(referral, intake.agreement))
    ContactPoint.objects.bulk_create([_contact(referral, contact) for contact in intake.contacts])
    SearchTerm.objects.bulk_create(search_terms(referral, intake.contacts))
    if draft:
        _empty(draft, referral, equality=intake.agreement.equality)
    return referral.reference


def _come_in(referral: Referral, by: Actor, doubts: Collection[Doubt]) -> None:
    facts = {"route": referral.route, "district": referral.district}
    if doubts:
        facts["doubts"] = " ".join(doubts)
    why = ". ".join(doubt.label for doubt in doubts)
    move(MACHINE, "quarantine" if doubts else "submit", referral, by=by, note=why, **facts)


def check_complete(intake: Intake) -> None:
    """Refused, naming the field, unless the requirements of the transition are there (domain.md, submit)."""
    if not intake.agreement.recipients:
        raise Refused("Choose at least one agency that the person agrees to.", field="recipients")
    policies.check_contact_plan({contact.means: contact.safe for contact in intake.contacts})
    for name in ELIGIBILITY:
        if intake.answers.get(name) not in YesNoUnsure.values:
            raise Refused("Answer the three questions about the home.", field=name)
    if not intake.answers.get("district"):
        raise Refused("Choose the district.", field="district")


def _new_referral(intake: Intake) -> Referral:
    key = CaseKey.fresh()
    CaseKey.objects.bulk_create([key])
    fields = {name: intake.answers[name] for name in PERSON_FIELDS if intake.answers.get(name) not in (None, "")}
    referral = Referral(
        key=key,
        reference=new_reference(),
        intake_id=intake.intake_id,
        route=intake.route,
        notice_version_id=intake.notice_version_id,
        children=len(intake.answers.get("child_ages") or []),
        **fields,
    )
    referral.due_at = clocks.first_due(referral.received_at)
    note_safe_hours(referral, intake.contacts)
    return referral


def _consents(referral: Referral, agreement: Agreement) -> Iterator[Consent]:
    known = {o.slug: o for o in Organisation.objects.filter(slug__in=agreement.recipients)}
    if missing := set(agreement.recipients) - set(known):
        raise Refused(f"There is no agency called {', '.join(sorted(missing))}.", field="recipients")
    for slug in agreement.recipients:
        yield _consent(referral, agreement, ConsentUse.SHARE, Basis.CONSENT, known[slug])
    if agreement.equality:
        yield _consent(referral, agreement, ConsentUse.EQUALITY, Basis.EXPLICIT, None)
    if agreement.adjustments:
        yield _consent(referral, agreement, ConsentUse.RELAY_UK, Basis.EXPLICIT, None)


def _consent(
    referral: Referral, agreement: Agreement, use: ConsentUse, basis: Basis, recipient: Organisation | None
) -> Consent:
    return Consent(
        referral=referral,
        key=referral.key,
        use=use,
        basis=basis,
        recipient=recipient,
        notice_version_id=referral.notice_version_id,
        given_how=agreement.given_how,
        taken_by=agreement.taken_by,
    )


def _contact(referral: Referral, contact: Contact) -> ContactPoint:
    return ContactPoint(
        referral=referral,
        key=referral.key,
        means=contact.means,
        value=contact.value,
        safe=contact.safe,
        voicemail=contact.voicemail,
        text=contact.text,
        hours=contact.hours,
        code_word=contact.code_word,
        withheld_number=contact.withheld_number,
    )


def note_safe_hours(referral: Referral, ways: Iterable[Contact | ContactPoint]) -> None:
    """What the worklist may know of when a call is safe. No phone: never."""
    phone = next((way for way in ways if way.means == Means.PHONE), None)
    safe = half_hours(phone.safe == Safe.YES, phone.hours) if phone else (0, 0)
    referral.safe_weekdays, referral.safe_weekends = safe


def search_terms(
    referral: Referral, contacts: Iterable[Contact | ContactPoint], amended: Iterable[Amendment] = ()
) -> list[SearchTerm]:
    """Blind indexes of everything by which people look for a case; the same value never stands twice."""
    of = ((kind, digests(kind, parts)[:1]) for kind, parts in findable(referral, contacts, amended))
    made = {(kind, digest) for kind, current in of for digest in current}
    return [SearchTerm(referral=referral, kind=kind, digest=digest) for kind, digest in sorted(made)]


def _empty(draft: Draft, referral: Referral, *, equality: bool) -> None:
    """Nothing typed stays in the draft. Its id still answers with the reference and, sealed, with what the page after
    it needs: which referral it became, and whether the equality questions may be asked.
    """
    draft.answers = {"referral": str(referral.id), "equality": equality}
    draft.reference, draft.submitted_at = referral.reference, referral.received_at
    draft.save(update_fields=["answers", "reference", "submitted_at", "changed_at"])
