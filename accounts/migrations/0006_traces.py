"""Passwords that were used and browsers that are known: what tells an old password and a new device."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from walls import rows

TABLES = ("accounts_usedpassword", "accounts_knowndevice")
OURS = ("safer_web", "safer_worker")
PERSON = {"on_delete": django.db.models.deletion.CASCADE, "to": settings.AUTH_USER_MODEL}


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_wishes"),
    ]

    operations = [
        migrations.CreateModel(
            name="KnownDevice",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("digest", models.BinaryField(max_length=32)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("user", models.ForeignKey(related_name="known_devices", **PERSON)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "digest"), name="known_device_once")],
            },
        ),
        migrations.CreateModel(
            name="UsedPassword",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("hash", models.CharField(max_length=128)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("user", models.ForeignKey(related_name="used_passwords", **PERSON)),
            ],
            options={
                "indexes": [models.Index(fields=["user", "at"], name="used_password_of_person")],
            },
        ),
        migrations.RunSQL(
            "INSERT INTO accounts_usedpassword (id, user_id, hash, at)"
            " SELECT gen_random_uuid(), id, password, now() FROM accounts_user",
            migrations.RunSQL.noop,
        ),
        *(rows.revoke("ALL", table, *OURS) for table in TABLES),
        *(rows.grant("SELECT, INSERT, DELETE", table, *OURS) for table in TABLES),
    ]
