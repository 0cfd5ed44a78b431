"""Loading many rows at once past row-level security's refusal of COPY: into a temporary table, then by INSERT."""

from collections.abc import Iterable
from typing import Any

from django.db import connections, models, transaction
from psycopg import sql


def load(model: type[models.Model], rows: Iterable[list[Any]], using: str = "default") -> None:
    """Add rows given as values in the order of the model's concrete columns. The policies of the table still apply."""
    names = [sql.Identifier(str(field.column)) for field in [f for f in model._meta.concrete_fields if not f.generated]]
    table, columns = sql.Identifier(model._meta.db_table), sql.SQL(", ").join(names)
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SET LOCAL client_min_messages = warning")
        cursor.execute(
            sql.SQL("CREATE TEMPORARY TABLE loading ON COMMIT DROP AS SELECT {} FROM {} LIMIT 0").format(columns, table)
        )
        with cursor.copy(sql.SQL("COPY loading ({}) FROM STDIN").format(columns)) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(sql.SQL("INSERT INTO {} ({}) SELECT {} FROM loading").format(table, columns, columns))
        cursor.execute("DROP TABLE loading")
