"""Leaving the site, in a real browser. Proves S0.8 and the promises about the exit control in docs/pages.md."""

import re

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

LEAVE = re.compile("^Leave this page")
SOMEWHERE = "/gallery/weather/?before"  # where the person was before they came to us


def _walk(page: Page, steps: int) -> None:
    """From a page of somebody else's through the start page and some steps of a form, with the script."""
    page.goto(SOMEWHERE)
    page.goto("/gallery/step/1/")
    for number in range(2, steps + 2):
        page.get_by_label("Answer").fill(f"answer {number}")
        page.get_by_role("button", name="Save and go on").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Question {number}")


def _is_not_ours(page: Page) -> None:
    expect(page.get_by_role("heading", name="Sunny")).to_be_visible()
    expect(page).to_have_url(re.compile("/gallery/weather/"))


def test_exit_is_first_in_tab_order_and_stays_in_sight(page: Page) -> None:
    page.goto("/exit/about/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=LEAVE)).to_be_focused()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.locator(".exit__link")).to_be_in_viewport()


@pytest.mark.parametrize("steps", [0, 1, 4])
def test_exit_leaves_and_back_shows_nothing_of_ours(page: Page, steps: int) -> None:
    _walk(page, steps)
    page.get_by_role("link", name=LEAVE).click()
    _is_not_ours(page)
    for _ in range(steps + 3):
        page.go_back()
        if page.url == "about:blank":
            break
        _is_not_ours(page)


def test_forward_after_going_back_from_exit_shows_nothing_of_ours(page: Page) -> None:
    _walk(page, 3)
    page.get_by_role("link", name=LEAVE).click()
    _is_not_ours(page)
    page.go_back()
    _is_not_ours(page)
    page.go_forward()
    _is_not_ours(page)


def test_three_presses_of_shift_leave(page: Page) -> None:
    _walk(page, 2)
    for _ in range(3):
        page.keyboard.press("Shift")
    _is_not_ours(page)


def test_shift_while_typing_capitals_stays(page: Page) -> None:
    _walk(page, 1)
    page.get_by_label("Answer").press_sequentially("ABC Def")
    for letter in "ABCD":
        page.keyboard.press(f"Shift+{letter}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 2")


def test_back_in_the_middle_of_a_form_goes_one_question_back(page: Page) -> None:
    """A draft must not be lost to the browser's Back button either."""
    _walk(page, 3)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 3")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 2")


def test_reading_a_link_in_the_middle_of_a_form_keeps_what_was_typed(page: Page) -> None:
    _walk(page, 1)
    page.get_by_label("Answer").fill("half an answer")
    page.get_by_role("link", name="Read about leaving").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Leave this page")
    page.go_back()
    expect(page.get_by_label("Answer")).to_have_value("half an answer")


def test_lost_connection_keeps_what_was_typed(page: Page) -> None:
    _walk(page, 1)
    page.get_by_label("Answer").fill("half an answer")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("There is no connection. What you typed is still here.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_label("Answer")).to_have_value("half an answer")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 3")


def test_public_pages_keep_no_cookie_and_store_nothing(page: Page) -> None:
    """S0.8"""
    _walk(page, 3)
    page.goto("/")
    page.goto("/exit/about/")
    kept = "localStorage.length + sessionStorage.length + document.cookie.length"
    assert page.context.cookies() == []
    assert page.evaluate(kept) == 0


def test_exit_works_without_the_script(browser: Browser, gallery: str) -> None:
    context = browser.new_context(base_url=gallery, java_script_enabled=False)
    page = context.new_page()
    page.goto("/exit/about/")
    page.get_by_role("link", name=LEAVE).click()
    _is_not_ours(page)
    context.close()


def test_a_form_goes_on_without_the_script(browser: Browser, gallery: str) -> None:
    context = browser.new_context(base_url=gallery, java_script_enabled=False)
    page = context.new_page()
    _walk(page, 3)
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 3")
    context.close()


@pytest.mark.parametrize("method", ["get", "post"])
def test_exit_answers_without_a_database_and_forgets(method: str) -> None:
    """No database fixture: the view must not ask for one."""
    answer = getattr(Client(), method)("/exit/")
    assert answer.status_code == 303
    assert answer.headers["Location"] == settings.EXIT_ADDRESS
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_exit_asked_by_a_strangers_page_signs_nobody_out() -> None:
    answer = Client().get("/exit/", headers={"sec-fetch-site": "cross-site"})
    assert "Clear-Site-Data" not in answer.headers
