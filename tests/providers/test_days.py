"""Whole days at the providers' desks, through HTTP: from new work to its end."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from providers.models import Workstream
from tests import people
from tests.providers import walk
from tests.providers.pages import COORDINATOR, FITTER, LEAD, MANAGER, SUPPORTER, TRIAGE, day, page_of, press, signed_in
from tests.referrals import walk as referrals


def go(client: Client, row: Workstream, transition: str, **typed: Any) -> None:
    response = press(client, page_of(row, transition), **typed)
    assert response.status_code == 302, response.content.decode()[-4000:]
    shown = client.get(response["Location"])
    assert shown.status_code == 200
    assert "govuk-notification-banner--success" in shown.content.decode()


@pytest.mark.django_db
def test_security_from_new_to_complete_and_its_checks() -> None:
    """S1.5, S1.20; issue: 24-7 Locks books, assesses, installs three measures, signs off."""
    row = walk.sent()
    desk, van = signed_in(COORDINATOR), signed_in(FITTER)
    tomorrow, today = timezone.localdate(walk.tomorrow()), timezone.localdate()
    assert row.reference in desk.get(reverse("providers:worklist")).content.decode()
    go(desk, row, "accept", note="")
    go(desk, row, "ask_permission", **day("asked_on", today))
    go(desk, row, "record_permission", evidence="email", given_by="Agent", document="F 12", **day("given_on", today))
    go(van, row, "propose_visit", at="9:30am", **day("day", tomorrow))
    go(van, row, "book_visit", at="10:00", worker=str(walk_fitter()), **day("day", tomorrow))
    go(van, row, "change_visit", at="2pm", **day("day", tomorrow))
    for measure in ("mortice-deadlock", "door-viewer"):
        go(van, row, "recommend", measure=measure, room="Front door", quantity="1", labour="£10.00", then="again")
    go(van, row, "assess", fire_considered="on", fire_note="Key stays inside.", findings="One door.")
    go(desk, row, "approve")
    go(van, row, "book_install", at="11:15", **day("day", tomorrow))
    for measure in ("mortice-deadlock", "door-viewer", "letterbox"):
        go(van, row, "fit", measure=measure, place="Front door", quantity="1", cost="110", **day("fitted_on", today))
    go(van, row, "install")
    go(van, row, "sign_off", tested="on", shown="on", agreed="on")
    go(desk, row, "complete")
    assert walk.now(row).state == "complete"
    go(van, row, "follow_up", months="3", found="all_well")
    response = press(van, page_of(row, "follow_up"), months="6", found="all_well")
    assert "This work has ended" in van.get(response["Location"]).content.decode()


def walk_fitter() -> Any:
    return people.user_of(FITTER).pk


@pytest.mark.django_db
def test_support_from_new_to_completed() -> None:
    """S1.6; issue: Oasis engages and completes."""
    row = walk.s_sent()
    desk = signed_in(SUPPORTER)
    me = people.user_of(SUPPORTER).pk
    later = walk.in_days(20)
    go(desk, row, "accept", worker=str(me))
    go(desk, row, "start_contact", way="call", outcome="no_answer", **day("next_on", later))
    go(desk, row, "log_attempt", way="call", outcome="spoke", note="She would like a call on Fridays.")
    go(desk, row, "engage")
    go(desk, row, "add_goal", area="safety", aim="Sleep through the night")
    go(desk, row, "agree_plan", **day("review_on", later))
    go(desk, row, "start")
    go(desk, row, "review", note="Better.", **day("next_on", later))
    (goal,) = walk.goal_results(row)
    response = press(desk, page_of(row, "complete"), **{f"goal_{goal.hex}": "met"})
    assert response.status_code == 302
    assert walk.now(row).state == "completed"
    assert "It has ended for you" in desk.get(response["Location"]).content.decode()


@pytest.mark.django_db
def test_triage_sends_through_the_page_and_sees_the_work_on_the_case() -> None:
    """S1.21, S1.35."""
    referral = referrals.triaged()
    client = signed_in(TRIAGE)
    address = reverse("providers:dispatch", args=[referral.reference])
    response = press(client, address, to="security:24-7-locks", note="Evenings are best.")
    assert response.status_code == 302, response.content.decode()[-3000:]
    shown = client.get(response["Location"]).content.decode()
    assert "Security measures: 24-7 Locks Ltd" in shown
    assert "Evenings are best." in shown


@pytest.mark.django_db
def test_lead_approves_what_is_above_the_limit() -> None:
    row = walk.assessed(pence=90_000)
    refused = signed_in(COORDINATOR).get(page_of(row)).content.decode()
    assert page_of(row, "approve") not in refused
    lead = signed_in(LEAD)
    assert row.reference in lead.get(reverse("providers:worklist")).content.decode()
    go(lead, row, "approve")
    assert walk.now(row).state == "approved"


@pytest.mark.django_db
def test_manager_reassigns_and_transfers() -> None:
    """domain.md: a new row; notes do not follow."""
    row = walk.s_active(district="swale")
    client = signed_in(MANAGER)
    go(client, row, "reassign", worker=str(people.user_of(SUPPORTER).pk))
    response = press(client, page_of(row, "transfer"), organisation="look-ahead")
    assert response.status_code == 302
    assert walk.now(row).state == "transferred"
    (new,) = walk.of_referral(row, "look-ahead")
    assert (new.state, new.worker, walk.now(row).transferred_to_id) == ("sent", None, new.pk)
