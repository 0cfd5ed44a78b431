"""The web may read what is released and ask for more. The worker adds. Nobody changes or removes a stored figure."""

from django.db import migrations

from walls import rows

STORED = ("reports_closing", "reports_ledgercell", "reports_release", "reports_file")


def never_changed(table: str) -> migrations.RunSQL:
    """Not by anybody who forgot, the owner included."""
    return migrations.RunSQL(
        f"CREATE TRIGGER stays_as_it_is BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION reports_stays_as_it_is();",
        f"DROP TRIGGER stays_as_it_is ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("equality", "0002_walls")]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION reports_stays_as_it_is() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'What is stored in % stays as it is', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
            END $$;
            """,
            "DROP FUNCTION reports_stays_as_it_is();",
        ),
        *(never_changed(table) for table in STORED),
        *(rows.grant("SELECT, INSERT", table, "safer_equality") for table in STORED),
        rows.grant("USAGE", "SEQUENCE reports_ledgercell_id_seq", "safer_equality"),
        rows.grant("SELECT", "reports_release, reports_file", "safer_report"),
        rows.grant("SELECT, INSERT", "reports_run", "safer_report"),
        rows.grant("SELECT, INSERT, UPDATE", "reports_run", "safer_equality"),
        rows.grant("SELECT", ", ".join((*STORED, "reports_run")), "safer_backup"),
    ]
