"""The quote: lines at the catalogue's cost of their day, shown to whoever approves; its sum is what is approved."""

from typing import Any

import pytest
from django.db.models import Sum

from accounts.scope import acting
from providers.actions import scheme, works
from providers.actions.works import Recommended
from providers.models import Fitting, MeasureType
from tests.people import actor_of
from tests.providers import walk
from tests.providers.pages import COORDINATOR, LEAD, SUPPORTER, TRIAGE, hidden, page_of, press, signed_in
from tests.referrals import walk as referrals
from walls.refusals import Refused

pytestmark = pytest.mark.django_db
LINES = (Recommended("mortice-deadlock", "Front door", 2, 1_550), Recommended("door-chain", "Back door", 1))


def dearer(code: str, pence: int) -> None:
    held = MeasureType.objects.get(code=code, until=None)
    scheme.add_version(
        code=code, seen=held.version, name=held.name, standard=held.standard, guide_pence=pence,
        by=actor_of("scheme-administrator"),
    )  # fmt: skip


def quoted() -> Any:
    return walk.do(walk.visit_booked(), works.assess, walk.fitter(), fire_considered=True, items=LINES)


def test_quote_is_the_sum_of_its_lines_and_the_estimate() -> None:
    """Two deadlocks at £110.00 and £15.50 of labour, one chain at £25.00."""
    row = quoted()
    assert row.estimate_pence == 2 * 11_000 + 1_550 + 2_500
    for who in (COORDINATOR, TRIAGE):
        shown = signed_in(who).get(page_of(row)).content.decode()
        for words in (
            "Quote",
            "£110.00",
            "£15.50",
            "£235.50",
            "£25.00",
            "Quote: £260.50 in total",
            "Catalogue version 1",
        ):
            assert words in shown, (who, words)
    assert "£260.50" not in signed_in(SUPPORTER).get(page_of(row)).content.decode()


def test_quote_keeps_the_version_of_its_day_and_spend_is_known_by_version() -> None:
    row = quoted()
    dearer("door-chain", 9_900)
    later = walk.do(walk.visit_booked(), works.recommend, walk.fitter(), item=LINES[1])
    with acting(referrals.worker()):
        chain = row.recommendations.get(measure__code="door-chain")
        assert (chain.measure.version, chain.estimate_pence) == (1, 2_500)
        dear = later.recommendations.get()
        assert (dear.measure.version, dear.estimate_pence) == (2, 9_900)
    done = walk.installed()
    dearer("door-viewer", 7_700)
    walk.installed()
    with acting(referrals.worker()):
        spent = Fitting.objects.filter(measure__code="door-viewer").values_list("measure__version")
        assert sorted(spent.annotate(Sum("cost_pence"))) == [(1, 11_500), (2, 11_500)]
    assert done.state == "installed"


def test_quote_stands_on_the_page_where_it_is_approved() -> None:
    """Above the limit a triage lead decides, and sees what for."""
    row = walk.assessed(pence=90_000)
    lead = signed_in(LEAD)
    shown = lead.get(page_of(row, "approve")).content.decode()
    for words in ("Approve the cost", "£110.00", "£790.00", "£900.00"):
        assert words in shown, words
    assert lead.post(page_of(row, "approve"), hidden(lead.get(page_of(row, "approve")))).status_code == 302
    assert walk.now(row).state == "approved"
    nothing, firm = walk.assessed(0), signed_in(COORDINATOR)
    empty = firm.get(page_of(nothing, "approve"))
    assert (empty.status_code, hidden(empty), "£0.00" in empty.content.decode()) == (200, {}, False)
    assert "there is no cost to approve" in empty.content.decode()
    offered = firm.get(page_of(nothing)).content.decode()
    assert [page_of(nothing, name) in offered for name in ("approve", "find_no_works")] == [False, True]


def test_line_is_added_through_the_page_without_a_cost_to_type() -> None:
    row, van = walk.visit_booked(), signed_in("fitter.24-7-locks")
    assert "Door chain, £25.00" in van.get(page_of(row, "recommend")).content.decode()
    whole = {"measure": "door-chain", "room": "Back door", "quantity": "2", "labour": "3.50"}
    minus = van.post(page_of(row, "recommend"), hidden(van.get(page_of(row, "recommend"))) | whole | {"labour": "-1"})
    assert minus.status_code == 422
    assert press(van, page_of(row, "recommend"), **whole).status_code == 302
    assert "£53.50" in van.get(page_of(row)).content.decode()


def test_labour_is_never_negative() -> None:
    row = walk.visit_booked()
    with pytest.raises(Refused) as refused:
        walk.do(row, works.recommend, walk.fitter(), item=Recommended("door-chain", "Back door", 1, -2_000))
    assert refused.value.field == "labour"
