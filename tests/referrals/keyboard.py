"""Fills in the public form in a real browser with nothing but a keyboard."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.referrals.filling import BY_ROUTE, Pages

FOCUS = """() => {
  const at = document.activeElement;
  return {tag: at.tagName, type: at.type || "", name: at.name || "", value: at.value || "",
          checked: !!at.checked, hidden: at.classList.contains("away")};
}"""
SLUG = "() => document.querySelector('form#page input[name=page]')?.value || ''"
MOST_TABS = 120  # check-your-answers has a Change button for every answer
Look = Callable[[Page, str], None]


def fill(page: Page, route: str, changes: Pages | None = None, look: Look = lambda page, name: None) -> str:
    """From the first page to the reference. `look` is called with every page before it is answered."""
    pages = BY_ROUTE[route] | (changes or {})
    page.goto("/refer/")
    for _ in range(60):
        if page.locator(".reference").count():
            look(page, "done")
            return page.locator(".reference").inner_text()
        slug = page.evaluate(SLUG)
        look(page, slug or page.locator("h1").inner_text().split()[0].lower())
        _answer(page, {"route": route} if slug == "who" else pages.get(slug, {}))
    raise AssertionError(f"never came to the end: {page.locator('h1').inner_text()}")


def _answer(page: Page, boxes: dict[str, Any]) -> None:
    """Tab through the page, type what belongs into each box, and press the main button with Enter."""
    if not page.locator("form#page input[name=came][value=check]").count():
        page.locator("main").press("Shift")  # where the script has put the focus; harmless without it
    done: set[str] = set()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        assert not at["hidden"], "the button for Enter must not be met by the keyboard"
        if at["type"] == "submit" and at["name"] == "go" and _main_button(page):
            return _press(page)
        if at["name"] in boxes and at["name"] not in done:
            _type(page, at, boxes[at["name"]], done)
    raise AssertionError(f"no main button after {MOST_TABS} tabs")


def _main_button(page: Page) -> bool:
    return bool(page.evaluate("() => document.activeElement.className === 'govuk-button'"))


def _press(page: Page) -> None:
    """Enter, then wait for the page that answers: another document, or another body put in by the script."""
    page.evaluate("() => document.body.setAttribute('data-old', '')")
    page.keyboard.press("Enter")
    page.wait_for_selector("body:not([data-old])")
    page.wait_for_load_state()


def _type(page: Page, at: dict[str, Any], wanted: Any, done: set[str]) -> None:
    if at["type"] == "radio":
        for _ in range(15):
            if page.evaluate(FOCUS)["value"] == wanted:
                break
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
        done.add(at["name"])
    elif at["type"] == "checkbox":
        if at["value"] in wanted and not at["checked"]:
            page.keyboard.press("Space")
    elif at["tag"] == "SELECT":
        page.keyboard.type(str(wanted)[:4])
        done.add(at["name"])
    else:
        page.keyboard.type(str(wanted).replace("\r", ""))
        done.add(at["name"])
