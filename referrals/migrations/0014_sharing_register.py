"""The sharing register: what was told outside, and two views through which it is read (docs/adr/0036)."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import walls.fields
from referrals.rows import must_not_see
from walls import rows

TABLE = "referrals_disclosure"
SEES = f"{rows.SPA} OR {rows.REVIEW}"
OURS = ("safer_web", "safer_worker")
VIEWED = ("referrals_referral", "referrals_onward", "referrals_consent")
VIEWS = """
    CREATE VIEW referrals_registered AS SELECT r.id, r.reference, r.key_id FROM referrals_referral r;
    CREATE VIEW referrals_sharing AS
    SELECT o.id, o.referral_id, o.organisation_id, o.element, o.sent_at, o.sent_by, o.stopped_at, o.completed,
           c.given_at, c.given_how, c.withdrawn_at, c.notice_version_id
    FROM referrals_onward o LEFT JOIN LATERAL (
        SELECT g.* FROM referrals_consent g
        WHERE g.referral_id = o.referral_id AND g.recipient_id = o.organisation_id AND g.use = 'share'
          AND g.given_at <= o.sent_at
        ORDER BY g.given_at DESC LIMIT 1
    ) c ON true;
"""
NO_VIEWS = "DROP VIEW referrals_sharing; DROP VIEW referrals_registered;"
# What stopped a sharing, of all that happened; codes and ids, as in every event.
STOPS = (
    "'workstream.recalled', 'workstream.returned', 'workstream.transferred', 'workstream.completed', "
    "'workstream.not_reached', 'workstream.ended_early', 'workstream.follow_ups_stopped'"
)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("accounts", "0003_walls"),
        ("governance", "0002_noticeversion_covers"),
        ("journal", "0005_by_time"),
        ("referrals", "0013_watching"),
        ("walls", "0002_walls"),
    ]

    operations = [
        migrations.CreateModel(
            name="Registered",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reference", models.CharField(max_length=12)),
            ],
            options={
                "db_table": "referrals_registered",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Sharing",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "element",
                    models.CharField(
                        choices=[
                            ("security", "Security measures"),
                            ("support_adults", "Support for adults"),
                            ("support_children", "Support for children"),
                        ],
                        max_length=20,
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                ("stopped_at", models.DateTimeField(null=True)),
                ("completed", models.BooleanField()),
                ("given_at", models.DateTimeField(null=True)),
                (
                    "given_how",
                    models.CharField(
                        choices=[
                            ("face_to_face", "Face to face"),
                            ("phone", "By phone"),
                            ("writing", "In writing"),
                            ("self", "By the person, on this form"),
                        ],
                        max_length=20,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "referrals_sharing",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        help_text="From the form: sending twice makes one.",
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "recipient",
                    models.CharField(
                        choices=[
                            ("police", "Police"),
                            ("court", "A court"),
                            ("adviser", "A legal or professional adviser"),
                            ("social_care", "Social care"),
                            ("probation", "Probation"),
                            ("health", "A health service"),
                            ("regulator", "A regulator or ombudsman"),
                            ("other", "Somebody else"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("law", "A law or a court order requires it: UK GDPR 6(1)(c)"),
                            ("crime", "To prevent or detect crime: DPA 2018, Schedule 2, paragraph 2"),
                            ("claims", "Legal claims, or advice in a dispute: UK GDPR 9(2)(f)"),
                            ("life", "To protect somebody’s life: UK GDPR 6(1)(d)"),
                            ("safeguarding", "Safeguarding, without consent: DPA 2018, Schedule 1, paragraph 18"),
                            ("consent", "The person agreed to just this: UK GDPR 6(1)(a)"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), help_text="Names of the field register.", size=None
                    ),
                ),
                ("told_on", models.DateField()),
                (
                    "to",
                    walls.fields.SealedText(
                        blank=True, editable=True, help_text="The person or office, and their own reference", null=True
                    ),
                ),
                ("decided_by", walls.fields.SealedText(blank=True, editable=True, null=True)),
                ("reason", walls.fields.SealedText(blank=True, editable=True, null=True)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("recorded_by", models.UUIDField()),
                (
                    "key",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="walls.casekey"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="disclosures", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "ordering": ["-told_on", "-recorded_at"],
                "indexes": [models.Index(fields=["told_on"], name="disclosure_by_day")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("fields__len__gt", 0)), name="disclosure_of_something")
                ],
            },
        ),
        rows.locked(TABLE),
        rows.policy(TABLE, "read", to="SELECT", using=f"{SEES} OR {rows.SYSTEM}"),
        rows.policy(TABLE, "added", to="INSERT", check=SEES),
        rows.policy(TABLE, "system", to="UPDATE", using=rows.SYSTEM, check=rows.SYSTEM),
        must_not_see(TABLE),
        rows.revoke("UPDATE, DELETE", TABLE, "safer_web"),
        # The views are the owner's: what this allows is seen through them and in no other way.
        *(rows.policy(table, "register", to="SELECT", using=rows.REVIEW, role="CURRENT_USER") for table in VIEWED),
        migrations.RunSQL(VIEWS, NO_VIEWS),
        *(rows.revoke("INSERT, UPDATE, DELETE", view, *OURS) for view in ("referrals_registered", "referrals_sharing")),
        rows.policy(
            "walls_casekey",
            "to_tell_outside",
            to="SELECT",
            using=f"{rows.REVIEW} AND EXISTS (SELECT FROM referrals_registered v"  # names of ours; no value comes in # nosec B608
            f" WHERE v.key_id = walls_casekey.id AND v.id = {rows.REFERRAL})",
        ),
        rows.policy(
            "journal_event",
            "what_stopped",
            to="SELECT",
            using=f"{rows.REVIEW} AND journal_event.kind IN ({STOPS})",
        ),
    ]
