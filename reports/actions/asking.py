"""Asking for a report. The request is a row that the page can show, and an event that a worker hears of."""

from datetime import date

from accounts.actors import Actor
from equality.disclosure import api, periods
from journal.actions import record
from reports.catalogue import REPORTS
from reports.models import Run
from walls.refusals import Refused

YEARS_BACK = 5


def ask(*, by: Actor, report: str, period: str, today: date) -> Run:
    """Ask a worker to make a report. Raises Refused when there is no such report, or its period is not closed."""
    check_may_be_made(report, period, today)
    run = Run.objects.create(report=report, period=period, asked_by=by.user_id)
    record("report.requested", by=by, subject=run, report=report, period=period)
    return run


def check_may_be_made(report: str, period: str, today: date) -> None:
    """Raises Refused unless there is such a report and the period is a closed quarter or year."""
    if report not in REPORTS:
        raise Refused("Choose a report from the list.", field="report")
    if period in closed_periods(today):
        return
    if period in periods_from(today.year + 1):
        raise Refused(str(api.StillOpen(period, api.closes_on(period))), field="period")
    raise Refused("Choose a quarter or a year from the list.", field="period")


def closed_periods(today: date) -> list[str]:
    """Quarters and years that may be asked for, the newest first, five years back."""
    return [period for period in periods_from(today.year) if api.closes_on(period) <= today]


def periods_from(newest: int) -> list[str]:
    """Years and their quarters, the newest first."""
    years = range(newest, newest - YEARS_BACK, -1)
    return [period for year in years for period in (str(year), *reversed(periods.quarters_of(str(year))))]
