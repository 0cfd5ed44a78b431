"""The small helps of the script, in a real browser."""

from playwright.sync_api import Page, expect


def test_characters_left_are_counted_and_too_many_are_said(page: Page) -> None:
    page.goto("/gallery/fields/")
    box = page.get_by_label("What is happening?")
    expect(page.get_by_text("You have 500 characters left")).to_be_visible()
    box.fill("x" * 499)
    expect(page.get_by_text("You have 1 character left")).to_be_visible()
    box.fill("x" * 502)
    expect(page.get_by_text("You have 2 characters too many")).to_be_visible()


def test_a_choice_reveals_its_field_by_keyboard_alone(page: Page) -> None:
    page.goto("/gallery/fields/")
    expect(page.get_by_label("Who is it?")).to_be_hidden()
    page.get_by_label("The person", exact=True).focus()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Who is it?")).to_be_visible()


def test_error_summary_takes_focus_and_leads_to_each_field(page: Page) -> None:
    page.goto("/gallery/fields/")
    page.get_by_label("Day").fill("31")
    page.get_by_label("Year").fill("1984")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page).to_have_title("Error: Referral form")
    page.get_by_role("link", name="Date of birth must include a month").click()
    expect(page.get_by_label("Month")).to_be_focused()
    expect(page.get_by_label("Day")).to_have_value("31")
    page.get_by_role("link", name="Select who owns the home").click()
    expect(page.get_by_label("The person", exact=True)).to_be_focused()


def test_progress_renews_itself_until_finished(page: Page) -> None:
    page.goto("/gallery/counting/")
    expect(page.get_by_text("Tables protected: 3 of 3 (100 %)")).to_be_visible()
    expect(page.get_by_role("link", name="Check again")).to_have_count(0)


def test_without_signal_nothing_is_sent_or_lost(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto("/gallery/visit/")
    page.context.set_offline(True)
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("No signal. What you typed is still here.")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    assert sent == []
    page.context.set_offline(False)
    page.wait_for_event("request", lambda request: request.method == "POST")
    assert len(sent) == 1


def test_case_header_stays_on_top_and_hides_no_focus(page: Page) -> None:
    page.goto("/gallery/case/")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.get_by_text("Do not call now.")).to_be_in_viewport()
    page.locator("main .govuk-link").last.focus()
    covered = page.evaluate(
        "document.activeElement.getBoundingClientRect().top"
        " < document.querySelector('.case-header').getBoundingClientRect().bottom"
    )
    assert not covered


def test_pages_reflow_at_four_hundred_percent(page: Page) -> None:
    """1280 x 1024 at 400 % is 320 x 256 CSS pixels: nothing scrolls sideways, and nothing sticky fills the window."""
    page.set_viewport_size({"width": 320, "height": 256})
    for address in ("/", "/gallery/fields/", "/gallery/work/", "/gallery/case/", "/gallery/board/", "/gallery/visit/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    page.goto("/gallery/case/")
    page.evaluate("scrollTo(0, 2000)")
    expect(page.locator(".case-header")).not_to_be_in_viewport()


def test_targets_are_thumb_sized(page: Page) -> None:
    """44 px or more in both directions, except for links inside text and visually hidden ones."""
    page.set_viewport_size({"width": 360, "height": 740})
    small = (
        "[...document.querySelectorAll('button, .govuk-button, .exit__link, .bar a, .views a, .tabs a, .stack a, dd a, .govuk-task-list a, input, select')]"
        ".filter(one => { const box = one.getBoundingClientRect();"
        " return box.height && (box.height < 44 || box.width < 44) }).map(one => one.outerHTML)"
    )
    for address in ("/", "/gallery/fields/", "/gallery/work/", "/gallery/case/", "/gallery/pieces/"):
        page.goto(address)
        assert page.evaluate(small) == [], address


def test_everything_is_readable_without_the_stylesheet(page: Page) -> None:
    page.route("**/safer.css", lambda route: route.abort())
    page.goto("/gallery/fields/")
    for label in ("Full name", "Day", "What is happening?", "Who is it? (optional)"):
        expect(page.get_by_label(label, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Leave this page").first).to_be_visible()
