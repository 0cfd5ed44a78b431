"""More is fitted than was approved: it is kept, and told once to whoever approves (ADR 51)."""

from typing import Any

import pytest

from accounts.models import Notice
from accounts.scope import acting, as_system
from journal.models import Event
from providers.actions import quoting, visits, works
from providers.actions.works import Fitted
from tests.databases import role
from tests.events import delivered
from tests.providers import walk
from tests.providers.pages import COORDINATOR, FITTER, TRIAGE, day, page_of, press, signed_in
from tests.referrals import walk as referrals

pytestmark = pytest.mark.django_db
BEYOND = "workstream.beyond_approved"


def told() -> list[tuple[int, int]]:
    """(fitted, approved) of every time that somebody was told, in pence."""
    with role("safer_worker"), as_system():
        events = Event.objects.filter(kind=BEYOND).order_by("at")
        return [(event.data["pence"], event.data["approved"]) for event in events]


def fit(row: Any, pence: int) -> Any:
    return walk.do(row, works.fit, walk.fitter(), item=Fitted("door-chain", "Back door", 1, walk.in_days(0), pence))


def test_what_is_fitted_beyond_the_approved_cost_is_kept_and_told_to_whoever_approves() -> None:
    row, van, lead = walk.install_booked(), signed_in(FITTER), referrals.lead()
    chain = {"measure": "door-chain", "place": "Back door", "quantity": "1", **day("fitted_on", walk.in_days(0))}
    assert "Approved: £120.00. Fitted so far: £0.00." in van.get(page_of(row, "fit")).content.decode()
    assert press(van, page_of(row, "fit"), **chain, cost="120").status_code == 302
    assert (told(), "beyond" in van.get(page_of(row)).content.decode()) == ([], False)
    for cost in ("0.01", "40"):
        assert press(van, page_of(row, "fit"), **chain, cost=cost).status_code == 302
    assert told() == [(12_001, 12_000)]
    delivered(BEYOND)
    with role("safer_worker"), as_system():
        people = set(Notice.objects.filter(kind=BEYOND).values_list("user_id", flat=True))
    assert lead.user_id in people
    assert not people & {None, referrals.worker().user_id, walk.fitter().user_id}
    assert "More is fitted than was approved" in van.get(page_of(row, "install")).content.decode()
    assert press(van, page_of(row, "install"), note="The frame was rotten.").status_code == 302
    assert (told(), walk.now(row).state) == ([(12_001, 12_000)], "installed")
    for who in (COORDINATOR, TRIAGE):
        shown = signed_in(who).get(page_of(row)).content.decode()
        for words in (
            "£40.01 beyond", "have been told", "Beyond what was approved: £120.01 is fitted, £120.00 was approved.",
            "The frame was rotten.", "£160.01 is fitted",
        ):  # fmt: skip
            assert words in shown, (who, words)


def test_every_approval_is_held_against_what_is_fitted_then() -> None:
    """A dearer quote makes room; a cheaper one is passed at once, although nothing more is fitted."""
    row = fit(walk.install_booked(), 13_000)
    assert told() == [(13_000, 12_000)]
    for number, pence in enumerate((30_000, 12_500), 2):
        row = walk.do(row, visits.cancel_visit, walk.fitter(), name="cancel_install", reason="no_parts")
        with acting(walk.coordinator()):
            drop = list(row.recommendations.filter(dropped_in=None).values_list("pk", flat=True))
        new = {"name": "requote", "drop": drop, "item": walk.item(pence), "note": "Anew."}
        row = walk.do(row, quoting.change_quote, walk.fitter(), **new)
        assert "Fitted so far" not in signed_in(COORDINATOR).get(page_of(row)).content.decode()
        row = walk.do(row, works.approve, walk.coordinator())
        row = walk.do(row, visits.plan_visit, walk.fitter(), name="book_install", starts_at=walk.tomorrow())
        assert (row.quote_version, len(told())) == (number, number - 1)
    assert told()[1] == (13_000, 12_500)
    assert "£5.00 beyond" in signed_in(COORDINATOR).get(page_of(row)).content.decode()
