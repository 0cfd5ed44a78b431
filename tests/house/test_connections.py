"""What tests of several databases rest on, in whatever order they run."""

import pytest
from django.db import connections
from playwright.sync_api import Browser

pytestmark = pytest.mark.django_db(databases=["default", "equality", "reports"])


def test_reports_reads_what_equality_writes() -> None:
    assert connections["reports"] is connections["equality"]


def test_reports_reads_what_equality_writes_beside_a_browser(chromium: Browser) -> None:
    """The loop of a browser gives the thread other connections than it had before."""
    assert chromium.is_connected()
    assert connections["reports"] is connections["equality"]
