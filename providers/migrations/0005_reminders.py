"""What somebody was reminded of. The worker's alone."""

import uuid

import django.utils.timezone
from django.db import migrations, models

from walls import rows


class Migration(migrations.Migration):
    dependencies = [
        ("providers", "0004_notices_move"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                ("subject_id", models.UUIDField()),
                ("until", models.DateTimeField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("subject_id", "kind", "until"), name="reminder_once_per_run")
                ],
            },
        ),
        rows.locked("providers_reminder"),
        rows.policy("providers_reminder", "workers", using=rows.SYSTEM, check=rows.SYSTEM),
        rows.revoke("ALL", "providers_reminder", "safer_web"),
    ]
