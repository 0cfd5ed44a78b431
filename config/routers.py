"""Which database a table lives in. Equality answers and facts, and the released figures, are apart from the cases."""

from typing import Any

from django.db.models import Model

APART = {"equality": "equality", "reports": "reports"}


class Apart:
    """App → alias. `reports` is the equality database seen through the report role; it is migrated as `equality`."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return APART.get(model._meta.app_label, "default")

    db_for_write = db_for_read

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        # request.user is a lazy stand-in for a user: its class is not a model, but it answers like one
        return APART.get(one._meta.app_label) == APART.get(other._meta.app_label)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        if app_label in APART:
            return db == "equality"
        return db == "default"
