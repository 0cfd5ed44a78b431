"""Where the home is: on no page of security before a tap, and every tap is recorded."""

import re
import uuid
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts import demo
from accounts.scope import acting
from journal.models import Access
from providers.deciding import MOVES
from referrals.actions import endings
from tests import people
from tests.providers import walk
from tests.providers.pages import COORDINATOR, FITTER, MANAGER, SUPPORTER, TRIAGE, hidden, page_of, signed_in
from tests.referrals import walk as referrals

pytestmark = pytest.mark.django_db
HOME = {"address": "Qaddress", "postcode": "TN24 9QQ"}


def tap(row: Any) -> str:
    return reverse("providers:address", args=[row.pk])


def taps(row: Any) -> int:
    with acting(referrals.worker()):
        return Access.objects.filter(what="providers:address", case_ids__contains=[row.referral_id]).count()


def test_address_stands_on_no_page_before_a_tap() -> None:
    """pages.md: a tap shows address and safe-contact words."""
    row, van = walk.visit_booked(**HOME), signed_in(FITTER)
    with acting(referrals.worker()):
        row.visits.update(starts_at=timezone.now())
    pages = [page_of(row), *(page_of(row, name) for name in MOVES["security"]), reverse("providers:worklist")]
    for who in (van, signed_in(COORDINATOR)):
        for page in pages:
            shown = who.get(page).content.decode()
            for secret in HOME.values():
                assert secret not in shown, page
    assert taps(row) == 0
    for page in (page_of(row), reverse("providers:worklist")):
        assert f'action="{tap(row)}"' in van.get(page).content.decode()
    answer = van.post(tap(row))
    shown = answer.content.decode()
    for words in (*HOME.values(), "Safe to call now", "Safe contact: phone", "recorded"):
        assert words in shown, words
    assert "Number or address" not in shown  # of a telephone: its number
    assert (answer.status_code, answer["Cache-Control"], taps(row)) == (200, "no-store", 1)
    assert not re.findall(r'(?:href|src|action)="(?:https?:|geo:|//)', shown.partition("<main")[2])
    van.post(tap(row))
    assert taps(row) == 2


def test_address_is_shown_to_the_work_of_this_home_only() -> None:
    row = walk.accepted(**HOME)
    other = walk.s_accepted(**HOME)
    for who in (SUPPORTER, MANAGER, TRIAGE, "commissioner"):
        assert signed_in(who).post(tap(row)).status_code == 404, who
    van = signed_in(FITTER)
    assert van.post(tap(other)).status_code == 404
    assert van.post(reverse("providers:address", args=[uuid.uuid4()])).status_code == 404
    assert van.get(tap(row))["Location"] == page_of(row)
    assert taps(row) == 0
    walk.recalled(row)
    stopped = van.post(tap(row))
    assert (stopped.status_code, stopped["Location"]) == (302, page_of(row))
    assert "Qaddress" not in van.get(page_of(row)).content.decode()
    assert taps(row) == 0


def test_address_of_a_referral_on_hold_says_do_not_visit() -> None:
    row, by = walk.accepted(**HOME), referrals.worker()
    referral = referrals.fetch(row.reference, by)
    with acting(by):
        endings.hold(referral_id=referral.id, version=referral.version, by=by, reason="away", review_on=walk.in_days(7))
    assert "Do not visit or contact the person" in signed_in(FITTER).post(tap(row)).content.decode()


def test_address_is_shown_to_nobody_whose_second_step_is_older_than_ten_minutes() -> None:
    """security.md: a step-up not older than 10 minutes; afterwards the tap is carried out, and nothing is tapped twice."""
    row = walk.visit_booked(**HOME)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        van = signed_in(FITTER)
        clock.shift(599)
        assert "Qaddress" in van.post(tap(row)).content.decode()
        clock.shift(2)
        asked = van.post(tap(row))
        assert asked["Location"] == f"{reverse('mfa_reauthenticate')}?{urlencode({'next': tap(row)})}"
        wrong = van.post(reverse("mfa_reauthenticate"), {"code": "000000", "next": tap(row)})
        assert "Qaddress" not in asked.content.decode() + wrong.content.decode()
        assert taps(row) == 1
        code = {"code": people.code_now(demo.seed(people.user_of(FITTER).email)), "next": tap(row)}
        shown = van.post(reverse("mfa_reauthenticate"), code)
        assert "Qaddress" in shown.content.decode()
        assert taps(row) == 2
        assert f'href="{page_of(row)}"' in shown.content.decode()
        assert "Qaddress" in van.post(tap(row)).content.decode()


def test_step_up_that_begins_at_a_tap_leads_nobody_to_work_of_others() -> None:
    """Foreign and absent answer alike, before anything is asked."""
    other = walk.s_accepted(**HOME)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        van = signed_in(FITTER)
        clock.shift(601)
        absent = reverse("providers:address", args=[uuid.uuid4()])
        assert van.post(tap(other)).status_code == van.post(absent).status_code == 404


def test_support_sees_the_address_as_before() -> None:
    row = walk.s_accepted(**HOME)
    assert "Qaddress" in signed_in(SUPPORTER).get(page_of(row)).content.decode()


def test_sign_off_whose_reply_was_lost_is_there_once_and_the_second_answer_says_done() -> None:
    """A lost reply never loses a sign-off."""
    row, van = walk.installed(), signed_in(FITTER)
    page = page_of(row, "sign_off")
    sent = hidden(van.get(page)) | {"tested": "on", "shown": "on", "agreed": "on"}
    van.post(page, sent)  # the reply is lost on the way to the phone
    again = van.post(page, sent, follow=True)
    assert again.status_code == 200
    assert "Signed off." in again.content.decode()
    with acting(referrals.worker()):
        assert row.steps.filter(transition="sign_off").count() == 1


def test_pages_of_the_fitter_are_small() -> None:
    """At most 60 KB over the wire; here even before they are compressed."""
    row, van = walk.installed(**HOME), signed_in(FITTER)
    pages = [reverse("providers:worklist"), page_of(row), *(page_of(row, name) for name in MOVES["security"])]
    answers = [van.get(page) for page in pages] + [van.post(tap(row))]
    assert max(len(answer.content) for answer in answers) <= 60_000
