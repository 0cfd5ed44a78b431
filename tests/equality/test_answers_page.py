"""The equality page, over HTTP."""

import re
import uuid
from collections.abc import Iterator

import pytest
from django.core.signing import Signer
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from equality.codes import ETHNICITIES
from equality.models import Answers, Severed
from referrals.facts import equality_key, equality_link
from tests.databases import role

pytestmark = pytest.mark.django_db(databases=["default", "equality", "reports"])

REFERRAL = uuid.UUID(int=7)


@pytest.fixture(autouse=True)
def _as_the_web() -> Iterator[None]:
    with role("safer_web", using="equality"):
        yield


def send(**typed: object) -> HttpResponse:
    """One POST of the chain from a browser without cookies."""
    return Client(enforce_csrf_checks=True).post(  # type: ignore[return-value]
        reverse("equality:answers"), {"equality_key": equality_key(REFERRAL), **typed}
    )


def kept() -> Answers | None:
    with role("safer_equality", using="equality"):
        return Answers.objects.filter(link=equality_link(REFERRAL)).first()


def text(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_questions_say_why_they_are_asked_and_who_sees_the_answers() -> None:
    """S1.23, S1.24, S1.25, S1.40: optional, explained before asking; S0.8: no cookie."""
    page = send()
    assert page.status_code == 200
    assert not page.cookies
    words = text(page)
    for said in ("Why we ask", "Who sees your answers", "You do not have to answer", "999", "Prefer not to say"):
        assert said in words
    assert all(f'value="{code}"' in words for code in ETHNICITIES)
    assert len(ETHNICITIES) == 19
    assert "(optional)" in words


def test_saved_answers_come_back_to_be_changed() -> None:
    answer = {"ethnic_group": "asian", "ethnic_asian": "asian_chinese", "disability": "limits_a_little"}
    page = send(step="save", conditions=["mental_health", "drugs"], **answer)
    assert page.status_code == 200
    assert "Your answers are saved" in text(page)
    row = kept()
    assert row is not None
    assert (row.said.ethnicity, row.said.disability) == ("asian_chinese", "limits_a_little")
    assert row.said.conditions == ("mental_health", "drugs")
    assert row.notice_version.startswith("safer/")
    again = text(send())
    assert again.count("checked") == 5
    assert "Delete my answers" in again
    send(step="save", ethnic_group="prefer_not_to_say", disability="prefer_not_to_say", conditions="prefer_not_to_say")
    row = kept()
    assert row is not None
    assert (row.said.ethnicity, row.said.conditions) == ("prefer_not_to_say", ("prefer_not_to_say",))


def test_no_answer_at_all_may_be_saved() -> None:
    assert "saved" in text(send(step="save"))
    row = kept()
    assert row is not None
    assert (row.said.ethnicity, row.said.disability, row.said.conditions) == ("", "", ())


def test_answers_are_deleted_when_withdrawn() -> None:
    """S1.45: consent is withdrawn at any time."""
    send(step="save", disability="none")
    assert "Your answers are deleted" in text(send(step="withdraw"))
    assert kept() is None
    assert "Your answers are deleted" in text(send(step="withdraw"))


def test_a_detail_of_a_group_that_is_not_chosen_is_ignored() -> None:
    send(step="save", ethnic_group="black", ethnic_black="black_african", ethnic_white="white_roma")
    row = kept()
    assert row is not None and row.said.ethnicity == "black_african"


@pytest.mark.parametrize(
    "typed",
    [
        {"ethnic_group": "asian"},
        {"ethnic_group": "asian", "ethnic_asian": "white_roma"},
        {"ethnic_group": "<script>alert(1)</script>"},
        {"disability": "\x00"},
        {"disability": "x" * 100_000},
        {"conditions": ["none", "alcohol"]},
        {"conditions": ["prefer_not_to_say", "drugs"]},
        {"conditions": ["\u202eabc", "🕊"]},
    ],
)
def test_a_wrong_answer_is_named_in_the_summary_and_nothing_is_kept(typed: dict[str, object]) -> None:
    page = send(step="save", **typed)
    assert page.status_code == 422
    assert "There is a problem" in text(page)
    assert "<script>alert" not in text(page)
    assert kept() is None


@pytest.mark.parametrize("key", ["", "x", "a" * 64, "a" * 64 + ":forged", "\x00:\x00", "🕊" * 500])
def test_a_forged_key_shows_no_questions(key: str) -> None:
    page = send(equality_key=key, step="save", disability="none")
    assert page.status_code == 400
    assert "opens from the end of a referral" in text(page)
    assert kept() is None


def test_a_key_signed_for_something_else_shows_no_questions() -> None:
    signer = Signer(key="another" * 8, salt="equality-page")
    assert send(equality_key=signer.sign("a" * 64)).status_code == 400


def test_the_page_opened_by_its_address_explains_itself() -> None:
    page = Client().get(reverse("equality:answers"))
    assert page.status_code == 200
    assert "opens from the end of a referral" in text(page)  # type: ignore[arg-type]
    assert not page.cookies


def test_another_site_cannot_send_the_form() -> None:
    page = Client().post(
        reverse("equality:answers"),
        {"equality_key": equality_key(REFERRAL), "step": "save", "disability": "none"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert page.status_code == 400
    assert kept() is None


def test_answers_whose_connection_is_destroyed_are_said_to_be_gone() -> None:
    send(step="save", disability="none")
    with role("safer_equality", using="equality"):
        Answers.objects.all().delete()
        Severed.objects.create(link=equality_link(REFERRAL))
    for step in ("", "save", "withdraw"):
        page = send(step=step, disability="none")
        assert page.status_code == 409
        assert "no longer connected to you" in text(page)
    assert kept() is None


def test_one_persons_key_opens_nobody_elses_answers() -> None:
    send(step="save", ethnic_group="prefer_not_to_say")
    other = Client().post(reverse("equality:answers"), {"equality_key": equality_key(uuid.UUID(int=8))})
    assert "checked" not in text(other)  # type: ignore[arg-type]
