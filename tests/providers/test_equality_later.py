"""The equality questions, asked later by a support worker through a link that opens once; and taken back by themselves."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import ProgrammingError, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.scope import acting, as_system
from equality.models import Answers, Fact
from journal.models import Event
from referrals.actions.consent import withdraw_consent
from referrals.facts import equality_invitation, equality_key, equality_link
from referrals.models import Consent, Referral
from tests.databases import role
from tests.events import delivered
from tests.providers import walk
from tests.providers.pages import COORDINATOR, MANAGER, OUTSIDE, SUPPORTER, TRIAGE, signed_in
from tests.referrals import walk as referrals
from walls.refusals import Refused

pytestmark = pytest.mark.django_db(databases=["default", "equality", "reports"])

OTHERS = ["support-worker.clarion", "support-worker.look-ahead", "support-worker.project-salus"]
AGREED = {"agreed": "on", "how": "face_to_face"}


def page_of(row: Any) -> str:
    return reverse("providers:equality", args=[row.pk])


def link_for(row: Any, who: str = SUPPORTER) -> str:
    """The address that the worker gets."""
    response = signed_in(who).post(page_of(row), AGREED)
    assert response.status_code == 200
    found = re.search(r'href="https?://[^/]+(/about-you/[^"]+)"', response.content.decode())
    assert found
    return found[1]


def stranger(address: str, **typed: Any) -> Any:
    """A browser without cookies, as the web's role in the equality database."""
    with role("safer_web", using="equality"):
        return Client(enforce_csrf_checks=True).post(address, typed)


def key_in(page: Any) -> str:
    found = re.search(r'name="equality_key" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def live(row: Any) -> list[Consent]:
    with role("safer_worker"), as_system():
        return list(Consent.objects.filter(referral_id=row.referral_id, use="equality", withdrawn_at=None))


@pytest.fixture
def row() -> Any:
    """Work of a support worker for a person who has not agreed to the equality questions yet."""
    found = walk.s_accepted()
    with role("safer_worker"), as_system():
        Consent.objects.filter(referral_id=found.referral_id, use="equality").update(
            withdrawn_at=timezone.now(), withdrawn_how="phone"
        )
    return found


def test_consent_comes_first_and_is_recorded_apart(row: Any) -> None:
    """9(2)(a): explicit, for this alone."""
    client = signed_in(SUPPORTER)
    assert "Tell the person first" in client.get(page_of(row)).content.decode()
    assert "Ask the equality questions" in client.get(reverse("providers:workstream", args=[row.pk])).content.decode()
    for typed in ({}, {"how": "phone"}, {"agreed": "on"}, {"agreed": "on", "how": "self"}):
        assert client.post(page_of(row), typed).status_code == 422
    assert live(row) == []
    link_for(row)
    link_for(row)
    (consent,) = live(row)
    assert (consent.basis, consent.given_how, consent.recipient) == ("9(2)(a)", "face_to_face", None)
    with role("safer_worker"), as_system():
        assert Event.objects.filter(kind="referral.equality_agreed", case_id=row.referral_id).count() == 1


def test_the_link_shows_nobodys_case_and_sets_no_cookie(row: Any) -> None:
    address = link_for(row)
    with role("safer_worker"), as_system():
        referral = Referral.objects.select_related("key").get(pk=row.referral_id)
    page = Client().get(address)
    assert page.status_code == 200
    assert not page.cookies
    for said in (row.reference, str(row.referral_id), referral.first_name, referral.last_name, "Oasis"):
        assert said not in page.content.decode()
        assert said not in address
    assert "never sees what you answer" in page.content.decode()


def test_looking_uses_nothing_up_and_the_button_works_once(row: Any) -> None:
    address = link_for(row)
    assert Client().get(address).status_code == Client().get(address).status_code == 200
    page = stranger(address)
    assert page.status_code == 200
    assert "What is your ethnic group?" in page.content.decode()
    saved = stranger(reverse("equality:answers"), equality_key=key_in(page), step="save", disability="none")
    assert "Your answers are saved" in saved.content.decode()
    kept = Answers.objects.get(link=equality_link(row.referral_id))
    assert kept.said.disability == "none"
    again = stranger(address)
    assert again.status_code == 404
    assert "does not work any more" in again.content.decode()


def test_whoever_made_the_link_never_sees_an_answer(row: Any) -> None:
    """A worker who opens the link, or keeps its key, sees empty questions; earlier answers stay until new ones are saved."""
    first = {"equality_key": equality_key(row.referral_id), "step": "save", "disability": "limits_a_lot"}
    stranger(reverse("equality:answers"), **first)
    page = stranger(link_for(row))
    assert "checked" not in page.content.decode()
    key = key_in(page)
    for step in ("", "nonsense"):
        shown = stranger(reverse("equality:answers"), equality_key=key, step=step)
        assert "checked" not in shown.content.decode()
        assert "Delete my answers" not in shown.content.decode()
    wrong = stranger(reverse("equality:answers"), equality_key=key, step="save", ethnic_group="x")
    assert wrong.status_code == 422
    assert "Delete my answers" not in wrong.content.decode()
    assert Answers.objects.get().said.disability == "limits_a_lot"
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert stranger(reverse("equality:answers"), equality_key=key).status_code == 400


def test_a_link_ends_after_a_week_and_a_forged_one_opens_nothing(row: Any) -> None:
    address = link_for(row)
    good = equality_invitation(row.referral_id)
    swapped = equality_invitation(uuid.uuid4()).split(":")[0] + ":" + good.split(":", 1)[1]
    for forged in (
        "x",
        good[:-2] + ("A" if good[-2] != "A" else "B") + good[-1],
        swapped,
        equality_key(row.referral_id),
        "a" * 5_000,
        "%00",
        "🕊",
    ):
        assert Client().get(f"/about-you/{forged}/").status_code == 404
        assert stranger(f"/about-you/{forged}/").status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert Client().get(address).status_code == 404
        assert stranger(address).status_code == 404
    with role("safer_web", using="equality"):
        cross = Client().post(address, headers={"Sec-Fetch-Site": "cross-site"})
    assert cross.status_code == 404
    assert stranger(address).status_code == 200


def test_the_web_can_spend_links_and_not_read_which(row: Any) -> None:
    with role("safer_web", using="equality"), pytest.raises(ProgrammingError, match="permission denied"):
        with transaction.atomic(using="equality"), connections["equality"].cursor() as cursor:
            cursor.execute("SELECT * FROM equality_spentinvitation")


@pytest.mark.parametrize("who", [*OTHERS, *OUTSIDE, COORDINATOR])
def test_nobody_else_can_ask_for_somebody(row: Any, who: str) -> None:
    client = signed_in(who)
    assert client.get(page_of(row)).status_code == client.post(page_of(row), AGREED).status_code == 404
    assert live(row) == []


def test_triage_and_the_manager_of_the_agency_can_ask_too(row: Any) -> None:
    assert link_for(row, MANAGER).startswith("/about-you/")
    assert link_for(row, TRIAGE).startswith("/about-you/")
    assert len(live(row)) == 1


def test_questions_are_asked_of_support_that_goes_on_only(row: Any) -> None:
    assert signed_in(COORDINATOR).get(page_of(walk.accepted())).status_code == 404
    walk.recalled(row)
    assert signed_in(SUPPORTER).post(page_of(row), AGREED).status_code == 404


def test_a_provider_adds_no_other_consent_and_none_to_a_case_that_is_not_shared(row: Any) -> None:
    """The wall in the database, whatever the page does."""
    not_shared = referrals.triaged()
    cases = (
        (not_shared.pk, "equality", "9(2)(a)"),
        (row.referral_id, "adjustments", "9(2)(a)"),
        (row.referral_id, "share", "6(1)(a)"),
    )
    for referral_id, use, basis in cases:
        with role("safer_worker"), as_system():
            new = Consent.objects.select_related("key").filter(referral_id=referral_id, use="share").first()
        assert new is not None
        new.pk, new.use, new.basis = uuid.uuid4(), use, basis
        new.recipient_id = new.recipient_id if use == "share" else None
        with (
            acting(walk.supporter()),
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
        ):
            new.save(force_insert=True)


def take_back(row: Any) -> Referral:
    """Only the equality consent, heard by triage on the phone."""
    worker = referrals.worker()
    with acting(worker), transaction.atomic():
        referral = Referral.objects.get(pk=row.referral_id)
        return withdraw_consent(
            referral_id=referral.pk,
            version=referral.version,
            by=worker,
            heard_by="Ann",
            how="phone",
            equality_only=True,
        )


def test_the_equality_consent_alone_is_taken_back_and_the_case_goes_on(row: Any) -> None:
    """Answers and what facts took of them go; nobody stops work."""
    link = equality_link(row.referral_id)
    stranger(reverse("equality:answers"), equality_key=equality_key(row.referral_id), step="save", disability="none")
    link_for(row)
    fact = Fact(link=link, kind="entered", quarter="2026Q4", district="swale", gender="female", disability="none")
    Fact.objects.filter(link=link).delete()
    fact.save(force_insert=True)
    before = walk.now(row).state
    after = take_back(row)
    assert after.state == "in_progress"
    delivered("referral.consent_withdrawn")
    assert live(row) == []
    assert not Answers.objects.filter(link=link).exists()
    fact.refresh_from_db()
    assert fact.disability == "not_stated"
    assert walk.now(row).state == before
    assert signed_in(SUPPORTER).get(reverse("providers:workstream", args=[row.pk])).status_code == 200


def test_an_equality_consent_that_is_not_there_cannot_be_taken_back(row: Any) -> None:
    with pytest.raises(Refused, match="no live consent of that kind"):
        take_back(row)


def test_triage_is_offered_to_take_the_equality_consent_back_where_there_is_one(row: Any) -> None:
    page = reverse("referrals:decide", args=[row.reference, "withdraw_consent"])
    assert "Only the equality answers" not in signed_in(TRIAGE).get(page).content.decode()
    link_for(row)
    assert "Only the equality answers" in signed_in(TRIAGE).get(page).content.decode()
