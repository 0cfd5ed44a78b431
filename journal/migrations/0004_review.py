"""The information-rights officer reads who looked at what, and nothing of a case."""

from django.db import migrations

from walls import rows


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_sealing")]

    operations = [rows.policy("journal_access", "review", to="SELECT", using=rows.REVIEW)]
