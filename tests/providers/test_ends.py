"""How support passes on or ends: only to whom it can go, and no goal of which nothing is said."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.scope import acting
from providers.actions import acceptance, support
from providers.models import Coverage, Signatory
from referrals.intake import Agreement
from tests.providers import walk
from tests.providers.happenings import withdraw
from tests.providers.pages import COORDINATOR, MANAGER, SUPPORTER, TRIAGE, hidden, page_of, press, signed_in
from tests.providers.test_refusals import refusal
from tests.referrals import walk as referrals

pytestmark = pytest.mark.django_db
LEFT_OUT = "Who cannot take it now"
SOME = Agreement(recipients=("victim-support", "oasis", "clarion"), given_how="phone")


def offered(row: Any, who: str = MANAGER) -> tuple[list[str], str]:
    """→ whom the page offers, and the page."""
    answer = signed_in(who).get(page_of(row, "transfer"))
    return [slug for slug, _ in answer.context["form"].fields["organisation"].choices], answer.content.decode()


def test_transfer_offers_only_those_who_can_take_it_and_says_who_is_left_out_and_why() -> None:
    """Element, signature, district, consent, and that it is not there already."""
    slugs, shown = offered(walk.s_active(district="swale"))
    assert slugs == ["look-ahead"]
    assert "Clarion Housing Group: It does not do this in this district today." in shown
    for name in ("Project Salus", "24-7 Locks", "Oasis Domestic Abuse Support:"):
        assert name not in shown.partition(LEFT_OUT)[2], name
    slugs, shown = offered(walk.s_active(district="swale", agreement=SOME))
    assert (slugs, "Look Ahead Care and Support: The person has not agreed" in shown) == ([], True)
    assert ("Nobody else can take it now" in shown, "Anything to add" in shown) == (True, False)
    there = walk.s_active(district="swale")
    walk.send(referrals.fetch(there.reference, referrals.worker()), "look-ahead", "support_adults")
    assert "Look Ahead Care and Support: It has this already." in offered(there)[1]
    Signatory.objects.filter(organisation__slug="look-ahead").update(until=walk.in_days(-1))
    assert (
        "Look Ahead Care and Support: It has not signed the Kent and Medway Information Sharing Agreement"
        in offered(walk.s_active(district="swale"))[1]
    )
    Coverage.objects.filter(organisation__slug="look-ahead").update(until=timezone.localdate())
    assert "Look Ahead Care and Support: It does not" not in offered(walk.s_active(district="swale"))[1]


def test_transfer_that_is_not_offered_is_refused_and_whoever_may_not_transfer_reads_of_nobody() -> None:
    row = walk.s_active(district="swale")
    client = signed_in(MANAGER)
    answer = press(client, page_of(row, "transfer"), organisation="clarion", note="Moves to Maidstone.")
    assert (answer.status_code, "Moves to Maidstone." in answer.content.decode()) == (422, True)
    assert (offered(row, SUPPORTER)[0], LEFT_OUT in offered(row, SUPPORTER)[1]) == ([], False)
    walk.recalled(row)
    slugs, shown = offered(row)
    assert (slugs, LEFT_OUT in shown, "Look Ahead" in shown) == ([], False, False)


def test_reasons_to_return_work_fit_the_work() -> None:
    """Nobody asks an owner for permission to support somebody."""
    owner = "The owner of the home did not give permission"
    row, client = walk.s_accepted(), signed_in(SUPPORTER)
    assert owner in signed_in(COORDINATOR).get(page_of(walk.accepted(), "return")).content.decode()
    assert owner not in client.get(page_of(row, "return")).content.decode()
    answer = press(client, page_of(row, "return"), reason="owner_refused", note="Her landlord.")
    assert (answer.status_code, "Her landlord." in answer.content.decode()) == (422, True)
    found = refusal(row, acceptance.return_work, walk.supporter(), kind="support", reason="owner_refused")
    assert (found.field, walk.now(row).state) == ("reason", "accepted")


def results(row: Any) -> list[str]:
    with acting(referrals.worker()):
        return sorted(row.goals.values_list("progress", flat=True))


def test_support_that_ends_early_says_how_each_goal_came_out_and_triage_reads_how_many() -> None:
    row, client = walk.s_active(), signed_in(SUPPORTER)
    row = walk.do(row, support.add_goal, walk.supporter(), area="money", aim="A bank account of her own")
    page = page_of(row, "end_early")
    missing = press(client, page, reason="moved_away", note="To her sister.")
    shown = missing.content.decode()
    assert (missing.status_code, "Select how it came out: A bank account of her own" in shown) == (422, True)
    assert "To her sister." in shown
    first, second = walk.goal_results(row)
    said = {f"goal_{first.hex}": "partly", f"goal_{second.hex}": "not_known"}
    form = hidden(client.get(page)) | said | {"reason": "moved_away"}
    assert client.post(page, form).status_code == 302
    assert (walk.now(row).state, results(row)) == ("ended_early", ["not_known", "partly"])
    assert "Goals of the plan: 1 partly reached, 1 not known" in signed_in(TRIAGE).get(page_of(row)).content.decode()


@pytest.mark.parametrize("how", ["return", "recall", "transfer", "withdraw"])
def test_goals_of_work_that_stops_are_not_known(how: str) -> None:
    """Nobody has said how they came out; "being worked on" would be false."""
    row = walk.s_active(district="swale")
    assert results(row) == ["open"]
    if how == "return":
        walk.do(row, acceptance.return_work, walk.supporter(), kind="support", reason="declined_by_person")
    elif how == "recall":
        walk.recalled(row)
    elif how == "transfer":
        with acting(walk.manager()):
            walk.transfer_to_look_ahead(row)
    else:
        withdraw(row)
    assert results(row) == ["not_known"]
