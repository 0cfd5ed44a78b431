"""A server of the gallery without a database, and a browser, for the tests of pages."""

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from playwright.sync_api import Browser, Page

PORTS = range(8200, 8300)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *words: Any) -> None:
        """Nothing: the tests say what they see."""


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    """The address of a running server whose pages are the gallery and the real ones."""
    with override_settings(ROOT_URLCONF="tests.config.gallery", EXIT_ADDRESS="/gallery/weather/"):
        server = _listen(StaticFilesHandler(get_wsgi_application()))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()
        thread.join()


def _listen(application: Any) -> WSGIServer:
    for port in PORTS:
        try:
            return make_server("127.0.0.1", port, application, server_class=_Server, handler_class=_Quiet)
        except OSError:
            continue
    raise RuntimeError("No port between 8200 and 8299 is free")


@pytest.fixture(scope="session")
def browser(chromium: Browser) -> Browser:
    return chromium


@pytest.fixture
def page(browser: Browser, gallery: str) -> Iterator[Page]:
    """A fresh profile at the gallery's address."""
    context = browser.new_context(base_url=gallery)
    yield context.new_page()
    context.close()
