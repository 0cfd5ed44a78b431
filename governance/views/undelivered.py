"""What did not get through: the list of its owner, one page for each, and the two things to do about it."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import news
from accounts.access import Asked, requires
from accounts.views.deciding import decision
from governance.access import SETTLES, failed_for, failed_one
from governance.actions import undelivered as actions
from governance.forms import AgainForm, SettleForm
from governance.undelivered import Because, errand_of, why
from journal.models import Delivery
from journal.reads import seen

SHOWN = 100
HEADS = ("What", "Referral", "Since", "Tried", "How it stands")
STANDS = {
    "dead": ("Waits for you", "red"), "waiting": ("Is tried again", "blue"), "done": ("Got through", "green"),
    "settled": ("Settled by hand", "grey"),
}  # fmt: skip
LIST = "governance:undelivered"


@requires(SETTLES)
@require_safe
def undelivered(request: Asked) -> HttpResponse:
    """The oldest first."""
    rows = list(failed_for(request.actor)[: SHOWN + 1])
    seen(by=request.actor, what=LIST, case_ids=[row.case_id for row in rows if row.case_id])
    table = {
        "caption": "The oldest first",
        "columns": [{"label": label} for label in HEADS],
        "rows": [_line(row) for row in rows[:SHOWN]],
    }
    return render(request, "governance/undelivered.html", {"table": table, "more": len(rows) > SHOWN})


def _line(row: Delivery) -> list[Any]:
    words, colour = STANDS[row.state]
    href = reverse("governance:failed", args=[row.pk])
    return [
        {"text": errand_of(row).what, "href": href, "sub": why(row)}, row.reference or "None",
        _day(row), _times(row.attempts), {"text": words, "tag": colour},
    ]  # fmt: skip


def _day(row: Delivery) -> str:
    return f"{timezone.localtime(row.since):%-d %b %Y, %H:%M}" if row.since else ""


def _times(attempts: int) -> str:
    return {0: "Never", 1: "Once"}.get(attempts, f"{attempts} times")


@requires(SETTLES)
@require_safe
def failed(request: Asked, delivery_id: uuid.UUID) -> HttpResponse:
    """One of them: what, which, since when, how often, why, and what can be done."""
    row = failed_one(request.actor, delivery_id)
    seen(by=request.actor, what="governance:failed", case_ids=[row.case_id] if row.case_id else [])
    news.looked_at(request.actor, request.path)
    words, colour = STANDS[row.state]
    because = Because(row.settled_because).label if row.settled_because else ""
    lines = [
        ("What did not get through", errand_of(row).what), ("Referral", row.reference or "None"), ("Since", _day(row)),
        ("Tried", _times(row.attempts)), ("Why it failed", why(row)), *([("Settled, because", because)] if because else []),
    ]  # fmt: skip
    facts = [{"key": key, "value": value} for key, value in lines]
    stands = {"key": "How it stands", "value": words, "tag": colour}
    shown = {"rows": [*facts, stands], "row": row, "errand": errand_of(row), "back": reverse(LIST)}
    return render(request, "governance/failed.html", shown)


@requires(SETTLES)
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: Asked, delivery_id: uuid.UUID) -> HttpResponse:
    row = failed_one(request.actor, delivery_id)
    return decision(
        request, AgainForm, lambda form: actions.try_again(delivery_id=row.pk, by=request.actor),
        words={"heading": "Try it again", "what": ("It is tried once, at once.", "If it fails, it comes back to you."),
               "confirm": "Try it now"},
        said="It is being tried. If it fails again, it stands in this list.", then=LIST,
    )  # fmt: skip


@requires(SETTLES)
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: Asked, delivery_id: uuid.UUID) -> HttpResponse:
    row = failed_one(request.actor, delivery_id)
    return decision(
        request, SettleForm,
        lambda form: actions.settle(delivery_id=row.pk, by=request.actor, **form.cleaned_data),
        words={"heading": "Settle it by hand", "what": ("Nobody tries it any more.", errand_of(row).by_hand),
               "undo": "It is not tried again. That you settled it, when and why is recorded.",
               "confirm": "It is settled", "kind": "warning"},
        said="It is settled.", then=LIST,
    )  # fmt: skip
