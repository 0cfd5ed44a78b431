"""From stored values to the tables that are printed. Pure sums: nothing here knows a true count or the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from equality.disclosure import periods
from equality.disclosure.cubes import Counts, Dims, fold, from_cells, shape
from equality.disclosure.dimensions import DIMENSIONS
from equality.disclosure.ledger import FrozenLedger
from equality.disclosure.parameters import Parameters
from equality.disclosure.refusals import NotFrozen, TooFew
from equality.disclosure.tables import (
    COVERING,
    FROZEN_QUARTERLY,
    PRINTED_ANNUAL,
    PRINTED_QUARTERLY,
    SUMMED,
    TOTAL_OF,
    TableSpec,
    frozen,
    guarded,
)

TOTAL = "Total"


@dataclass(frozen=True)
class Sheet:
    """One table of the whitelist for one period: its stored values, or why it is not printed."""

    spec: TableSpec
    values: Counts | None
    why: str = ""


def sheets(period: str, ledger: FrozenLedger, chosen: Parameters) -> list[Sheet]:
    """Every table of the whitelist for the period, printed or withheld. Raises TooFew, NotFrozen, ValueError."""
    check_publishable(period, ledger, chosen)
    specs = list(PRINTED_QUARTERLY)
    if periods.is_year(period):
        specs += [spec for spec in PRINTED_ANNUAL if ledger.has(period)]
    elif not periods.is_quarter(period):
        specs = [spec for spec in specs if not SUMMED & set(spec.dims)]  # their half-year may be off by more than 10
    return [_sheet(spec, period, ledger, chosen) for spec in specs]


def check_publishable(period: str, ledger: FrozenLedger, chosen: Parameters) -> None:
    """Raise TooFew or NotFrozen unless figures of the period may be printed."""
    quarters = periods.quarters_of(period)
    for quarter in quarters:
        if not ledger.has(quarter):
            raise NotFrozen(period, quarter)
    year = periods.is_year(period)
    least = chosen.least_year if year else chosen.least_quarter
    parts = [quarters] if year else [(quarter,) for quarter in quarters]  # else a small quarter would be a difference
    for part in parts:
        if people(part, "entered", ledger) < least:
            raise TooFew(period, least)


def people(quarters: Iterable[str], population: str, ledger: FrozenLedger) -> int:
    """The stored number of people, a sum over quarters. 0 when nothing is stored."""
    total = 0
    for quarter in quarters:
        tables = (ledger.cells(quarter, spec.id) for spec in FROZEN_QUARTERLY if spec.population == population)
        total += sum(next((cells for cells in tables if cells), {}).values())
    return total


def _sheet(spec: TableSpec, period: str, ledger: FrozenLedger, chosen: Parameters) -> Sheet:
    quarters = periods.quarters_of(period)
    if not guarded(spec, chosen.residents):
        return Sheet(spec, None, f"Some of its groups have fewer than {chosen.residents:,} residents.")
    if people(quarters, spec.population, ledger) < chosen.people_per_cell * spec.leaves:
        return Sheet(spec, None, f"It has {spec.leaves} cells, which is too many for so few people.")
    parts = [(period,)] if spec.period_kind == "year" else [(quarter,) for quarter in quarters]
    values = [_stored(spec, part, ledger) for part in parts]
    kept = [value for value in values if value is not None]
    if len(kept) < len(values):
        return Sheet(spec, None, "It could not be rounded together with the other tables.")
    if spec.id in COVERING and any(_too_few_kinds(part, ledger) for part in parts):
        return Sheet(spec, None, "Its figures and those of other kinds of measures do not fit together.")
    if any(one_answer(spec, value, chosen) for value in (*kept, sum(kept[1:], kept[0]))):
        return Sheet(spec, None, "In one of its rows nearly everybody has the same answer.")
    return Sheet(spec, sum(kept[1:], kept[0]))


def _too_few_kinds(part: tuple[str], ledger: FrozenLedger) -> bool:
    """Whether the stored kinds of measures add up to fewer than the people who had any: no list of people is like that,
    because everybody who had measures fitted had one kind at least."""
    stored = [ledger.cells(part[0], table) or {} for table in COVERING]
    fitted = sum(stored[0].get((code,), 0) for code in ("with", "without"))
    return sum(cells.get(("with",), 0) for cells in stored) < fitted


def _stored(spec: TableSpec, part: tuple[str], ledger: FrozenLedger) -> Counts | None:
    source = frozen(spec.frozen_as)
    cells = ledger.cells(part[0], source.id)
    return None if cells is None else fold(from_cells(cells, source.dims), source.dims, spec.dims)


def one_answer(spec: TableSpec, values: Counts, chosen: Parameters) -> bool:
    """Whether, for a sensitive dimension, nearly everybody in some row has one and the same stated answer."""
    for axis, name in enumerate(spec.dims):
        stated = [code not in DIMENSIONS[name].unstated for code in DIMENSIONS[name].codes]
        if len(spec.dims) > 1 and DIMENSIONS[name].sensitive:
            rows = values.sum(axis=axis, keepdims=True)
            share = (values - chosen.tolerance) / (rows + chosen.tolerance)
            if bool((np.moveaxis(share, axis, 0)[stated] >= chosen.group_share).any()):
                return True
    return False


def as_json(sheet: Sheet, chosen: Parameters) -> dict[str, Any]:
    """A printed table as the contract has it; margins are cells with "Total"."""
    if sheet.values is None:
        raise ValueError(f"{sheet.spec.id} is withheld")
    return {
        "id": sheet.spec.id,
        "title": sheet.spec.title,
        "dimensions": [
            {"name": name, "label": DIMENSIONS[name].label, "categories": list(DIMENSIONS[name].labels)}
            for name in sheet.spec.dims
        ],
        "total_of": TOTAL_OF[sheet.spec.population],
        "cells": [
            {"at": list(at), "value": None, "kind": "suppressed"}
            if value <= chosen.low
            else {"at": list(at), "value": value, "kind": "rounded"}
            for at, value in with_margins(sheet.values, sheet.spec.dims)
        ],
    }


def with_margins(values: Counts, dims: Dims) -> list[tuple[tuple[str, ...], int]]:
    """(labels, stored value) of every cell, each dimension's total last."""
    for axis in range(len(dims)):
        values = np.concatenate([values, values.sum(axis=axis, keepdims=True)], axis=axis)
    if values.shape != tuple(size + 1 for size in shape(dims)):
        raise ValueError(f"not a table over {dims}")
    labels = product(*([*DIMENSIONS[name].labels, TOTAL] for name in dims))
    return [(at, int(value)) for at, value in zip(labels, values.ravel(), strict=True)]


def whole_percent(part: int | None, whole: int | None, chosen: Parameters) -> int | None:
    """See api.whole_percent."""
    if part is None or whole is None or whole < chosen.percent_of:
        return None
    return (200 * part + whole) // (2 * whole)
