"""The public form in real Chromium: keyboard only, on a phone's width and on a desk, with the script and without.

The pictures go to var/screens/refer/ and are meant to be looked at.
"""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from referrals import links
from referrals.models import Draft
from referrals.public_posts import read_token
from tests.referrals import keyboard, test_refer_links, test_refer_resume
from tests.referrals.filling import Pages
from walls.scope import scoped

pytestmark = pytest.mark.django_db(transaction=True)

SHOTS = Path(__file__).resolve().parents[2] / "var" / "screens" / "refer"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
DOUBTS: Pages = {
    "eligibility": {
        "wants_to_stay": "yes", "safe_to_stay": "unsure", "perpetrator_elsewhere": "no", "no_right_of_entry": "unsure",
    },
    "means": {"means": ["phone", "email", "post"]},
    "post": {"post_to": "home", "post_safe": "no"},
}  # fmt: skip
Open = Callable[..., BrowserContext]


@pytest.fixture
def opened(chromium: Browser, live_server: Any) -> Iterator[Open]:
    """A fresh profile: `opened(width=360, script=False)`."""
    made: list[BrowserContext] = []

    def make(width: int, *, script: bool = True) -> BrowserContext:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 800}, java_script_enabled=script
        )
        context.set_default_timeout(15_000)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.mark.parametrize("route", ["professional", "self", "authority"])
@pytest.mark.parametrize("width", [360, 1440])
def test_keyboard_only_referral_on_phone_and_desk(opened: Open, width: int, route: str) -> None:
    """S0.8: no cookie, no storage after the journey. Under 4 minutes by keyboard; axe finds nothing on any page; nothing
    scrolls sideways; every page is 60 KB or less; tab titles are neutral.
    """
    context = opened(width)
    page = context.new_page()
    wrong: dict[str, str] = {}
    places: dict[str, int] = {}

    def look(page: Page, name: str) -> None:
        places[name] = places.get(name, 0) + 1
        again = f"-{places[name]}" if places[name] > 1 else ""
        if found := faults(page, f"{route}-{name}{again}-{width}"):
            wrong[name + again] = found

    began = time.monotonic()
    reference = keyboard.fill(page, route, DOUBTS, look)
    took = time.monotonic() - began
    kept = page.evaluate("() => localStorage.length + sessionStorage.length")
    assert not wrong, "\n".join(f"{name}: {found}" for name, found in wrong.items())
    assert reference.startswith("SR-")
    assert (context.cookies(), kept) == ([], 0)
    assert took < 240
    assert page.url.endswith("/refer/")


@pytest.mark.parametrize("width", [360, 1440])
def test_referral_without_the_script(opened: Open, width: int) -> None:
    """Every page works without JavaScript, by keyboard alone."""
    context = opened(width, script=False)
    page = context.new_page()
    assert keyboard.fill(page, "professional", DOUBTS).startswith("SR-")
    assert context.cookies() == []


@pytest.mark.parametrize("width", [360, 1440])
def test_errors_are_announced_and_lead_to_their_field(opened: Open, width: int) -> None:
    """The summary has the focus; each link leads to its box; what was typed is still there."""
    page = opened(width).new_page()
    page.goto("/refer/")
    page.get_by_label("Somebody I work with").check()
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Begin with part 1").click()
    page.get_by_label("Your work email").fill("not an address")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    assert page.title() == "Error: Referral form"
    assert page.get_by_label("Your work email").input_value() == "not an address"
    assert not faults(page, f"errors-{width}")
    page.get_by_role("link", name="Enter your job title").press("Enter")
    assert page.evaluate("() => document.activeElement.name") == "referrer_job_title"


@pytest.mark.parametrize("width", [360, 1440])
def test_notices_are_readable_and_have_a_large_print(opened: Open, width: int) -> None:
    """S1.1, S1.42: the notice with its date and version; a stylesheet of its own for large print."""
    page = opened(width).new_page()
    page.goto("/notices/")
    assert not faults(page, f"notices-{width}")
    page.get_by_role("link", name="SAFER privacy notice").click()
    page.get_by_role("heading", name="SAFER privacy notice", level=1).wait_for()
    assert not faults(page, f"notice-{width}")
    page.get_by_role("link", name="Large print").click()
    page.get_by_role("link", name="Usual print").wait_for()
    assert not faults(page, f"notice-large-{width}")
    size = page.evaluate("() => getComputedStyle(document.querySelector('main p.govuk-body:not(.no-print)')).fontSize")
    assert float(size.removesuffix("px")) >= 24


@pytest.mark.parametrize("width", [360, 1440])
def test_links_and_refusals_look_right(opened: Open, live_server: Any, width: int) -> None:
    """Save and come back, the receipt, the question, withdrawing, old links, answers that are gone: axe finds nothing."""
    page = opened(width).new_page()
    wrong: dict[str, str] = {}
    referral, question = test_refer_links.asked("Which floor is the flat on, and is there a lift?")
    filler, back = test_refer_resume.saved(Client())
    addresses = {
        "link-question": question, "link-receipt": f"/refer/link/{links.receipt_secret(referral.id)}/",
        "link-over": "/refer/link/none/", "back": back,
    }  # fmt: skip
    for name, address in addresses.items():
        page.goto(address)
        wrong[name] = faults(page, f"{name}-{width}")
    page.get_by_role("button", name="Open my form").click()
    page.get_by_role("button", name="Save and come back later").click()
    page.get_by_role("heading", name="Your form is saved").wait_for()
    wrong["later"] = faults(page, f"later-{width}")
    page.goto(addresses["link-receipt"])
    page.get_by_role("button", name="Withdraw the referral").click()
    page.get_by_role("heading", name="Withdraw referral").wait_for()
    wrong["withdraw"] = faults(page, f"link-withdraw-{width}")
    page.goto("/refer/")
    page.evaluate("document.querySelector('input[name=token]').value = 'gone'")
    page.evaluate("document.querySelector('input[name=page]').value = 'name'")
    page.get_by_label("Myself").check()
    page.get_by_role("button", name="Start").click()
    page.get_by_role("heading", name="Your name").wait_for()
    wrong["lost"] = faults(page, f"lost-{width}")
    assert not {name: found for name, found in wrong.items() if found}


@pytest.mark.parametrize("script", [True, False])
def test_enter_in_a_box_goes_on_and_back_keeps_the_answer(opened: Open, script: bool) -> None:
    """The first button of the page is Back; Enter still means Continue. The browser's own Back does what ours does."""
    page = opened(360, script=script).new_page()
    page.goto("/refer/")
    page.get_by_label("Myself").check()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Begin with part 1").click()
    page.get_by_label("First name").fill("Amara")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="More about you").wait_for()
    if script:
        page.go_back()
    else:
        page.get_by_role("button", name="Back").click()
    page.get_by_label("First name").wait_for()
    assert page.get_by_label("First name").input_value() == "Amara"


def test_leaving_closes_the_form_on_the_server(opened: Open, settings: Any, live_server: Any) -> None:
    """security.md, the survivor's phone: the exit takes the token along, so that the form opens no more."""
    settings.EXIT_ADDRESS = f"{live_server.url}/exit/about/"
    context = opened(360)
    page = context.new_page()
    page.goto("/refer/")
    page.get_by_label("Myself").check()
    page.get_by_role("button", name="Start").click()
    page.get_by_role("heading", name="Your referral").wait_for()
    draft_id = read_token(page.locator("input[name=token]").input_value()).draft_id
    page.locator("[data-exit]").click()
    page.wait_for_url("**/exit/about/")
    assert any(left(draft_id) for _ in range(200))
    assert context.cookies() == []


def left(draft_id: Any) -> bool:
    """Whether the post that the script sent while leaving has arrived; waits a moment when not."""
    with scoped(sight="intake", referral=draft_id):
        gone = Draft.objects.get().left_at is not None
    return gone or threading.Event().wait(0.05)


def test_print_shows_the_reference_and_no_controls(opened: Open) -> None:
    """The last page on paper: reference and what happens next, without navigation, buttons or exit."""
    page = opened(1440).new_page()
    keyboard.fill(page, "self")
    page.emulate_media(media="print")
    page.screenshot(path=SHOTS / "done-print.png", full_page=True)
    assert page.locator(".reference").is_visible()
    for gone in (".exit", ".emergency", ".govuk-button", ".foot"):
        assert not page.locator(gone).first.is_visible(), gone


def faults(page: Page, name: str) -> str:
    """Axe, width, weight and title; the picture is kept."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.evaluate("document.fonts.ready.then(() => scrollTo(0, 0))")
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    found = Axe().run(page, options=RULES)
    report = found.generate_report() if found.violations_count else ""
    sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    weight = page.evaluate("document.documentElement.outerHTML.length")
    report += f"scrolls sideways by {sideways} px " if sideways > 0 else ""
    report += f"weighs {weight} bytes " if weight > 60_000 else ""
    return report + ("" if "abuse" not in page.title().lower() else "title gives it away")
