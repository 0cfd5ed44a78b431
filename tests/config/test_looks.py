"""Every page of the gallery in a real browser: axe, both colour schemes, phone and desk, zoom, weight.

The pictures go to var/screens/pages/ and are meant to be looked at.
"""

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.house import markup

PAGES = {
    "start": "/",
    "about-exit": "/exit/about/",
    "absent": "/no-such-page/",
    "fault": "/gallery/broken/",
    "fields": "/gallery/fields/",
    "pieces": "/gallery/pieces/",
    "work": "/gallery/work/",
    "nothing": "/gallery/nothing/",
    "case": "/gallery/case/",
    "decision": "/gallery/decision/",
    "board": "/gallery/board/",
    "visit": "/gallery/visit/",
    "figure": "/gallery/figure/",
}
SHOTS = Path(__file__).resolve().parents[2] / "var" / "screens" / "pages"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def _faults(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES)
    return [] if not found.violations_count else [found.generate_report()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_pages_pass_axe_and_fit_the_width(
    browser: Browser, gallery: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    """WCAG 2.2 AA as far as a machine can tell; nothing scrolls sideways; errors included."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(
        base_url=gallery, viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    wrong: dict[str, str] = {}
    for name, address in PAGES.items():
        page.goto(address)
        _look(page, f"{name}-{width}-{scheme}", wrong)
    page.goto(PAGES["fields"])
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    _look(page, f"errors-{width}-{scheme}", wrong)
    context.close()
    assert not wrong, chr(10).join(f"{name}: {found}" for name, found in wrong.items())


def _look(page: Page, name: str, wrong: dict[str, str]) -> None:
    page.evaluate("document.fonts.ready.then(() => scrollTo(0, 0))")
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    wider = [f"scrolls sideways by {sideways} px"] if sideways > 0 else []
    if found := [*_faults(page), *markup.Page(page.content()).faults(), *wider]:
        wrong[name] = "\n".join(found)
