"""The notices, as anybody reads them."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from governance.models import NoticeVersion
from governance.queries import notice_in_force
from tests.databases import role
from tests.referrals.filling import Filler, text

pytestmark = pytest.mark.django_db


def newer(**changes: object) -> NoticeVersion:
    """Version 2, published a moment ago."""
    now = notice_in_force("safer")
    values = {
        "slug": "safer", "title": now.title, "version": 2, "last_updated": timezone.localdate(),
        "published_at": timezone.now() - timedelta(seconds=1), "body": [{"heading": "New words", "paragraphs": [], "points": []}],
    }  # fmt: skip
    with role("safer_worker"):
        return NoticeVersion.objects.create(**(values | changes))


def get(client: Client, address: str) -> HttpResponse:
    answer: HttpResponse = client.get(address)  # type: ignore[assignment]
    assert not answer.cookies
    return answer


def test_notice_shows_its_version_and_date(client: Client) -> None:
    """S1.1, S0.22: the date of the last update; S1.2, S1.42, S1.45, S1.49: controller, retention, rights, contacts."""
    said = text(get(client, "/notices/safer/"))
    for words in (
        "Version 1",
        "10 October 2023",
        "Benjamin Watts",
        "5 years",
        "withdraw your consent",
        "dpo@kent.gov.uk",
    ):
        assert words in said
    assert 'href="/notices/safer/"' in text(get(client, "/notices/"))


def test_older_version_stays_readable_and_says_that_it_is_older(client: Client) -> None:
    """S1.1, S1.41: every version for ever."""
    newer()
    assert "New words" in text(get(client, "/notices/safer/"))
    old = text(get(client, "/notices/safer/1/"))
    assert "Benjamin Watts" in old and "A newer version is in force" in old
    assert "Version 2" in text(get(client, "/notices/"))


def test_version_that_is_not_published_yet_is_not_shown(client: Client) -> None:
    newer(published_at=timezone.now() + timedelta(days=1))
    assert "New words" not in text(get(client, "/notices/safer/"))
    assert get(client, "/notices/safer/2/").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/notices/none/", "/notices/safer/9/", "/notices/safer/9/large/", "/notices/safer/99999999999999999999/"],
)
def test_absent_notice_is_not_found(client: Client, address: str) -> None:
    assert get(client, address).status_code == 404


def test_large_print_has_a_stylesheet_of_its_own(client: Client) -> None:
    """pages.md: 18 pt, one column."""
    assert "large.css" in text(get(client, "/notices/safer/1/large/"))
    assert "large.css" not in text(get(client, "/notices/safer/1/"))


def test_notice_published_meanwhile_is_read_again_before_sending(client: Client) -> None:
    """S1.1: the consent points at the version that was shown, never at one that was not."""
    filler = Filler(client, "self").through()
    second = newer()
    assert filler.post("send").status_code == 422
    filler.post("page:notice")
    assert "New words" in text(filler.response) and str(second.pk) in text(filler.response)
    filler.answer()
    assert filler.send()
