"""Commissioners' pages over HTTP, as the role that serves them, and what the worker hears."""

import re
import uuid
from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.scope import as_system
from journal.models import Event
from reports import notices
from tests.databases import role


def get(client: Client, address: str) -> str:
    with role("safer_report", using="equality"):
        answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", answer.content.decode())


def post(client: Client, address: str, **typed: Any) -> HttpResponse:
    with role("safer_report", using="equality"):
        return client.post(address, typed)  # type: ignore[return-value]


def worker_hears(kind: str) -> None:
    """Every event of a kind, as the worker hears it."""
    with role("safer_worker"), as_system():
        for event in Event.objects.filter(kind=kind).order_by("at"):
            getattr(notices, {"period.closing_requested": "close_requested", "report.decided": "decided"}[kind])(event)


def entry(value: int = 3, period: str = "2025Q1", **more: Any) -> dict[str, Any]:
    return {
        "posted": str(uuid.uuid4()), "what": "Answer to a request", "to_whom": "The public", "given_on_day": "3",
        "given_on_month": "5", "given_on_year": "2026", "period": period, "population": "entered", "value": str(value),
    } | more  # fmt: skip
