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


SAYS = {
    "S1.1": ["regular review", "last updated 10 October 2023"], "S1.2": ["controller", "Benjamin Watts"],
    "S1.3": ["stay in their own home", "where it is safe", "the perpetrator does not live"],
    "S1.4": ["Victim Support is the single point of access"], "S1.5": ["24-7 Locks Ltd", "supplies and fits"],
    "S1.6": ["Oasis Domestic Abuse Support", "Clarion Housing Group", "Look Ahead Care and Support", "Project Salus",
             "adults and children"],
    "S1.7-15": ["name, gender, date of birth, address and contact details", "their ages, children included", "tenure"],
    "S1.16": ["the referrer’s name, email, job title and organisation"], "S1.17": ["your current circumstances"],
    "S1.18": ["fitted before, by whom and when"], "S1.19": ["DASH"], "S1.20-21": ["when you were referred on"],
    "S1.22": ["a survey about the service"], "S1.23-26": ["Ethnicity, disability, and mental health or substance use"],
    "S1.27": ["one secure record"], "S1.28": ["getting in touch with you"], "S1.29": ["so that the help fits: how many"],
    "S1.30": ["liaising with the agencies of the scheme for you: how many"], "S1.31": ["complaints and compliments: name"],
    "S1.32": ["nobody can be recognised"], "S1.33": ["all work done"], "S1.34": ["5 years", "AS6.1.5, RL2"],
    "S1.35-36": ["signed the Kent and Medway Information Sharing Agreement", "A record is kept of every sharing"],
    "S1.37-38": ["the law requires it", "legal and professional advisers", "9(2)(f)"],
    "S1.39-40": ["Article 6(1)(a)", "Article 9(2)(a)"], "S1.41-43": ["6 months after", "Record of Processing Activities"],
    "S1.44": ["which answers are needed", "may not be able to help"],
    "S1.45": ["ask for a copy", "corrected", "direct marketing", "0303\u00a0123\u00a01113", "withdraw your consent at any time"],
    "S1.46": ["deleted", "another organisation", "decisions that affect you", "how we use it", "may delay or prevent"],
    "S1.47-48": ["genuine business need", "confidentiality", "breach"],
    "S1.49": ["data.protection@kent.gov.uk", "dpo@kent.gov.uk"],
}  # fmt: skip


@pytest.mark.parametrize("place", ["", "1/", "1/large/"])
def test_notice_says_all_that_the_council_says(client: Client, place: str) -> None:
    """S1.1–S1.49, on the page, in the numbered version and in large print."""
    said = text(get(client, f"/notices/safer/{place}"))
    for row, sentences in SAYS.items():
        for words in sentences:
            assert words in said, row
    for place in ("tel:03031231113", "mailto:data.protection@kent.gov.uk", "mailto:dpo@kent.gov.uk"):
        assert f'href="{place}"' in said


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
