"""Corrections for tests: a full referral, and what a worker does on the pages."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.actors import Actor
from accounts.scope import acting
from referrals.actions.amending import amend
from referrals.intake import Agreement, Contact
from referrals.models import Amendment, ContactPoint, Referral
from tests.referrals import walk
from tests.referrals.shown import untouched

WHY: dict[str, Any] = {"kind": "mistake", "reason": "The referrer rang: it was typed wrongly."}
PLAN = (
    Contact("phone", "07700 900123", "yes", "yes", "yes", "Weekdays 9:30am to 2pm", "Bluebell", "yes"),
    Contact("email", "amara@mail.example", "no"),
    Contact("post", "12 Example Road\nAshford\nTN24 9ZZ", "yes"),
)
FULL: dict[str, Any] = {
    "contacts": PLAN, "language": "Polish", "interpreter": "yes", "adult_ages": [44], "floor": "3rd of 5\r\nleft",
    "property_type": "flat", "previous_measures": "yes", "previous_measures_what": "A chain\n\nand a bar",
    "previous_measures_who": "<b>council</b>", "previous_measures_when": "2021",
    "previous_measures_where": "3 Old Lane, Deal CT14 6AA", "risk_level": "high",
    "risk_tool": "dash", "risk_score": "16", "risk_judgement": "Escalating", "risk_assessor": "H. Obi",
    "risk_assessed_on": "2026-03-03", "marac": "yes", "bsl": "yes",
    "agreement": Agreement(recipients=walk.EVERYBODY, given_how="phone", taken_by="Hannah Obi", adjustments=True),
    "first_name": " Ámara\u202e ", "needs_support_children": True,
}  # fmt: skip


def place(referral: Referral, section: str) -> str:
    return f"/referrals/{referral.reference}/correct/{section}/"


def correct(client: Client, referral: Referral, section: str, **changes: Any) -> HttpResponse:
    """Open the page, change these boxes only, send it."""
    page = client.get(place(referral, section))
    assert page.status_code == 200
    typed = untouched(page) | WHY | changes  # type: ignore[arg-type]
    kept = {name: value for name, value in typed.items() if value is not None}
    return client.post(place(referral, section), kept)  # type: ignore[return-value]


def fresh(referral: Referral, by: Actor) -> Referral:
    return walk.fetch(referral.reference, by)


def point(referral: Referral, by: Actor, means: str = "phone") -> ContactPoint:
    with acting(by):
        return ContactPoint.objects.select_related("key").get(referral=referral, means=means)


def call(referral: Referral, by: Actor, **given: Any) -> Referral:
    typed: dict[str, Any] = {"version": referral.version, "answers": {}} | WHY | given
    with acting(by):
        return amend(referral_id=referral.id, by=by, **typed)


def kept(referral: Referral, by: Actor) -> dict[str, tuple[str, str]]:
    with acting(by):
        rows = Amendment.objects.select_related("key").filter(referral=referral)
        return {f"{row.means}{row.field}": (row.before, row.after) for row in rows}
