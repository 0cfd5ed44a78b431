"""Every row gets a number as it is added; nobody of ours changes or deletes one."""

from django.db import migrations, models

from walls import rows

NUMBERED = ("journal_event", "journal_access")
APPEND_ONLY = (*NUMBERED, "journal_seal")


def numbered(table: str) -> migrations.RunSQL:
    """The database gives the number; Django does not know the column, so no query of ours can set it."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;"
        f"CREATE UNIQUE INDEX {table}_number ON {table} (number);",
        f"ALTER TABLE {table} DROP COLUMN number;",
    )


def append_only(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only();",
        f"DROP TRIGGER append_only ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_walls")]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("stream", models.CharField(choices=[("event", "Event"), ("access", "Access")], max_length=10)),
                ("first", models.BigIntegerField()),
                ("last", models.BigIntegerField()),
                ("rows", models.IntegerField()),
                ("body", models.BinaryField(max_length=32)),
                ("marks", models.BinaryField()),
                ("previous", models.BinaryField(max_length=32)),
                ("digest", models.BinaryField(max_length=32)),
            ],
            options={
                "indexes": [models.Index(fields=["stream", "last"], name="seal_of_stream")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rows__gt", 0), ("first__lte", models.F("last"))), name="seal_not_empty"
                    )
                ],
            },
        ),
        *(numbered(table) for table in NUMBERED),
        migrations.RunSQL(
            "CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION '% takes additions only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';"
            " END $$;",
            "DROP FUNCTION journal_append_only();",
        ),
        *(append_only(table) for table in APPEND_ONLY),
        *(rows.revoke("UPDATE, DELETE", table, "safer_web", "safer_worker") for table in APPEND_ONLY),
        rows.revoke("INSERT", "journal_seal", "safer_web"),
        rows.revoke("UPDATE, DELETE", "journal_delivery", "safer_web"),
    ]
