"""A walked referral as a pattern: every row of every table, value by value, with what each value becomes in a copy."""

import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, models

from referrals.models import Draft, Referral, SearchTerm
from walls import keys
from walls.fields import SealedText
from walls.models import CaseKey

Value = Any
Turn = Callable[["Copy"], Value]


@dataclass
class Copy:
    """One referral to be: its new ids, its new key, how far its time is moved, and who the person is."""

    ids: dict[uuid.UUID, uuid.UUID]
    key: CaseKey
    shift: timedelta
    reference: str
    identity: dict[str, Any]
    phones: dict[str, str]

    def id_for(self, old: uuid.UUID) -> uuid.UUID:
        return self.ids.get(old, old)


def case_models() -> list[type[models.Model]]:
    """Every table about cases, of whichever stage: those that lead to a referral, and the journal's events."""
    tables = [m for m in apps.get_models() if m._meta.managed]  # views show what stands in tables
    leading = [m for m in tables if any(f.name == "referral" for f in m._meta.concrete_fields)]
    by_case = [m for m in tables if any(f.name == "case_id" for f in m._meta.concrete_fields)]
    drawn_anew = {SearchTerm, Draft}
    return [Referral, *(m for m in [*leading, *by_case] if m not in drawn_anew)]


def rows_of(model: type[models.Model], referral_id: uuid.UUID) -> Iterator[models.Model]:
    name = "pk" if model is Referral else "referral_id" if _has(model, "referral") else "case_id"
    rows = model._default_manager.filter(**{name: referral_id})
    yield from rows.select_related("key") if _has(model, "key") else rows


def _has(model: type[models.Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


class Pattern:
    """All rows of one walked referral."""

    def __init__(self, referral_id: uuid.UUID) -> None:
        self.referral = Referral.objects.select_related("key").get(pk=referral_id)
        self.rows = [(model, row) for model in case_models() for row in rows_of(model, referral_id)]
        self.old_ids = [row.pk for _, row in self.rows if isinstance(row.pk, uuid.UUID)]
        self.turns = [
            (model, [self._turn(row, f) for f in model._meta.concrete_fields if not f.generated])
            for model, row in self.rows
        ]
        moments = [s.at for s in self.referral.steps.all()]
        self.first, self.last = min(moments), max(moments)

    def copies(self, copy: Copy) -> Iterator[tuple[type[models.Model], list[Value]]]:
        """The rows of one copy, as values in the order of the model's columns."""
        for model, turns in self.turns:
            yield model, [turn(copy) if callable(turn) else turn for turn in turns]

    def _turn(self, row: Any, field: "models.Field[Any, Any]") -> Turn | Value:
        if isinstance(field, SealedText):
            return self._sealed(row, field)
        value = getattr(row, field.attname)
        if field.name == "key":
            return lambda copy: copy.key.pk
        if field.name == "reference" and value == self.referral.reference:
            return lambda copy: copy.reference
        if field.name == "intake_id":
            return lambda copy: uuid.uuid4()
        if isinstance(value, uuid.UUID):
            return lambda copy: copy.id_for(value)
        if isinstance(value, (datetime, date)):
            return lambda copy: value + copy.shift
        if isinstance(field, models.BinaryField):
            return lambda copy: random.randbytes(len(bytes(value)))  # noqa: S311 - opens nothing in a sample
        if isinstance(field, models.JSONField):
            return lambda copy: field.get_db_prep_save(_with_ids(value, copy), connection)
        return field.get_db_prep_save(value, connection)

    def _sealed(self, row: Any, field: SealedText) -> Turn | None:
        value = getattr(row, field.attname)
        stored, column = row.__dict__.get("_as_loaded", {}).get(field.attname), field.column
        is_person = isinstance(row, Referral)
        if stored is None and not is_person:
            return None
        table, old = row._meta.db_table, row.pk

        def seal(copy: Copy) -> bytes | None:
            said = copy.identity.get(field.attname, value) if is_person else value
            if field.attname == "value":
                said = copy.phones.get(row.means, value)
            if said in ("", None):
                return None
            about = f"{table}.{column}:{copy.id_for(old)}".encode()
            return keys.seal(copy.key.data_key, field.encode(said), about)

        return seal


def _with_ids(value: Any, copy: Copy) -> Any:
    """Ids inside an event's data lead to the copies, too."""
    if isinstance(value, dict):
        return {name: _with_ids(inner, copy) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_ids(inner, copy) for inner in value]
    if isinstance(value, str) and len(value) == 36:
        try:
            return str(copy.id_for(uuid.UUID(value)))
        except ValueError:
            return value
    return value
