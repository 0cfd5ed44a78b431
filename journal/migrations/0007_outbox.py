"""How late the outbox is, for whoever looks after the system: two numbers, read through a view that shows no row."""

from django.db import migrations

from walls import rows

VIEW = "journal_outbox"
OUTBOX = f"""
    CREATE VIEW {VIEW} AS
    SELECT (SELECT min(due_at) FROM journal_delivery WHERE state = 'waiting') AS oldest,
           (SELECT count(*) FROM journal_delivery WHERE since IS NOT NULL AND state = 'dead') AS dead;
"""  # noqa: S608 - a constant # nosec B608


class Migration(migrations.Migration):
    dependencies = [("journal", "0006_failed")]

    operations = [
        rows.policy("journal_delivery", "outbox_in_numbers", to="SELECT", using="true", role="CURRENT_USER"),
        migrations.RunSQL(OUTBOX, f"DROP VIEW {VIEW};"),
        rows.revoke("INSERT, UPDATE, DELETE", VIEW, "safer_web", "safer_worker"),
    ]
