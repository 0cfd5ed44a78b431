"""24-7 Locks' day: a coordinator at a desk and a fitter with a phone."""

from tests.journeys.conftest import Enter


def test_security_assesses_installs_three_measures_and_signs_off(secured: str, enter: Enter) -> None:
    """S1.5, S1.20: the three measures stand in the case of the single point of access."""
    page = enter("4-after", "triage-worker.victim-support").page
    page.goto(f"/referrals/{secured}/?tab=work")
    words = page.inner_text("body")
    assert "Complete" in words
