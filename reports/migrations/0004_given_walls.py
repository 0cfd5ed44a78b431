"""The web may add to the register and to errata, strike out once, and decide once. The number itself it cannot read."""

from django.db import migrations

from walls import rows

GIVEN = (
    'id, what, to_whom, given_on, period, population, "where", entered_at, entered_by, entered_name, struck_at, struck_by,'
    " struck_name, struck_why"
)


def once(table: str, column: str) -> migrations.RunSQL:
    """Filled in once, then never changed; never removed. Not by anybody who forgot, the owner included."""
    return migrations.RunSQL(
        f"CREATE TRIGGER filled_once BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.{column} IS NOT NULL) "
        "EXECUTE FUNCTION reports_stays_as_it_is();"
        f"CREATE TRIGGER never_removed BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION reports_stays_as_it_is();",
        f"DROP TRIGGER filled_once ON {table}; DROP TRIGGER never_removed ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_given_errata_questions"), ("equality", "0004_outlook_walls")]

    operations = [
        rows.grant(
            "SELECT (period, closed_at, parameters, code_version, gate, seal)", "reports_closing", "safer_report"
        ),
        rows.grant("SELECT, INSERT", "reports_erratum", "safer_report"),
        rows.grant("SELECT", "reports_erratum", "safer_equality"),
        migrations.RunSQL(
            "CREATE TRIGGER stays_as_it_is BEFORE UPDATE OR DELETE ON reports_erratum "
            "FOR EACH ROW EXECUTE FUNCTION reports_stays_as_it_is();",
            "DROP TRIGGER stays_as_it_is ON reports_erratum;",
        ),
        rows.grant(f"SELECT ({GIVEN}), INSERT", "reports_given", "safer_report"),
        rows.grant("UPDATE (struck_at, struck_by, struck_name, struck_why)", "reports_given", "safer_report"),
        rows.grant("SELECT", "reports_given", "safer_equality"),
        once("reports_given", "struck_at"),
        rows.grant(
            "SELECT, UPDATE (agreed, reason, decided_at, decided_by, decided_name)",
            "reports_openquestion",
            "safer_report",
        ),
        rows.grant("SELECT, INSERT", "reports_openquestion", "safer_equality"),
        once("reports_openquestion", "decided_at"),
        rows.grant("SELECT", "reports_erratum, reports_given, reports_openquestion", "safer_backup"),
    ]
