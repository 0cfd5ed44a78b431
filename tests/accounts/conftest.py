"""A real browser at a real server. The server is called localhost, because passkeys belong to names."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page


@pytest.fixture
def visit(chromium: Browser, live_server: Any) -> Iterator[BrowserContext]:
    """A fresh profile at the address of the running server."""
    context = chromium.new_context(base_url=live_server.url)
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(visit: BrowserContext) -> Iterator[Page]:
    """A page whose console must stay without errors: a refusal of the content security policy shows there."""
    opened, said = visit.new_page(), []

    def listen(message: ConsoleMessage) -> None:
        refused_by_us = message.text.startswith("Failed to load resource: the server responded with a status of 4")
        if message.type == "error" and not refused_by_us:
            said.append(message.text)

    opened.on("console", listen)
    opened.on("pageerror", lambda fault: said.append(str(fault)))
    yield opened
    assert said == []
