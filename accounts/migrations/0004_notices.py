"""Notices for teams and for single people. The table comes from the providers' stage with its rows."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from walls import rows

TABLE = "accounts_notice"
OWN = f"{TABLE}.organisation_id = {rows.ORGANISATION} AND ({TABLE}.user_id IS NULL OR {TABLE}.user_id = {rows.ACTOR})"
# The owner is bound by row-level security too while it is forced.
FILL = f"""
ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY;
UPDATE {TABLE} n SET page = '/workstreams/' || n.workstream_id || '/', reference = coalesce(
    (SELECT w.reference FROM providers_securityworkstream w WHERE w.id = n.workstream_id),
    (SELECT w.reference FROM providers_supportworkstream w WHERE w.id = n.workstream_id), ''
) WHERE n.workstream_id IS NOT NULL;
ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY;
"""  # noqa: S608 - no value from outside # nosec B608
FORCED = ("providers_securityworkstream", "providers_supportworkstream")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_walls"), ("providers", "0004_notices_move")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("event_id", models.UUIDField()),
                        ("kind", models.CharField(max_length=80)),
                        ("case_id", models.UUIDField()),
                        ("workstream_id", models.UUIDField(null=True)),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("seen_at", models.DateTimeField(null=True)),
                        ("seen_by", models.UUIDField(null=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("seen_at", None)), fields=["organisation", "at"], name="notice_new"
                            ),
                            models.Index(fields=["workstream_id"], name="notice_of_workstream"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("event_id", "organisation"), name="notice_once_per_event"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("seen_at", None), ("seen_by", None)),
                                    models.Q(("seen_at__isnull", False), ("seen_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="notice_seen_by_somebody",
                            ),
                        ],
                    },
                ),
            ],
        ),
        migrations.AddField(
            "notice",
            "user",
            models.ForeignKey(
                help_text="NULL: for the whole team.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("notice", "reference", models.CharField(blank=True, default="", max_length=12), False),
        migrations.AddField(
            "notice",
            "page",
            models.CharField(
                default="/desk/",
                help_text="The path it leads to; opening that page marks it as seen.",
                max_length=120,
            ),
            False,
        ),
        *(migrations.RunSQL(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;") for table in FORCED),
        migrations.RunSQL(FILL),
        *(migrations.RunSQL(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;") for table in FORCED),
        migrations.RemoveIndex("notice", "notice_of_workstream"),
        migrations.RemoveField("notice", "workstream_id"),
        migrations.AddIndex("notice", models.Index(fields=["case_id"], name="notice_of_case")),
        migrations.RemoveConstraint("notice", "notice_once_per_event"),
        migrations.AddConstraint(
            "notice",
            models.UniqueConstraint(
                fields=("event_id", "organisation", "user"), name="notice_once_per_event", nulls_distinct=False
            ),
        ),
        rows.policy(TABLE, "workers", using=rows.SYSTEM, check=rows.SYSTEM),
        rows.policy(TABLE, "own", to="SELECT", using=OWN),
        rows.policy(TABLE, "own_seen", to="UPDATE", using=OWN, check=OWN),
        rows.revoke("INSERT, DELETE", TABLE, "safer_web"),
    ]
