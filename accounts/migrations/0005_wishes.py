"""Of what people want to hear by e-mail: their own rows only. Workers read them and write digests."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from walls import rows

OWN = f"accounts_wish.user_id = {rows.ACTOR}"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_notices"),
    ]

    operations = [
        migrations.CreateModel(
            name="Digest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "day"), name="digest_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("group", models.CharField(help_text="One of kinds.Group.", max_length=20)),
                (
                    "mail",
                    models.CharField(
                        choices=[("at_once", "At once"), ("daily", "Once a day"), ("never", "Never")], max_length=10
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "wishes",
                "constraints": [models.UniqueConstraint(fields=("user", "group"), name="wish_once_per_group")],
            },
        ),
        rows.locked("accounts_wish"),
        rows.policy("accounts_wish", "workers", using=rows.SYSTEM, check=rows.SYSTEM),
        rows.policy("accounts_wish", "own", using=OWN, check=OWN),
        rows.revoke("DELETE", "accounts_wish", "safer_web"),
        rows.locked("accounts_digest"),
        rows.policy("accounts_digest", "workers", using=rows.SYSTEM, check=rows.SYSTEM),
        rows.revoke("ALL", "accounts_digest", "safer_web"),
    ]
