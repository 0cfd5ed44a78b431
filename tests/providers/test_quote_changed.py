"""A cost that a triage lead does not approve, and another version of a quote: what was approved was another one."""

import uuid
from typing import Any

import pytest
from django.urls import reverse

from accounts.scope import acting
from providers.actions import quoting, visits, works
from providers.pace import pace_of
from tests.events import delivered
from tests.providers import walk
from tests.providers.happenings import notices_of
from tests.providers.pages import COORDINATOR, FITTER, LEAD, SUPPORTER, TRIAGE, hidden, page_of, press, signed_in
from tests.providers.test_refusals import refusal
from tests.referrals import walk as referrals

pytestmark = pytest.mark.django_db
LISTS = reverse("providers:worklist")
WHY = {"reason": "too_much", "note": "Leave out the Qgate."}
CHANGE = {"measure": "", "room": "", "quantity": "1", "labour": "0", "note": "Without the gate."}


def lines(row: Any) -> list[uuid.UUID]:
    with acting(referrals.worker()):
        return list(row.recommendations.filter(dropped_in=None).values_list("pk", flat=True))


def changed(row: Any, name: str = "change_quote", by: Any = None, **given: Any) -> Any:
    whole = {"drop": lines(row), "item": walk.item(), "note": "Without the gate."} | given
    return walk.do(row, quoting.change_quote, by or walk.fitter(), name=name, **whole)


def test_refused_cost_goes_back_to_the_firm_with_the_reason_and_what_to_do() -> None:
    row, lead, desk = walk.assessed(pence=90_000), signed_in(LEAD), signed_in(COORDINATOR)
    assert page_of(row, "change_quote") in desk.get(page_of(row)).content.decode()
    assert "£900.00" in lead.get(page_of(row, "refuse_cost")).content.decode()
    missing = press(lead, page_of(row, "refuse_cost"), reason="too_much", note="")
    assert missing.status_code == 422
    assert press(lead, page_of(row, "refuse_cost"), **WHY).status_code == 302
    after = walk.now(row)
    assert (after.state, after.due_at, after.cost_refused_reason) == ("assessed", row.due_at, "too_much")
    delivered("workstream.cost_refused")
    assert notices_of(walk.LOCKS) == ["workstream.cost_refused"]
    for client in (desk, signed_in(FITTER), signed_in(TRIAGE)):
        shown = client.get(page_of(row)).content.decode()
        for words in ("Victim Support refused the cost", "It costs too much", "Leave out the Qgate.", "Up to £800.00"):
            assert words in shown, words
    shown = desk.get(f"{LISTS}?view=all").content.decode()
    assert ("Cost refused" in shown, "24-7 Locks Ltd" in shown, page_of(row, "change_quote") in shown) == (
        True,
        True,
        True,
    )
    assert row.reference not in lead.get(LISTS).content.decode()
    oasis = walk.send(referrals.fetch(row.reference, referrals.worker()), walk.OASIS, "support_adults")
    assert "Qgate" not in signed_in(SUPPORTER).get(page_of(oasis)).content.decode()
    assert walk.do(row, works.approve, referrals.lead()).cost_refused_reason == ""


def test_cost_is_refused_by_a_lead_above_the_limit_only() -> None:
    dear, cheap = walk.assessed(pence=80_001), walk.assessed(pence=80_000)
    for by in (walk.coordinator(), referrals.worker()):
        assert refusal(dear, quoting.refuse_cost, by, **WHY).status == 403
    assert "up to the limit" in refusal(cheap, quoting.refuse_cost, referrals.lead(), **WHY).message
    for field, wrong in (("reason", "whim"), ("note", " ")):
        assert refusal(dear, quoting.refuse_cost, referrals.lead(), **WHY | {field: wrong}).field == field
    assert page_of(cheap, "refuse_cost") not in signed_in(LEAD).get(page_of(cheap)).content.decode()


@pytest.mark.parametrize(("pence", "waits"), [(90_000, True), (80_000, False)])
def test_changed_quote_keeps_the_old_one_and_is_decided_by_its_sum(pence: int, waits: bool) -> None:
    row = walk.do(walk.assessed(pence=120_000), quoting.refuse_cost, referrals.lead(), **WHY)
    row = changed(row, item=walk.item(pence))
    assert (row.state, row.quote_version, row.estimate_pence, row.cost_refused_reason) == ("assessed", 2, pence, "")
    delivered("workstream.quote_changed")
    assert ("workstream.quote_changed" in notices_of("victim-support")) == waits
    assert (row.reference in signed_in(LEAD).get(LISTS).content.decode()) == waits
    shown = signed_in(COORDINATOR).get(page_of(row)).content.decode()
    for words in (
        "Quote, version 2: ",
        "Taken out of the quote",
        "£1,200.00",
        "In since version 1, taken out in version 2",
    ):
        assert words in shown, words
    assert (page_of(row, "approve") in shown) == (not waits)
    by = referrals.lead() if waits else walk.coordinator()
    assert walk.do(row, works.approve, by).state == "approved"


def test_approval_of_a_quote_counts_for_no_other() -> None:
    """Above the limit the lead decides anew; meanwhile nothing is booked, and it is not counted as installed."""
    row = walk.do(walk.assessed(pence=90_000), works.approve, referrals.lead())
    row = changed(row, "requote", drop=[], item=walk.item(30_000))
    assert (row.state, row.estimate_pence, row.quote_version) == ("assessed", 120_000, 2)
    booking = {"name": "book_install", "starts_at": walk.tomorrow()}
    assert refusal(row, visits.plan_visit, walk.fitter(), **booking).status == 409
    assert refusal(row, works.approve, walk.coordinator()).status == 403
    with acting(referrals.worker()):
        assert pace_of(row.referral_id).installed == ""
    row = walk.do(row, works.approve, referrals.lead())
    assert walk.do(row, visits.plan_visit, walk.fitter(), **booking).state == "install_booked"


def test_quote_from_which_everything_goes_needs_no_works() -> None:
    row = changed(walk.assessed(pence=90_000), item=None, note="The landlord does it all.")
    assert row.estimate_pence == 0
    assert (
        walk.do(row, works.find_no_works, walk.coordinator(), note="Done by the landlord.").state == "no_works_needed"
    )


def test_quote_is_changed_through_its_page_and_says_what_is_missing() -> None:
    row, van = walk.assessed(pence=90_000), signed_in(FITTER)
    page = page_of(row, "change_quote")
    (line,) = lines(row)
    shown = van.get(page).content.decode()
    assert ("1 × Mortice deadlock, Front door, £900.00" in shown, "Nothing new" in shown) == (True, True)
    foreign = lines(walk.assessed())[0]
    for wrong in ({}, {"drop": str(line), "note": ""}, {"measure": "cctv"}, {"drop": str(foreign)}, {"drop": "x"}):
        answer = press(van, page, **CHANGE | wrong)
        assert (answer.status_code, "There is a problem" in answer.content.decode()) == (422, True), wrong
    found = refusal(row, quoting.change_quote, walk.fitter(), name="change_quote", drop=[foreign], item=None, note="x")
    assert found.field == "drop"
    form = hidden(van.get(page)) | CHANGE | {"drop": str(line), "measure": "cctv", "room": "Hall", "labour": "2.50"}
    for _ in range(2):  # a lost reply, pressed again
        answer = van.post(page, form)
        assert answer.status_code == 302, answer.context["form"].errors
    after = walk.now(row)
    assert (after.quote_version, after.estimate_pence, after.version) == (2, 38_250, row.version + 1)
    stale = van.post(page, form | {"posted": str(uuid.uuid4()), "drop": []})
    assert (stale.status_code, "Without the gate." in stale.content.decode()) == (409, True)
    walk.recalled(row)
    stopped = van.get(page)
    assert (stopped.status_code, "Front door" in stopped.content.decode()) == (409, False)
