"""Fills in the public form over HTTP, page by page, as a browser without cookies and without the script would."""

import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

ADDRESS = "/refer/"
EVERYBODY = ["victim-support", "24-7-locks", "oasis", "clarion", "look-ahead", "project-salus"]
Pages = dict[str, dict[str, Any]]

COMMON: Pages = {
    "name": {"first_name": "Amara", "last_name": "O’Neill-Şahin"},
    "about": {
        "gender": "female", "date_of_birth_day": "29", "date_of_birth_month": "2", "date_of_birth_year": "1988",
    },
    "language": {"language": "", "interpreter": "no"},
    "adjustments": {"adjustments": ["none"]},
    "means": {"means": ["phone", "email"]},
    "phone": {"phone_value": "07700 900123", "phone_safe": "yes"},
    "phone-how": {
        "phone_voicemail": "no", "phone_text": "unknown",
        "phone_withheld_number": "yes", "phone_hours": "Weekdays 9:30am to 2pm", "phone_code_word": "Bluebell",
    },
    "email": {"email_value": "amara@mail.example", "email_safe": "unknown", "email_hours": "10am to 3pm", "email_code_word": ""},
    "address": {"address": "12 Example Road\r\nAshford", "postcode": "tn249zz", "district": "ashford"},
    "household": {"others": "yes"},
    "ages": {"child_ages": "4, 9", "adult_ages": ""},
    "tenure": {"tenure": "rents_private", "tenancy_holder": "person"},
    "permission": {"owner_permission": "not_asked"},
    "property": {"property_type": "flat"},
    "floor": {"floor": "3rd of 5"},
    "earlier": {"previous_measures": "yes"},
    "earlier-what": {
        "previous_measures_what": "A door chain", "previous_measures_who": "The council",
        "previous_measures_when": "2021", "previous_measures_where": "3 Old Lane\r\nDeal CT14 6AA",
    },
    "eligibility": {
        "wants_to_stay": "yes", "safe_to_stay": "yes", "perpetrator_elsewhere": "yes", "no_right_of_entry": "yes",
    },
    "circumstances": {"circumstances": "Left in March.\r\nUnwanted visits since."},
    "help": {"needs": ["security", "support_adults", "support_children"]},
    "notice": {"notice_read": "on"},
    "sharing": {"recipients": EVERYBODY},
    "equality": {"equality": "yes"},
}  # fmt: skip
PROFESSIONAL: Pages = {
    "referrer": {
        "referrer_name": "Hannah Obi", "referrer_email": "h.obi@housing.example", "referrer_job_title": "Officer",
        "referrer_organisation": "Example Housing",
    },
    "tool": {"risk_tool": "dash"},
    "risk": {
        "risk_level": "high", "risk_score": "16", "risk_judgement": "Escalating.", "risk_assessor": "Hannah Obi",
        "risk_assessed_on_day": "3", "risk_assessed_on_month": "March", "risk_assessed_on_year": "2026",
    },
    "marac": {"marac": "yes"},
    "agreed": {"given_how": "phone", "taken_by": "Hannah Obi"},
}  # fmt: skip
AUTHORITY: Pages = {
    "authority": {
        "referrer_name": "Ifeoma Obi", "referrer_email": "ifeoma@mail.example", "referrer_job_title": "Sister",
        "referrer_organisation": "", "authority": "on",
    }
}  # fmt: skip
BY_ROUTE: dict[str, Pages] = {
    "professional": COMMON | PROFESSIONAL, "self": COMMON, "authority": COMMON | AUTHORITY,
}  # fmt: skip


def text(response: Any) -> str:
    return unescape(response.content.decode())


def hidden(response: Any, name: str) -> str:
    """The value of a hidden field of the page's own form, '' when it is not there."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', response.content.decode())
    return unescape(found[1]) if found else ""


class Filler:
    """One person at the form. `response`: the page they see now. `pages`: what they answer, by page."""

    def __init__(self, client: Client, route: str = "professional", **changes: dict[str, Any]) -> None:
        self.client = client
        self.route = route
        self.pages = BY_ROUTE[route] | {slug.replace("_", "-"): boxes for slug, boxes in changes.items()}
        self.response: HttpResponse = client.get(ADDRESS)  # type: ignore[assignment]
        self.seen: list[str] = []

    @property
    def token(self) -> str:
        return hidden(self.response, "token")

    @property
    def page(self) -> str:
        return hidden(self.response, "page")

    def post(self, go: str = "next", /, **boxes: Any) -> HttpResponse:
        """Press a button of the page on the screen, with these boxes filled in."""
        names = ("token", "route", "page", "came", "notice_version")
        kept = {
            name: hidden(self.response, name) for name in names if f'name="{name}"' in self.response.content.decode()
        }
        headers = {"Sec-Fetch-Site": "same-origin"}
        self.response = self.client.post(ADDRESS, kept | {"go": go} | boxes, headers=headers)  # type: ignore[assignment]
        return self.response

    def begin(self) -> "Filler":
        self.post(route=self.route)
        return self

    def answer(self) -> HttpResponse:
        """Fill in the page on the screen and continue."""
        self.seen.append(self.page)
        return self.post(**self.pages.get(self.page, {}))

    def until(self, slug: str) -> "Filler":
        """On to the page of this name, from wherever the person is."""
        for _ in range(60):
            if self.page == slug:
                return self
            self.forward()
        raise AssertionError(f"never came to {slug}; saw {self.seen}")

    def through(self) -> "Filler":
        """Answer everything, up to check-your-answers."""
        for _ in range(60):
            if "Check your answers</h1>" in self.response.content.decode():
                return self
            self.forward()
        raise AssertionError(f"never came to the check; saw {self.seen}")

    def forward(self) -> None:
        """Answer the page on the screen, or open the part that comes next."""
        here = self.page
        if here == "who":
            self.post(route=self.route)
        elif here:
            self.answer()
            assert self.page != here, text(self.response)
        else:
            todo = re.search(r'govuk-button"[^>]*name="go" value="([^"]+)"', self.response.content.decode())
            assert todo, text(self.response)
            self.post(todo[1])

    def send(self) -> str:
        """Send a complete form. → the reference."""
        self.through()
        return self.reference(self.post("send"))

    @staticmethod
    def reference(response: HttpResponse) -> str:
        found = re.search(r'class="reference">(SR-[0-9A-Z]{4}-[0-9A-Z]{4})<', response.content.decode())
        assert found, text(response)
        return found[1]
