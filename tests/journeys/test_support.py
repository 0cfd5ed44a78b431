"""Oasis' day: a manager and a support worker."""

from tests.journeys.conftest import Enter


def test_support_engages_and_completes(supported: str, enter: Enter) -> None:
    """S1.6: from the first safe call to the completed plan."""
    page = enter("6-after", "triage-worker.victim-support").page
    page.goto(f"/referrals/{supported}/?tab=work")
    assert "Completed" in page.inner_text("body")
