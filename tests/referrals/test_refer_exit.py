"""Leaving the real public pages in Chromium: nothing kept, nobody else asked, nothing of ours on the way back."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver, reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.access import PUBLIC, policy_of

pytestmark = pytest.mark.django_db(transaction=True)
OURS = ("SAFER", "Victim Support", "referral", "First name")
KEPT = "localStorage.length + sessionStorage.length + document.cookie.length"


class _Sunny(BaseHTTPRequestHandler):
    def log_message(self, *words: Any) -> None:
        """Nothing: the tests say what they see."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Weather</title><link rel=icon href=data:,><h1>Sunny</h1>")


@pytest.fixture
def weather(settings: Any) -> Iterator[str]:
    """A site of somebody else, where the exit leads."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Sunny)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.EXIT_ADDRESS = f"http://127.0.0.1:{server.server_address[1]}/"
    yield settings.EXIT_ADDRESS
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def context(chromium: Browser, live_server: Any, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    made = chromium.new_context(base_url=live_server.url, java_script_enabled=request.param)
    made.set_default_timeout(15_000)
    yield made
    made.close()


def _has_script(request: pytest.FixtureRequest) -> bool:
    return "no script" not in request.node.name


def _go_in(page: Page, posts: int, weather: str) -> None:
    """From somebody else's page through the start into the form, which is posted so many times."""
    page.goto(f"{weather}?before")
    page.goto("/")
    page.get_by_role("link", name="Refer someone").click()
    expect(page.get_by_label("Myself")).to_be_visible()
    if posts > 0:
        page.get_by_label("Myself").check()
        _post(page, "Start", "Your referral")
    if posts > 1:
        page.get_by_role("button", name="Begin with part 1").click()
        page.get_by_label("First name").fill("Amara")
    if posts > 2:
        _post(page, "Continue", "More about you")


def _post(page: Page, button: str, heading: str) -> None:
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", name=heading).first).to_be_visible()


def _leave(page: Page) -> float:
    """Press the exit. → seconds until the other page was there."""
    began = time.perf_counter()
    page.locator("[data-exit]").click()
    expect(page.get_by_role("heading", name="Sunny")).to_be_visible()
    return time.perf_counter() - began


@pytest.mark.parametrize("posts", [0, 1, 3])
def test_five_times_back_after_the_exit_shows_nothing_of_ours(
    context: BrowserContext, weather: str, posts: int, request: pytest.FixtureRequest
) -> None:
    page = context.new_page()
    if not _has_script(request):
        _go_in(page, posts, weather)
        _leave(page)  # a browser without script leaves; what Back does there is said on the page about the exit
        return
    _go_in(page, posts, weather)
    _leave(page)
    for _ in range(5):
        page.go_back()
        if page.url == "about:blank":
            break
        expect(page.get_by_role("heading", name="Sunny")).to_be_visible()
        assert page.url.startswith(weather)
        assert not [words for words in OURS if words in page.content()]
    assert context.cookies() == []


def test_exit_takes_half_a_second_at_most(context: BrowserContext, weather: str) -> None:
    """The best of three, because the machine has other things to do."""
    page, took = context.new_page(), []
    for posts in (0, 1, 3):
        _go_in(page, posts, weather)
        took.append(_leave(page))
    assert min(took) <= 0.5, took


def test_public_pages_keep_nothing_and_ask_nobody_else(
    context: BrowserContext, weather: str, live_server: Any, request: pytest.FixtureRequest
) -> None:
    """Every public address without arguments, and three steps of the form: 0 cookies, 0 storage, 0 third-party requests."""
    page, asked = context.new_page(), []
    page.on("request", lambda one: asked.append(one.url))
    script = _has_script(request)
    for address in public_pages():
        page.goto(address)
        assert not script or page.evaluate(KEPT) == 0, address
    _go_in(page, 3, weather)
    assert not script or page.evaluate(KEPT) == 0
    assert context.cookies() == []
    assert [url for url in asked if not url.startswith((live_server.url, weather, "data:"))] == []
    assert len(asked) > 10


def public_pages() -> list[str]:
    """Pages for everybody that a browser opens by their address alone."""
    found = [
        f"{space}:{pattern.name}"
        for space, (_, resolver) in get_resolver().namespace_dict.items()
        for pattern in resolver.url_patterns
        if isinstance(pattern, URLPattern) and not pattern.pattern.converters and policy_of(pattern.callback) == PUBLIC
    ]
    return sorted({reverse(name) for name in found} - {reverse("public:exit")})
