"""What each person does on their day, in the browser, from sign-in to the last page."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page, expect

from governance.clocks import add_working_days
from tests.journeys.person import DESK, PHONE, Person
from tests.referrals import keyboard

__all__ = ["DESK", "PHONE"]


def boxes(day: date) -> tuple[int, int, int]:
    """A date as its three boxes."""
    return day.day, day.month, day.year


def soon(working_days: int) -> tuple[int, int, int]:
    return boxes(add_working_days(timezone.localdate(), working_days))


def refer(officer: Person) -> str:
    """A housing officer refers Amara, with nothing but the keyboard, then answers the equality questions for her."""
    officer.page.goto("/")
    officer.look("start")
    reference = keyboard.fill(officer.page, "professional", look=lambda page, name: officer.look(name))
    _equality(officer)
    return reference.strip()


def _equality(officer: Person) -> None:
    """On from the receipt, by a form post that carries an opaque key."""
    page = officer.page
    with page.expect_navigation():
        page.locator("form:has(input[name=equality_key]) button").first.click()
    officer.look("equality")
    for name, value in {"ethnic_group": "black", "ethnic_black": "black_african", "disability": "none"}.items():
        officer.enter(name, value)
    officer.look("equality-answered")
    officer.send()
    officer.look("equality-thanks")
    assert not page.locator(".govuk-error-summary").count()
    assert officer.context.cookies() == []


def triage(worker: Person, reference: str) -> None:
    """Victim Support takes the referral, accepts it, and sends it to 24-7 Locks and to Oasis."""
    case = f"/referrals/{reference}/"
    worker.page.goto("/desk/?view=unassigned")
    worker.look("unassigned")
    worker.page.goto(case)
    worker.look("case")
    worker.decide(case + "start_triage/", no_conflict=True)
    accepted: dict[str, Any] = {"risk_level": "high", "risk_tool": "dash", "risk_score": "16", "marac": "yes"}
    worker.decide(case + "accept/", **accepted, needs=["security", "support_adults"], note="Meets the criteria.")
    worker.decide(case + "dispatch/", to="security:24-7-locks", note="Back door first.")
    worker.decide(case + "dispatch/", to="support_adults:oasis", note="Prefers mornings.")
    worker.page.goto(case)
    worker.look("sent")
    expect(worker.page.locator("body")).to_contain_text("24-7 Locks Ltd")


def workstream(person: Person, reference: str) -> str:
    """The address of this person's own part of the referral, found on their list of new work."""
    person.page.goto("/workstreams/?view=new")
    person.look("new-work")
    href = person.page.get_by_role("link", name=re.compile(reference)).first.get_attribute("href")
    assert href
    return href


def secure(coordinator: Person, fitter: Person, reference: str) -> None:
    """24-7 Locks asks the owner, visits, assesses, fits three measures and signs off."""
    work = workstream(coordinator, reference)
    coordinator.page.goto(work)
    coordinator.look("work")
    _knows_nothing_of_what_happened(coordinator.page)
    coordinator.decide(work + "accept/")
    coordinator.decide(work + "ask_permission/", asked_on=boxes(timezone.localdate()))
    coordinator.decide(
        work + "record_permission/", evidence="email", given_by="Her agent", given_on=boxes(timezone.localdate())
    )
    _give_to(coordinator, work, "Femi Adeyemi")
    coordinator.decide(work + "book_visit/", day=soon(1), at="10:30")
    _visit(fitter, work)
    coordinator.decide(work + "approve/")
    coordinator.decide(work + "book_install/", day=soon(2), at="9am")
    _fit(fitter, work)
    coordinator.decide(work + "complete/")
    coordinator.page.goto(work)
    coordinator.look("complete")


def _knows_nothing_of_what_happened(page: Page) -> None:
    for words in ("Left in March", "Hannah Obi", "Escalating", "1988"):
        assert words not in page.content()


def _give_to(coordinator: Person, work: str, name: str) -> None:
    coordinator.page.goto(work + "assign/")
    coordinator.page.locator("main select[name=worker]").select_option(label=name)
    coordinator.look("assign")
    coordinator.send()


def _visit(fitter: Person, work: str) -> None:
    fitter.page.goto("/workstreams/?view=today")
    fitter.look("today")
    fitter.page.goto(work)
    fitter.look("work")
    with fitter.page.expect_navigation():
        fitter.page.get_by_role("button", name="Address and how to call").click()
    expect(fitter.page.locator("h1")).to_have_text("Address")
    fitter.look("address")
    for measure, room, _ in MEASURES:
        fitter.decide(work + "recommend/", measure=measure, room=room, quantity="1", labour="0")
    fitter.decide(work + "assess/", fire_considered=True, findings="Back door frame is weak.")


MEASURES = (
    ("mortice-deadlock", "Front door", "110"),
    ("window-locks", "Kitchen window", "45"),
    ("door-chain", "Back door", "25"),
)


def _fit(fitter: Person, work: str) -> None:
    for measure, place, cost in MEASURES:
        fitter.decide(work + "fit/", measure=measure, place=place, quantity="1", cost=cost)
    fitter.decide(work + "install/")
    fitter.decide(work + "sign_off/", tested=True, shown=True, agreed=True)
    fitter.page.goto(work)
    fitter.look("signed-off")


def support(manager: Person, worker: Person, reference: str) -> None:
    """Oasis accepts with a named worker, reaches Amara, agrees a plan, reviews, completes."""
    work = workstream(manager, reference)
    manager.page.goto(work)
    manager.look("work")
    manager.page.goto(work + "accept/")
    manager.page.locator("main select[name=worker]").select_option(label="Olive Marsh")
    manager.look("accept")
    manager.send()
    worker.page.goto(work)
    worker.look("work")
    worker.decide(work + "start_contact/", way="call", outcome="spoke", note="Used the code word.")
    worker.decide(work + "engage/")
    worker.decide(work + "add_goal/", area="safety", aim="Sleeps through the night")
    review = boxes(timezone.localdate() + timedelta(days=28))
    worker.decide(work + "agree_plan/", review_on=review)
    worker.decide(work + "start/")
    worker.decide(work + "review/", note="Goes well.", next_on=review)
    _complete(worker, work)


def _complete(worker: Person, work: str) -> None:
    worker.page.goto(work + "complete/")
    worker.page.locator("main input[type=radio][value=met]").check()
    worker.look("complete")
    worker.send()
    worker.page.goto(work)
    worker.look("completed")


def close(worker: Person, reference: str) -> None:
    """Victim Support sees that everything has ended, and confirms the outcome that is suggested."""
    worker.page.goto(f"/referrals/{reference}/")
    worker.look("ready")
    worker.decide(f"/referrals/{reference}/close/")
    worker.page.goto(f"/referrals/{reference}/")
    worker.look("closed")
    expect(worker.page.locator("body")).to_contain_text("Closed")


def report(commissioner: Person, period: str, into: Path) -> dict[str, Path]:
    """The commissioner asks for a period, watches it being made, reads it, and downloads PDF and data."""
    page = commissioner.page
    page.goto("/reports/new/")
    commissioner.enter("period", period)
    commissioner.look("new")
    commissioner.send()
    commissioner.look("being-made")
    expect(page.locator("h2#protected")).to_be_visible(timeout=180_000)
    commissioner.look("released")
    made = page.url
    return {kind: _take(commissioner, made, kind, into / f"report.{kind}") for kind in ("pdf", "json")}


def _take(commissioner: Person, release: str, kind: str, into: Path) -> Path:
    """Download one file of a release; what it is for is asked before the first."""
    page = commissioner.page
    page.goto(release)
    link = page.locator(f"main a[href$='.{kind}']").first
    if kind == "pdf":
        link.click()
        commissioner.enter("reason", "meeting")
        commissioner.look("why")
        link = page.locator("main form[method=post] button.govuk-button").first
    with page.expect_download() as coming:
        link.click()
    coming.value.save_as(into)
    return into
