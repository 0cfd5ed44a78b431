"""Reading the release ledger, and closing a period into it: the only writer of stored figures."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date
from typing import Final

from django.db import connections, transaction

from equality.disclosure import api, periods
from reports import gate
from reports.models import Closing, LedgerCell
from reports.sealing import seal_of

ALIAS: Final = "reports"
CLOSING_LOCK: Final = 5_821_301  # any number that nothing else in this database uses


def stored() -> api.FrozenLedger:
    """Everything that was ever closed."""
    cells = LedgerCell.objects.order_by("period", "table", "id").values_list("period_id", "table", "cell", "value")
    return api.FrozenLedger.from_rows(
        api.Row(period, table, tuple(cell), value) for period, table, cell, value in cells
    )


def to_close(period: str, today: date) -> list[str]:
    """What has to be closed, in order, before figures of `period` exist. [] when all is closed.

    Raises NotPublished, in words that a page can show, when that cannot be done today.
    """
    ledger = stored()
    needed = {*periods.quarters_of(period), *([period] if periods.is_year(period) else [])}
    missing = {part for part in needed if not ledger.has(part)}
    if not missing:
        return []
    if api.closes_on(period) > today:
        raise api.StillOpen(period, api.closes_on(period))
    due = api.due(ledger, today)
    if not missing <= set(due):
        raise api.NotPublished(f"There are no records from {periods.words(period)}, so there is nothing to count.")
    return due[: max(due.index(part) for part in missing) + 1]


def close(period: str, today: date) -> None:
    """Count, round and store one period, unless it is stored. Two at once: the second waits and finds it done.

    Everything is stored or nothing. Joins that are used up are destroyed afterwards; that is repeated if interrupted.
    """
    with transaction.atomic(using=ALIAS):
        _one_at_a_time()
        ledger = stored()
        if not ledger.has(period):
            _store(api.protect(period, ledger, today))
    api.settle(period)


def close_all(waiting: list[str], today: date, tell: Callable[[str], None]) -> None:
    """Close several periods in order; `tell` hears of each before it begins."""
    for period in waiting:
        tell(period)
        close(period, today)


def _one_at_a_time() -> None:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '10min'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CLOSING_LOCK])


def _store(protected: api.Protected) -> None:
    checked = gate.check_rows(protected)
    rows = [LedgerCell(table=row.table, cell=list(row.cell), value=row.value) for row in protected.rows()]
    closing = Closing.objects.create(
        period=protected.period,
        parameters=dict(protected.parameters),
        code_version=protected.code_version,
        solver=asdict(protected.solver),
        gate=checked,
        seal=_seal(protected.period, rows),
    )
    for row in rows:
        row.period = closing
    LedgerCell.objects.bulk_create(rows, batch_size=1_000)


def check_seals() -> api.FrozenLedger:
    """Everything that was ever closed; gate.NotClean when it is not what was sealed: somebody has been at the database."""
    sealed = Closing.objects.exclude(seal="").order_by("period").prefetch_related("cells")
    broken = [periods.words(row.pk) for row in sealed if row.seal != _seal(row.pk, row.cells.all())]
    if broken:
        raise gate.NotClean(
            f"Nothing was released: stored figures of {', '.join(broken)} are not those that were closed. Tell the scheme "
            "administrator and the data protection officer."
        )
    return stored()


def _seal(period: str, rows: Iterable[LedgerCell]) -> str:
    return seal_of([period, sorted([row.table, *row.cell, row.value] for row in rows)])
