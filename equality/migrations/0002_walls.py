"""Who may see what in the equality database. The web sees one row of answers, by its link; reports see nothing here."""

from django.db import migrations

from walls import rows

LINK = "(SELECT current_setting('app.link', true))"
WORKER = "(SELECT current_user) = 'safer_equality'"


class Migration(migrations.Migration):
    dependencies = [("equality", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            REVOKE CREATE ON SCHEMA public FROM PUBLIC;
            GRANT USAGE ON SCHEMA public TO safer_web, safer_equality, safer_report, safer_backup;
            ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO safer_backup;
            ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON SEQUENCES TO safer_backup;
            GRANT SELECT ON django_migrations TO safer_web, safer_equality, safer_report, safer_backup;
            GRANT SELECT ON SEQUENCE django_migrations_id_seq TO safer_backup;
            """,
            "",
        ),
        rows.grant("SELECT, INSERT, UPDATE, DELETE", "equality_answers", "safer_web", "safer_equality"),
        rows.grant("SELECT, INSERT, UPDATE, DELETE", "equality_fact", "safer_equality"),
        rows.grant("SELECT, INSERT, DELETE", "equality_severed", "safer_equality"),
        rows.grant("SELECT", "equality_severed", "safer_web"),
        rows.grant("SELECT", "equality_answers, equality_fact, equality_severed", "safer_backup"),
        *(rows.locked(table) for table in ("equality_answers", "equality_fact", "equality_severed")),
        rows.policy("equality_answers", "own", using=f"link = {LINK}", check=f"link = {LINK}"),
        rows.policy("equality_severed", "own", to="SELECT", using=f"link = {LINK}"),
        rows.policy("equality_answers", "worker", using=WORKER, check=WORKER),
        rows.policy("equality_fact", "worker", using=WORKER, check=WORKER),
        rows.policy("equality_severed", "worker", using=WORKER, check=WORKER),
    ]
