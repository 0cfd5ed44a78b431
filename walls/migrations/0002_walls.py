"""A data key is shown only to somebody with a sight; without scope the table is empty."""

from django.db import migrations

from walls import rows


class Migration(migrations.Migration):
    dependencies = [("walls", "0001_initial")]

    operations = [
        rows.locked("walls_casekey"),
        rows.policy("walls_casekey", "with_a_sight", using=f"{rows.SIGHT} <> ''", check=f"{rows.SIGHT} <> ''"),
    ]
