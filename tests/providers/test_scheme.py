"""The scheme administrator's pages: coverage, the KMISA, capacity, closed days, the catalogue; and what they stop."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from accounts.roles import Role
from accounts.scope import acting
from journal.models import Event
from providers.actions import scheme
from providers.actions.dispatch import dispatch
from providers.advice import advice
from providers.models import Capacity, Closure, Coverage, MeasureType, Signatory
from referrals.models import Onward
from tests.people import actor_of, as_role
from tests.providers import walk
from tests.providers.pages import TRIAGE, day, hidden, signed_in
from tests.referrals import walk as referrals
from walls.refusals import Refused

pytestmark = pytest.mark.django_db
ADMINISTRATOR = "scheme-administrator"


def address(name: str, *given: Any) -> str:
    return reverse(f"providers:{name}", args=given)


def today() -> date:
    return timezone.localdate()


def oasis() -> Organisation:
    return Organisation.objects.get(slug="oasis")


def changes() -> list[str]:
    with acting(actor_of(ADMINISTRATOR)):
        return list(Event.objects.filter(case_id=None).order_by("at").values_list("kind", flat=True))


def test_districts_are_added_and_ended_and_every_change_is_told(client: Client) -> None:
    """Also to another administrator than the one who made it."""
    as_role(client, ADMINISTRATOR)
    page = address("agency", "oasis")
    typed = {"element": "support_children", "districts": ["ashford", "swale"]} | day("from_date", today())
    assert client.post(address("cover", "oasis"), typed)["Location"] == page
    again = client.post(address("cover", "oasis"), typed)
    assert (again.status_code, "Ashford on some of these days already" in again.content.decode()) == (422, True)
    row = Coverage.objects.get(organisation=oasis(), element="support_children", district="ashford")
    end = address("stop_covering", row.pk)
    assert client.get(end).status_code == 200
    assert client.post(end, day("until", today() - timedelta(days=1))).status_code == 422
    assert client.post(end, day("until", today()))["Location"] == page
    assert client.post(end, day("until", today())).status_code == 409
    assert changes().count("organisation.coverage_added") == 2
    other = referrals.person(Role.SCHEME_ADMINISTRATOR, "kcc", "Other Admin")
    with acting(other):
        assert Event.objects.filter(kind="organisation.coverage_ended").count() == 1
    shown = client.get(page).content.decode()
    assert "Does support for children in Ashford from" in shown
    assert "upport for children in Ashford until" in shown


def test_what_an_agency_cannot_do_is_refused() -> None:
    by = actor_of(ADMINISTRATOR)
    with pytest.raises(Refused, match="cannot do this"):
        scheme.cover(
            organisation=oasis(), element="security", districts=["ashford"], from_date=today(), until=None, by=by
        )
    with pytest.raises(Refused, match="last day must be"):
        scheme.cover(
            organisation=oasis(), element="support_children", districts=["ashford"], from_date=today(),
            until=today() - timedelta(days=1), by=by,
        )  # fmt: skip
    client = signed_in(ADMINISTRATOR)
    for slug in ("kcc", "victim-support", "nobody"):  # they have no districts
        assert client.get(address("cover", slug)).status_code == 404


def test_signature_ends_and_nothing_is_sent_by_any_door(client: Client) -> None:
    """S1.35: the page, the action and the row itself."""
    as_role(client, ADMINISTRATOR)
    signature = Signatory.objects.get(organisation=oasis())
    end = address("end_signature", signature.pk)
    assert client.post(end, day("until", today() - timedelta(days=1)))["Location"] == address("agency", "oasis")
    assert_nothing_is_sent("has not signed")
    assert client.post(address("sign", "oasis"), day("signed_on", today()) | {"document": "KMISA/2"}).status_code == 302
    assert client.post(address("sign", "oasis"), day("signed_on", today()) | {"document": "X"}).status_code == 422
    shown = client.get(address("agency", "oasis")).content.decode()
    assert re.search(r"Signed the KMISA on .*, document KMISA/2", shown)
    referral = referrals.triaged()
    assert walk.send(referral, "oasis", "support_adults").state == "sent"


def assert_nothing_is_sent(words: str, element: str = "support_adults") -> None:
    by, referral = referrals.worker(), referrals.triaged()
    page = signed_in(TRIAGE)
    opened = page.get(address("dispatch", referral.reference))
    to = {"to": f"{element}:oasis", "note": ""}
    answer = page.post(address("dispatch", referral.reference), hidden(opened) | to)
    assert answer.status_code == 422
    with acting(by):
        with pytest.raises(Refused, match=words):
            dispatch(referral_id=referral.pk, version=referral.version, by=by, organisation=oasis(), element=element)
        with pytest.raises(IntegrityError), transaction.atomic():
            Onward.objects.create(referral=referral, organisation=oasis(), element=element, sent_by=by.user_id)
        assert not Onward.objects.filter(referral=referral).exists()


def test_nothing_is_sent_out_of_district_or_without_the_element_by_any_door(client: Client) -> None:
    Coverage.objects.filter(organisation=oasis(), element="support_adults", district="ashford").update(
        until=today() - timedelta(days=1)
    )
    assert_nothing_is_sent("does not do")
    assert_nothing_is_sent("does not do", "support_children")
    assert_nothing_is_sent("does not do", "security")


def test_capacity_and_closed_days_are_advice_and_refuse_nothing(client: Client) -> None:
    as_role(client, ADMINISTRATOR)
    assert client.post(address("capacity", "oasis"), {"open_work": "1"})["Location"] == address("agency", "oasis")
    assert client.post(address("capacity", "oasis"), {"open_work": "1"}).status_code == 302
    assert client.post(address("capacity", "oasis"), {"open_work": "-1"}).status_code == 422
    assert changes().count("organisation.capacity_set") == 1
    closed = day("from_date", today()) | day("until", today() + timedelta(days=2))
    assert client.post(address("close", "oasis"), closed).status_code == 302
    assert client.post(address("close", "oasis"), closed).status_code == 422
    walk.s_sent()
    referral = referrals.triaged()
    page = signed_in(TRIAGE).get(address("dispatch", referral.reference)).content.decode()
    again = today() + timedelta(days=3)
    assert f"1 open and it can hold 1: full. Closed; takes work again from {again.day} {again:%B}." in page
    assert walk.send(referral, "oasis", "support_adults").state == "sent"
    back = address("reopen", Closure.objects.get().pk)
    assert client.get(back).status_code == 200
    assert client.post(back).status_code == 302
    assert client.post(back).status_code == 409
    assert "No closed days ahead" in client.get(address("agency", "oasis")).content.decode()


def test_advice_puts_first_who_is_open_and_has_most_room_and_no_name_for_ever() -> None:
    """domain.md: advice, never a decision. Equals change places from case to case."""
    by = referrals.worker()
    Coverage.objects.create(organisation=walk.organisation("clarion"), element="support_adults", district="ashford",
                            from_date=today())  # fmt: skip
    orders = set()
    for _ in range(12):
        referral = referrals.triaged()
        with acting(by):
            orders.add(first_two(referral))
    assert orders == {("oasis", "clarion"), ("clarion", "oasis")}
    scheme.set_capacity(organisation=oasis(), open_work=0, by=actor_of(ADMINISTRATOR))
    with acting(by):
        assert first_two(referral) == ("clarion", "oasis")
        walk.send(referral, "clarion", "support_adults", by)
    scheme.set_capacity(organisation=oasis(), open_work=5, by=actor_of(ADMINISTRATOR))
    with acting(by):
        found = advice(referrals.triaged(), today())
        said = {one.organisation.slug: one.words for one in found if one.element == "support_adults"}
        assert (said["oasis"], said["clarion"]) == ("Has 0 open, room for 5 more.", "Has 1 open.")
    Closure.objects.create(organisation=oasis(), from_date=today(), until=today())
    with acting(by):
        assert first_two(referrals.triaged()) == ("clarion", "oasis")


def first_two(referral: Any) -> tuple[str, ...]:
    found = [one for one in advice(referral, today()) if one.element == "support_adults" and one.possible]
    return tuple(one.organisation.slug for one in found)


def test_a_measure_gets_a_new_version_and_the_old_one_stays(client: Client) -> None:
    """What was fitted keeps the version of its day."""
    as_role(client, ADMINISTRATOR)
    row = walk.installed()
    old = MeasureType.objects.get(code="door-viewer")
    renew = address("renew_measure", old.pk)
    opened = client.get(renew).content.decode()
    assert 'value="20.00"' in opened
    typed = {"seen": "1", "name": "Wide door viewer", "standard": "TS 002", "cost": "25.50"}
    assert client.post(renew, typed)["Location"] == address("measures")
    assert client.post(renew, typed).status_code == 409
    new = MeasureType.objects.get(code="door-viewer", until=None)
    assert (new.version, new.name, new.guide_pence) == (2, "Wide door viewer", 2550)
    old.refresh_from_db()
    assert (old.name, old.guide_pence, old.until) == ("Door viewer", 2000, today())
    with acting(referrals.worker()):
        assert row.fittings.filter(measure=old).exists()
    assert client.post(address("retire_measure", new.pk)).status_code == 302
    assert client.post(address("retire_measure", new.pk)).status_code == 409
    page = client.get(address("measures")).content.decode()
    assert page.index("Before") < page.index("Wide door viewer")
    assert client.post(address("renew_measure", new.pk), typed | {"seen": "0"}).status_code == 302
    assert MeasureType.objects.get(code="door-viewer", until=None).version == 3


def test_a_new_measure_is_offered_and_a_short_name_is_taken_once(client: Client) -> None:
    as_role(client, ADMINISTRATOR)
    typed = {"seen": "0", "code": "stair-gate", "name": "Stair gate", "cost": "30"}
    assert client.post(address("add_measure"), typed).status_code == 302
    assert client.post(address("add_measure"), typed).status_code == 409
    assert client.post(address("add_measure"), typed | {"code": "Not a slug!"}).status_code == 422
    assert "catalogue.version_added" in changes()
    assert "Stair gate" in client.get(address("measures")).content.decode()


def test_agencies_are_listed_with_what_counts_today(client: Client) -> None:
    as_role(client, ADMINISTRATOR)
    Capacity.objects.create(organisation=oasis(), open_work=30)
    Closure.objects.create(organisation=oasis(), from_date=today(), until=today())
    Signatory.objects.filter(organisation__slug="clarion").update(until=date(2024, 1, 1))
    page = client.get(address("agencies")).content.decode()
    for words in ("Oasis Domestic Abuse Support", "Not signed", "30", "Until "):
        assert words in page


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SCHEME_ADMINISTRATOR])
def test_pages_of_the_scheme_do_not_exist_for_others(client: Client, role: Role) -> None:
    as_role(client, role.value)
    row, measure = Coverage.objects.first(), MeasureType.objects.first()
    assert row
    assert measure
    pages = [address("agencies"), address("measures"), address("add_measure"), address("renew_measure", measure.pk)]
    pages += [address(name, "oasis") for name in ("agency", "cover", "sign", "capacity", "close")]
    pages += [address("stop_covering", row.pk), address("retire_measure", measure.pk)]
    for page in pages:
        assert client.get(page).status_code == 404
        assert client.post(page).status_code in {404, 405}
