"""Victim Support's day."""

from tests.journeys.conftest import Enter
from tests.journeys.person import Person


def test_triage_worker_accepts_and_sends_to_two_providers(sent: str, enter: Enter) -> None:
    """S1.4, S1.35: received, triaged, sent on to those whom the person agreed to."""
    page = enter("2-lead", "triage-lead.victim-support").page
    page.goto(f"/referrals/{sent}/?tab=work")
    words = page.inner_text("body")
    assert "24-7 Locks Ltd" in words
    assert "Oasis Domestic Abuse Support" in words


def test_case_of_somebody_else_is_not_there_for_another_agency(sent: str, enter: Enter) -> None:
    """A provider who guesses the address of the case meets the same page as for a case that never was."""
    stranger: Person = enter("2-stranger", "support-worker.clarion")
    answers = []
    for reference in (sent, "SR-2222-2222"):
        answer = stranger.page.goto(f"/referrals/{reference}/")
        assert answer
        answers.append((answer.status, stranger.page.locator("main").inner_text()))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
