"""Find a referral. By POST, so that nothing about a person stands in an address, a log or a browser's history."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import Asked, requires
from journal.reads import seen
from referrals import facts
from referrals.finding import search as find
from referrals.forms.search import SearchForm
from referrals.models import Referral
from referrals.views.parts import STATE_COLOURS, district_words, risk_tag, state_words

COLUMNS = ("Referral", "Date of birth", "District", "Risk", "State", "Received")


@requires("referral.read")
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: Asked) -> HttpResponseBase:
    """The empty form (GET), or what was found (POST); what is listed is recorded as read."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    page: dict[str, Any] = {"form": form, "found": None}
    if form.is_bound and form.is_valid():
        rows = find(request.actor, form.cleaned_data)
        seen(by=request.actor, what="referrals:search", case_ids=[row.id for row in rows])
        page["found"] = _table(rows)
    status = 422 if form.errors else 200
    return render(request, "referrals/desk/search.html", page, status=status)


def _table(rows: list[Referral]) -> dict[str, Any]:
    return {
        "caption": "Found",
        "columns": [{"label": label} for label in COLUMNS],
        "rows": [_row(row) for row in rows],
        "empty": "Nobody fits. Try less: only the last name, or only the postcode.",
    }


def _row(row: Referral) -> list[Any]:
    risk = risk_tag(row.risk_level)
    return [
        {"text": row.reference, "href": reverse("referrals:case", args=[row.reference]), "sub": row.name},
        facts.in_words("date_of_birth", row.date_of_birth) or "Not given",
        district_words(row.district),
        {"text": risk["label"], "tag": risk["colour"]},
        {"text": state_words(row), "tag": STATE_COLOURS.get(row.state, "grey")},
        f"{timezone.localtime(row.received_at):%-d %b %Y}",
    ]
