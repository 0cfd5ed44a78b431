"""What the scheme administrator keeps: who works where for what, who has signed the KMISA, how much they can hold, when
they are closed, and the catalogue of measures. Nothing is edited: it ends, and something new begins. Each is recorded.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Organisation
from journal.actions import record
from providers.models import Capacity, Closure, Coverage, MeasureType, Signatory
from referrals.choices import District, Element
from walls.refusals import Refused

ELEMENTS: dict[str, tuple[str, ...]] = {
    Organisation.Kind.SECURITY: (Element.SECURITY,),
    Organisation.Kind.SUPPORT: (Element.SUPPORT_ADULTS, Element.SUPPORT_CHILDREN),
}


def _locked(organisation: Organisation) -> Organisation:
    """One change of an organisation at a time."""
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _overlapping(rows: Any, start: str, first: date, last: date | None) -> Any:
    """Rows that share a day with the days from `first` to `last` (None: for good)."""
    begins = Q(**{f"{start}__lte": last}) if last else Q()
    return rows.filter(begins, Q(until=None) | Q(until__gte=first))


def _check_order(first: date, last: date | None) -> None:
    if last and last < first:
        raise Refused("The last day must be the same as or after the first day.", field="until")


@transaction.atomic
def cover(
    *, organisation: Organisation, element: str, districts: Iterable[str], from_date: date, until: date | None,
    by: Actor,
) -> None:  # fmt: skip
    """From that day on the organisation does this element in these districts. until: the last day, or None."""
    held = _locked(organisation)
    if element not in ELEMENTS.get(held.kind, ()):
        raise Refused(f"{held.name} cannot do this. Choose what it does.", field="element")
    _check_order(from_date, until)
    there = _overlapping(held.coverage.filter(element=element), "from_date", from_date, until)
    for district in districts:
        if there.filter(district=district).exists():
            where = District(district).label
            raise Refused(f"It does this in {where} on some of these days already. Leave it out.", field="districts")
        row = Coverage.objects.create(
            organisation=held, element=element, district=district, from_date=from_date, until=until
        )
        _note("coverage_added", held, by, element=element, district=district, on=from_date, until=until, row=row.pk)


@transaction.atomic
def stop_covering(*, coverage: Coverage, until: date, by: Actor) -> None:
    """The last day on which new work can be sent there. Work that is open goes on."""
    held = Coverage.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=coverage.pk)
    _end(held, held.from_date, until)
    _note("coverage_ended", held.organisation, by, element=held.element, district=held.district, until=until)


@transaction.atomic
def sign(*, organisation: Organisation, signed_on: date, document: str, by: Actor) -> None:
    """The organisation has signed the KMISA: from that day on it can be sent referrals (S1.35)."""
    held = _locked(organisation)
    if _overlapping(held.signatures.all(), "signed_on", signed_on, None).exists():
        raise Refused("A signature counts on this day already. End that one first.", field="signed_on")
    row = Signatory.objects.create(organisation=held, signed_on=signed_on, document=document)
    _note("signature_added", held, by, on=signed_on, document=document, row=row.pk)


@transaction.atomic
def end_signature(*, signature: Signatory, until: date, by: Actor) -> None:
    """The last day of a signature. From the next day on nothing can be sent to the organisation."""
    held = Signatory.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=signature.pk)
    _end(held, held.signed_on, until)
    _note("signature_ended", held.organisation, by, document=held.document, until=until)


def _end(row: Coverage | Signatory, first: date, until: date) -> None:
    if row.until:
        raise Refused("This has an end already. Look at the page again.", status=409)
    _check_order(first, until)
    row.until = until
    row.save(update_fields=["until"])


@transaction.atomic
def set_capacity(*, organisation: Organisation, open_work: int, by: Actor) -> None:
    """How many open pieces of work the provider can hold at a time."""
    held = _locked(organisation)
    before = Capacity.objects.filter(organisation=held).first()
    if before is None or before.open_work != open_work:
        Capacity.objects.update_or_create(organisation=held, defaults={"open_work": open_work})
        _note("capacity_set", held, by, before=before.open_work if before else None, after=open_work)


@transaction.atomic
def close(*, organisation: Organisation, from_date: date, until: date, by: Actor) -> None:
    """Triage is advised not to send anything new on these days."""
    held = _locked(organisation)
    _check_order(from_date, until)
    if _overlapping(held.closures.filter(withdrawn=False), "from_date", from_date, until).exists():
        raise Refused("It is closed on some of these days already. Take that back first.", field="from_date")
    row = Closure.objects.create(organisation=held, from_date=from_date, until=until)
    _note("closure_added", held, by, on=from_date, until=until, row=row.pk)


@transaction.atomic
def reopen(*, closure: Closure, by: Actor) -> None:
    """Take the closed days back."""
    held = Closure.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=closure.pk)
    if held.withdrawn:
        raise Refused("This was taken back already. Look at the page again.", status=409)
    held.withdrawn = True
    held.save(update_fields=["withdrawn"])
    _note("closure_withdrawn", held.organisation, by, on=held.from_date, until=held.until)


@transaction.atomic
def add_version(*, code: str, seen: int, name: str, standard: str, guide_pence: int, by: Actor) -> MeasureType:
    """A measure as it is from today on; what was fitted before keeps its version. seen: the version in use that was
    shown, 0 for a measure that is new.
    """
    versions = list(MeasureType.objects.select_for_update().filter(code=code).order_by("version"))
    in_use = next((one for one in versions if one.until is None), None)
    if (in_use.version if in_use else 0) != seen:
        raise Refused(
            "Somebody else changed this measure, or its short name is taken. Look at the list again.", status=409
        )
    if in_use:
        in_use.until = timezone.localdate()
        in_use.save(update_fields=["until"])
    number = versions[-1].version + 1 if versions else 1
    made = MeasureType.objects.create(
        code=code, version=number, name=name, standard=standard, guide_pence=guide_pence,
        from_date=timezone.localdate(),
    )  # fmt: skip
    record("catalogue.version_added", by=by, subject=made, code=code, version=number, guide_pence=guide_pence)
    return made


@transaction.atomic
def retire(*, measure: MeasureType, by: Actor) -> None:
    """Nobody chooses it any more. What was fitted stays as it is."""
    held = MeasureType.objects.select_for_update().get(pk=measure.pk)
    if held.until:
        raise Refused("This is out of use already. Look at the list again.", status=409)
    held.until = timezone.localdate()
    held.save(update_fields=["until"])
    record("catalogue.retired", by=by, subject=held, code=held.code, version=held.version)


def _note(what: str, organisation: Organisation, by: Actor, **data: Any) -> None:
    """Dates and ids as text: an event holds JSON."""
    plain: dict[str, Any] = {
        name: value if value is None or isinstance(value, int) else str(value) for name, value in data.items()
    }
    record(f"organisation.{what}", by=by, subject=organisation, **plain)
