"""What the tests of pages share: a client signed in as somebody, and a form filled in as a person would."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from providers.deciding import MOVES
from providers.models import Workstream
from tests import people

COORDINATOR, FITTER = "security-coordinator.24-7-locks", "fitter.24-7-locks"
SUPPORTER, MANAGER = "support-worker.oasis", "support-manager.oasis"
TRIAGE, LEAD = "triage-worker", "triage-lead"
OUTSIDE = [
    "commissioner",
    "rights-officer",
    "safeguarding-officer",
    "feedback-officer",
    "trainer",
    "scheme-administrator",
]
# Every field that a provider could be shown, with a value that nothing else on a page contains.
CANARIES: dict[str, Any] = {
    "first_name": "Qfirst", "last_name": "Qlast", "gender": "other", "date_of_birth": "1971-08-09",
    "language": "Qlanguage", "interpreter": "Qinterpreter", "bsl": "Qbsl", "relay_uk": "Qrelay",
    "address": "Qaddress", "postcode": "TN24 9QQ", "tenure": "rents_council", "tenancy_holder": "joint",
    "property_type": "bungalow", "floor": "Qfloor", "owner_permission": "asked", "previous_measures": "yes",
    "previous_measures_what": "Qwhat", "previous_measures_who": "Qwho", "previous_measures_when": "Qwhen",
    "previous_measures_where": "Qwhere",
    "circumstances": "Qcircumstances", "referrer_name": "Qrefname", "referrer_email": "qref@example.org",
    "referrer_job_title": "Qjob", "referrer_organisation": "Qreforg",
}  # fmt: skip
WORDS = {
    "gender": "In another way", "date_of_birth": "9 August 1971", "tenure": "Rents from the council",
    "tenancy_holder": "together with somebody else", "property_type": "Bungalow", "owner_permission": "Asked, waiting",
    "previous_measures": "Earlier security measures",
}  # fmt: skip


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


def every_page(client: Client, row: Any) -> str:
    """The bytes of every page that this person can reach for this workstream, lists and the address after a tap included."""
    addresses = [page_of(row), *(page_of(row, name) for name in MOVES[row.kind])]
    addresses += [f"{reverse('providers:worklist')}?view={view}" for view in ("all", "mine", "board", "new", "today")]
    tapped = client.post(reverse("providers:address", args=[row.pk])).content.decode()
    return "".join(client.get(address).content.decode() for address in addresses) + tapped


def unmasked(response: Any) -> str:
    """The page without the token of its sign-out form, which is masked anew for every answer."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]*"', r"\1", response.content.decode())
