"""How far everything was compared. The worker writes it; everybody may know when that was."""

from django.db import migrations, models

from walls import rows


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0002_noticeversion_covers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reconciled",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("until", models.DateTimeField()),
                ("looked_at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "reconciled",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="reconciled_is_one_row")],
            },
        ),
        rows.revoke("INSERT, UPDATE, DELETE", "governance_reconciled", "safer_web"),
    ]
