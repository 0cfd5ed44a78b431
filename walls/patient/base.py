"""PostgreSQL as Django knows it, with an end to its patience: a server that stands still is noticed.

A server that dies closes its connections. One that is frozen (a stopped machine, a disk that hangs) keeps them open and
says nothing; without this a web thread would wait for ever, and soon none would be left to say 999. The web process waits
DATABASE_PATIENCE seconds for each answer (config/gunicorn.py); a worker waits as long as it takes, because nobody waits for it.
"""

import time
from typing import Any, ClassVar

import psycopg
from django.db import OperationalError
from django.db.backends.postgresql import base

LOOK = 2.0  # seconds for a connection from before to show that it is alive
REST = 4.0  # seconds in which nobody asks again after a server did not answer


class Unsure(OperationalError):
    """The connection ended during COMMIT: what was done is saved, or not."""


class Patient(psycopg.Connection[Any]):
    """A connection that waits for `patience` seconds at most."""

    patience: float = 0.0

    def wait(self, gen: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().wait(gen, *args, **{"timeout": self.patience} | kwargs)
        except psycopg.errors._WaitTimeout:
            self.pgconn.finish()  # whatever the server still says belongs to nobody
            raise psycopg.OperationalError("the database does not answer") from None


class DatabaseWrapper(base.DatabaseWrapper):
    """`PATIENCE` of DATABASES: seconds. After a server did not answer nobody waits for it again for REST seconds."""

    silent_until: ClassVar[dict[str, float]] = {}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        patience = self.settings_dict.get("PATIENCE", 0.0)
        if patience and time.monotonic() < self.silent_until.get(self.alias, 0.0):
            raise psycopg.OperationalError("the database did not answer a moment ago")
        try:
            connection = super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            self._silent()
            raise
        if patience:
            connection.__class__, connection.patience = Patient, patience
        return connection

    def is_usable(self) -> bool:
        """Asked before the first use in a request. A connection that stands still costs LOOK seconds, not all patience."""
        if not isinstance(self.connection, Patient):
            return super().is_usable()
        began, usual = time.monotonic(), self.connection.patience
        look = self.connection.patience = min(LOOK, usual)
        usable = super().is_usable()
        self.connection.patience = usual
        if not usable and time.monotonic() - began >= look:
            self._silent()
        return usable

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]
        except OperationalError as fault:
            raise Unsure(*fault.args) from fault

    def _silent(self) -> None:
        self.silent_until[self.alias] = time.monotonic() + REST
