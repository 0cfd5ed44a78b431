"""Wordings and what was written to the person with them. Only workers change a letter; nobody deletes one by hand."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import walls.fields
from walls import rows

SEES = f"{rows.SPA} OR {rows.SYSTEM}"
TABLES = ("referrals_wording", "referrals_letter")


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0008_corrections"),
        ("walls", "0002_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Wording",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(help_text="What triage calls it; the person never sees it.", max_length=80)),
                ("version", models.PositiveIntegerField()),
                (
                    "way",
                    models.CharField(
                        choices=[("email", "Email"), ("post", "Letter by post"), ("text", "Text message")],
                        max_length=10,
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=80)),
                ("body", models.CharField(help_text="{name} and {worker} are filled in.", max_length=2000)),
                ("proposed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("approved_at", models.DateTimeField(null=True)),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["way", "name", "-version"],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        editable=False,
                        help_text="From the form: sending twice makes one.",
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[("email", "Email"), ("post", "Letter by post"), ("text", "Text message")],
                        max_length=10,
                    ),
                ),
                ("to", walls.fields.SealedText(blank=True, editable=True, null=True)),
                ("subject", walls.fields.SealedText(blank=True, editable=True, null=True)),
                ("body", walls.fields.SealedText(blank=True, editable=True, null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "About to be sent"), ("sent", "Sent"), ("stopped", "Not sent")],
                        max_length=10,
                    ),
                ),
                ("why_not", models.CharField(blank=True, max_length=120)),
                ("actor_id", models.UUIDField()),
                ("actor_name", models.CharField(max_length=120)),
                (
                    "key",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="walls.casekey"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="letters", to="referrals.referral"
                    ),
                ),
                (
                    "wording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.wording"
                    ),
                ),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.AddConstraint(
            model_name="wording",
            constraint=models.UniqueConstraint(fields=("way", "name", "version"), name="wording_version_once"),
        ),
        migrations.AddConstraint(
            model_name="wording",
            constraint=models.UniqueConstraint(
                condition=models.Q(("approved_at__isnull", False), ("retired_at", None)),
                fields=("way", "name"),
                name="wording_one_in_use",
            ),
        ),
        migrations.AddConstraint(
            model_name="wording",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at", None), ("approved_by", None)),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by__isnull", False),
                        models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="wording_approved_by_another",
            ),
        ),
        *(rows.locked(table) for table in TABLES),
        *(rows.policy(table, "triage", using=SEES, check=SEES) for table in TABLES),
        rows.revoke("DELETE", "referrals_wording", "safer_web"),
        rows.revoke("UPDATE, DELETE", "referrals_letter", "safer_web"),
    ]
