"""What is new for somebody is told to triage and to single people as well, so its table goes to accounts, rows and all."""

from django.db import migrations

MOVE = """
DROP POLICY triage ON providers_notice; DROP POLICY own ON providers_notice; DROP POLICY own_seen ON providers_notice;
ALTER TABLE providers_notice RENAME TO accounts_notice;
"""


class Migration(migrations.Migration):
    dependencies = [("providers", "0003_own_keys")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel("Notice")], database_operations=[migrations.RunSQL(MOVE)]
        ),
    ]
