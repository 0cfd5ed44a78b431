"""Closing a period without making a report of it. There is nothing to choose in it, so nobody has to agree."""

from datetime import date

from accounts.actors import Actor
from equality.disclosure import api, periods
from journal.actions import record
from reports import ledger, queries
from reports.actions.asking import closed_periods
from reports.actions.making import AGAIN, Progress, over
from reports.models import Run
from walls.refusals import Refused


def ask_to_close(*, by: Actor, period: str, today: date) -> Run:
    """Ask a worker to close a period. While one request waits, asking again gives that one. Raises Refused."""
    if period not in closed_periods(today):
        raise Refused("This period is not over, or its 28 days are not. Come back after that.", status=409)
    if period in queries.closed():
        raise Refused("This period is closed already. Its figures do not change.", status=409)
    waiting = queries.closing_under_way(period)
    if waiting:
        return waiting
    run = Run.objects.create(report=queries.CLOSING, period=period, asked_by=by.user_id)
    record("period.closing_requested", by=by, subject=run, period=period)
    return run


def close(run: Run, today: date) -> None:
    """What the worker does: earlier periods first, each step on the page. Repeated, it goes on where it was."""
    try:
        waiting = ledger.to_close(run.period, today)
        tell = Progress(run, total=len(waiting) + 1)
        ledger.close_all(waiting, today, lambda one: tell(f"Closing {periods.words(one)}: count, round once, store"))
    except api.NotPublished as why:
        over(run, Run.State.REFUSED, fault=str(why))
        return
    except Exception:
        over(run, Run.State.FAULTY, fault=AGAIN)
        raise
    over(run, Run.State.CLOSED)
