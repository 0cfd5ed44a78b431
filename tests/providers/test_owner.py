"""The owner's permission: who gave it, and a letter that says nothing but what the owner has to know."""

import re
import uuid
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.scope import acting
from journal.models import Access
from providers.actions import acceptance, visits
from providers.models import OwnersPermission
from tests import people
from tests.providers import walk
from tests.providers.pages import (
    CANARIES,
    COORDINATOR,
    FITTER,
    LEAD,
    SUPPORTER,
    TRIAGE,
    day,
    hidden,
    page_of,
    press,
    signed_in,
)
from tests.referrals import walk as referrals
from walls.refusals import Refused

pytestmark = pytest.mark.django_db
# Nothing that tells why, nor for which scheme, nor who asked.
UNSAID = (
    "abuse", "domestic", "violence", "safer", "sanctuary", "scheme", "security", "safety", "lock", "alarm", "victim",
    "support", "council", "kent", "police", "referral", "risk", "urgent",
)  # fmt: skip


def letter_of(row: Any) -> str:
    return reverse("providers:letter", args=[row.pk])


def allowed(agreed: bool = True, row: Any = None, **changes: Any) -> Any:
    row = row or walk.permission_pending(**changes)
    said = {"agreed": agreed, "said_by": "Qsaidby", "said_on": walk.in_days(0)}
    return walk.do(row, visits.allow_letter, walk.coordinator(), **said)


def paper(shown: str) -> str:
    """What comes on paper, without tags. The firm's own name belongs to it."""
    (article,) = re.findall(r'<article class="letter">(.*?)</article>', shown, re.DOTALL)
    return re.sub(r"<[^>]*>|24-7 Locks Ltd", " ", article)


def test_letter_says_nothing_of_why_nor_of_whom() -> None:
    """Works to doors and windows at the tenant's request; no abuse, no scheme, no reason, no name."""
    row = allowed(**CANARIES)
    shown = signed_in(COORDINATOR).post(letter_of(row)).content.decode()
    words = paper(shown)
    for said in ("Qaddress", "TN24 9QQ", "Works to doors and windows", "Your tenant has asked us", row.reference):
        assert said in words, said
    personal = [value for name, value in CANARIES.items() if name != "address" and value[:1] in "Qq"]
    for unsaid in (*UNSAID, *personal):
        assert not re.search(rf"(?<!\w){re.escape(unsaid)}", words, re.IGNORECASE), unsaid
    assert "<title>Letter" in shown
    with acting(referrals.worker()):
        assert Access.objects.filter(what="providers:letter", case_ids__contains=[row.referral_id]).count() == 1


def test_letter_is_there_only_after_the_persons_yes_and_until_a_no() -> None:
    row, desk = walk.permission_pending(), signed_in(COORDINATOR)
    closed = (302, page_of(row))

    def asked() -> tuple[int, str]:
        answer = desk.post(letter_of(row))
        return answer.status_code, answer.headers.get("Location", "")

    assert asked() == closed
    assert letter_of(row) not in desk.get(page_of(row)).content.decode()
    with pytest.raises(Refused, match="Ask the person first"):
        walk.do(row, visits.print_letter, walk.coordinator())
    typed = {"agreed": "yes", "said_by": "The person, on the phone"} | day("said_on", walk.in_days(0))
    assert press(desk, page_of(row, "allow_letter"), **typed).status_code == 302
    assert letter_of(row) in desk.get(page_of(row)).content.decode()
    assert asked() == (200, "")
    assert desk.get(letter_of(row))["Location"] == page_of(row)
    row = allowed(False, walk.now(row))
    assert asked() == closed
    assert letter_of(row) not in desk.get(page_of(row)).content.decode()
    with pytest.raises(Refused):
        walk.do(row, visits.print_letter, walk.coordinator())


def test_that_the_letter_was_printed_stands_in_the_history_once() -> None:
    row, desk = allowed(), signed_in(COORDINATOR)
    sent = hidden(desk.post(letter_of(row)))
    for _ in range(2):
        assert desk.post(page_of(row, "print_letter"), sent).status_code == 302
    with acting(referrals.worker()):
        (step,) = row.steps.filter(transition="print_letter")
    assert step.actor_id == people.user_of(COORDINATOR).pk
    assert "Letter printed" in desk.get(page_of(row)).content.decode()


def test_what_the_person_said_is_refused_without_who_or_from_tomorrow() -> None:
    row = walk.accepted()
    for field, bad in (("said_by", " "), ("said_on", walk.in_days(1))):
        whole = {"agreed": True, "said_by": "The person", "said_on": walk.in_days(0)} | {field: bad}
        with pytest.raises(Refused) as refused:
            walk.do(row, visits.allow_letter, walk.coordinator(), **whole)
        assert refused.value.field == field


def test_letter_is_the_coordinators_of_this_firm_only() -> None:
    row = allowed()
    for who in (FITTER, SUPPORTER, TRIAGE, LEAD, "commissioner"):
        client = signed_in(who)
        absent = client.post(reverse("providers:letter", args=[uuid.uuid4()]))
        assert client.post(letter_of(row)).status_code == absent.status_code == 404, who
    ready = walk.ready()
    assert signed_in(COORDINATOR).post(letter_of(ready))["Location"] == page_of(ready)


def test_letter_needs_a_fresh_second_step() -> None:
    """It names the home."""
    row = allowed(address="Qaddress")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        desk = signed_in(COORDINATOR)
        clock.shift(601)
        assert desk.post(letter_of(row))["Location"].startswith(reverse("mfa_reauthenticate"))


def test_who_gave_permission_is_sealed_and_shown_to_security_and_triage() -> None:
    row = walk.ready()
    for who in (COORDINATOR, FITTER):
        shown = signed_in(who).get(page_of(row)).content.decode()
        assert "The owner" in shown
        assert "F 12" in shown
    case = signed_in(TRIAGE).get(reverse("referrals:case", args=[row.reference]) + "?tab=work").content.decode()
    assert "F 12" in case


def test_owners_permission_is_hidden_from_other_firms_and_after_a_recall() -> None:
    row = allowed()
    other = walk.supporter()
    with acting(other):
        assert not OwnersPermission.objects.exists()
    with acting(walk.coordinator()):
        assert OwnersPermission.objects.get().letter_said_by == "Qsaidby"
    walk.do(row, acceptance.recall, referrals.worker(), kind="security", reason="not_needed")
    with acting(walk.coordinator()):
        assert not OwnersPermission.objects.exists()
    assert signed_in(COORDINATOR).post(letter_of(row))["Location"] == page_of(row)
