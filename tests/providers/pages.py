"""What the tests of pages share: a client signed in as somebody, and a form filled in as a person would."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from providers.models import Workstream
from tests import people

COORDINATOR, FITTER = "security-coordinator.24-7-locks", "fitter.24-7-locks"
SUPPORTER, MANAGER = "support-worker.oasis", "support-manager.oasis"
TRIAGE, LEAD = "triage-worker", "triage-lead"


def signed_in(slug: str) -> Client:
    client = Client()
    people.as_role(client, slug)
    return client


def page_of(row: Workstream, transition: str = "") -> str:
    if transition:
        return reverse("providers:move", args=[row.pk, transition])
    return reverse("providers:workstream", args=[row.pk])


def hidden(response: Any) -> dict[str, str]:
    """The hidden fields of the page's form."""
    found = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", response.content.decode()):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and name[1] in {"version", "posted"}:
            found[name[1]] = value[1]
    return found


def press(client: Client, address: str, **typed: Any) -> Any:
    """Open the page, fill in its form, send it."""
    opened = client.get(address)
    assert opened.status_code == 200, opened.content.decode()[-3000:]
    return client.post(address, hidden(opened) | typed)


def day(name: str, value: Any) -> dict[str, str]:
    return {f"{name}_day": str(value.day), f"{name}_month": str(value.month), f"{name}_year": str(value.year)}
