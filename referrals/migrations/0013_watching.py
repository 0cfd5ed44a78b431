"""Honeytokens, alerts, and how far the record of who looked was watched: the worker's alone."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from referrals.rows import must_not_see
from walls import rows

TABLES = ("referrals_honeytoken", "referrals_alert", "referrals_watched")


class Migration(migrations.Migration):
    dependencies = [("referrals", "0012_equality_later")]

    operations = [
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                ("reader_id", models.UUIDField()),
                ("about", models.UUIDField()),
                ("day", models.DateField(null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("reader_id", "kind", "about", "day"), name="alert_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Watched",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("until", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "watched",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="watched_is_one_row"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Honeytoken",
            fields=[
                (
                    "referral",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+",
                        serialize=False, to="referrals.referral",
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        *(rows.locked(table) for table in TABLES),
        *(rows.policy(table, "workers", using=rows.SYSTEM, check=rows.SYSTEM) for table in TABLES),
        *(rows.revoke("ALL", table, "safer_web") for table in TABLES),
        must_not_see("referrals_honeytoken"),
    ]  # fmt: skip
