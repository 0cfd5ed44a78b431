"""Who looked, in the order of time: rows are only ever added, so a few kilobytes of BRIN are enough."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_review")]

    operations = [
        migrations.AddIndex(
            model_name="access",
            index=django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="access_by_time"),
        ),
    ]
