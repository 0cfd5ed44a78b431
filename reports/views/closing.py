"""Closing quarters: what will be counted, what waits, and what is closed. Nothing here tells a number of people."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Asked, requires
from equality import outlook
from equality.disclosure import api, periods
from reports import queries
from reports.actions.asking import closed_periods
from reports.actions.closing import ask_to_close
from reports.models import Run
from walls.refusals import Refused

REFRESH_SECONDS = 3
WHAT = (
    "Everybody who came in or whose referral ended in it is counted once, with the answers that they gave and did not take back.",
    "Records that came in too late for an earlier quarter count here.",
    "Counts are rounded once, all tables together, and forgotten. Only rounded figures are stored, under a seal.",
    "It goes by fixed rules; nobody can choose what is counted or how it is rounded.",
    "After that, the connection between answers and the referrals that ended is destroyed.",
)


@requires("report.request")
@require_safe
def quarters(request: Asked) -> HttpResponseBase:
    """Open periods with what may be said of them, and the history of the closed ones."""
    today, closed = timezone.localdate(), queries.closed()
    ahead = [one for one in outlook.ahead() if one.quarter not in closed]
    shown = {
        "opened": [_line(one, today) for one in ahead],
        "closed": [(row, periods.words(row.pk)) for row in closed.values()],
        "behind": any(not one.agrees for one in ahead),
        "least": api.parameters().least_quarter,
    }
    return render(request, "reports/quarters.html", shown)


@requires("report.request")
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Asked, period: str) -> HttpResponseBase:
    """What will happen; then ask a worker to do it."""
    if not (periods.is_quarter(period) or periods.is_year(period)):
        raise Http404
    try:
        if request.method == "POST":
            run = ask_to_close(by=request.actor, period=period, today=timezone.localdate())
            return redirect("reports:run", run.pk)
        return _page(request, period)
    except Refused as refused:
        return _page(request, period, refused.status, refused=refused.message)


def progress(request: Asked, run: Run) -> HttpResponseBase:
    """How far a closing is; the page renews itself until it is over."""
    shown = {"run": run, "words": periods.words(run.period), "refresh": REFRESH_SECONDS}
    response = render(request, "reports/closing_run.html", shown)
    if not run.over:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


def _line(one: outlook.Ahead, today: Any) -> dict[str, Any]:
    closes = api.closes_on(one.quarter)
    return {"quarter": one, "words": periods.words(one.quarter), "closes": closes, "due": closes <= today}


def _page(request: Asked, period: str, status: int = 200, **more: Any) -> HttpResponse:
    known = period in closed_periods(timezone.localdate())
    words = periods.words(period)
    decision = {
        "heading": f"Close {words}",
        "what": WHAT,
        "undo": "A period is closed once. A record that is corrected, erased or comes in later changes no figure of it.",
        "confirm": f"Close {words}",
        "kind": "warning",
        "cancel": reverse("reports:quarters"),
    }
    more.setdefault(
        "refused", "" if known else "This period is not over, or its 28 days are not. Come back after that."
    )
    page = {"decision": decision, "form": None, "title": "Closing"}
    return render(request, "reports/decision.html", page | more, status=status if known or status != 200 else 409)
