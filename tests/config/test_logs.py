"""Lines of a log: what they say of a fault and of a refused request, and what they never say."""

import logging
import sys
from datetime import date

import pytest
from django.test import Client

from config.logs import Line

SECRET = "Kernbeisserlied"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.handler.setFormatter(Line("{levelname} {name} {message}"))
    return caplog


def test_line_of_a_log_holds_no_address_and_no_words_of_a_fault(lines: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("a stage")
    try:
        try:
            date.fromisoformat(SECRET)
        except ValueError as fault:
            raise LookupError(SECRET) from fault
    except LookupError:
        log.exception("It did not work")
    assert SECRET not in lines.text
    first, second, third = lines.text.splitlines()
    assert first == "ERROR a stage It did not work"
    assert second.startswith("LookupError ") and "test_logs.py:" in second
    assert third.startswith("ValueError "), "what led to it is told too"


@pytest.mark.django_db
def test_refused_request_is_told_by_status_and_page(lines: pytest.LogCaptureFixture) -> None:
    Client().get(f"/refer/link/{SECRET}/")
    Client().get(f"/{SECRET}/?q={SECRET}")
    assert SECRET not in lines.text
    assert "WARNING django.request 404 at no page" in lines.text


def test_task_that_fails_is_told_by_its_name(lines: pytest.LogCaptureFixture) -> None:
    """As celery.app.trace writes it: with the fault, the arguments and the traceback in its message."""
    try:
        raise ValueError(SECRET)
    except ValueError:
        told = {"name": "journal.tasks.relay", "exc": SECRET, "args": SECRET, "traceback": SECRET}
        logging.getLogger("celery.app.trace").error("Task %(name)s: %(exc)s %(args)s", told, exc_info=sys.exc_info())
    assert SECRET not in lines.text
    assert "task journal.tasks.relay did not end well\nValueError " in lines.text
