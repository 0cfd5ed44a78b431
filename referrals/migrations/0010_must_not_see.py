"""“Must not see”: the list, and the restrictive wall on every table of the case, of its keys and of the journal."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import walls.fields
from referrals.rows import must_not_read, must_not_see
from walls import rows

TABLE = "referrals_keptfrom"
OWN = f"{TABLE}.user_id = {rows.ACTOR}"
TABLES = (
    "referrals_contactpoint", "referrals_contactattempt", "referrals_consent", "referrals_step", "referrals_question",
    "referrals_searchterm", "referrals_onward", "referrals_amendment",
    "referrals_letter",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("accounts", "0003_walls"),
        ("journal", "0003_sealing"),
        ("referrals", "0009_letters"),
        ("walls", "0002_walls"),
    ]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="must_not_know",
            field=walls.fields.SealedText(
                blank=True,
                editable=True,
                help_text="Who at the agencies must not know of it, in the referrer's words",
                null=True,
            ),
        ),
        migrations.CreateModel(
            name="KeptFrom",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("declared", models.BooleanField()),
                ("reason", walls.fields.SealedText(blank=True, editable=True, null=True)),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("set_by", models.UUIDField()),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_by", models.UUIDField(null=True)),
                ("lifted_reason", walls.fields.SealedText(blank=True, editable=True, null=True)),
                (
                    "key",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="walls.casekey"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="kept_from", to="referrals.referral"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)), fields=("user", "referral"), name="kept_from_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at", None), ("lifted_by", None)),
                            models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="kept_from_lifted_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lifted_by", None),
                            models.Q(("lifted_by", models.F("user_id")), _negated=True),
                            _connector="OR",
                        ),
                        name="kept_from_not_lifted_by_oneself",
                    ),
                ],
            },
        ),
        rows.locked(TABLE),
        # The walls below ask for the asking person's own rows; they may add to them and never lift them.
        rows.policy(TABLE, "own", to="SELECT", using=OWN),
        rows.policy(TABLE, "declared", to="INSERT", check=f"{OWN} AND {rows.SIGHT} <> ''"),
        rows.policy(TABLE, "triage_reads", to="SELECT", using=rows.SPA),
        rows.policy(TABLE, "triage_adds", to="INSERT", check=rows.SPA),
        rows.policy(
            TABLE,
            "triage_lifts",
            to="UPDATE",
            using=f"{rows.SPA} AND {TABLE}.user_id <> {rows.ACTOR}",
            check=f"{rows.SPA} AND {TABLE}.user_id <> {rows.ACTOR}",
        ),
        rows.policy(
            TABLE,
            "of_colleagues",
            to="SELECT",
            using=f"{rows.PROVIDER} AND EXISTS (SELECT FROM accounts_membership c WHERE c.user_id = {TABLE}.user_id"  # names of ours; no value comes in # nosec B608
            f" AND c.organisation_id = {rows.ORGANISATION} AND c.ended_at IS NULL)",
        ),
        rows.policy(TABLE, "system", using=rows.SYSTEM, check=rows.SYSTEM),
        rows.revoke("DELETE", TABLE, "safer_web"),
        must_not_see("referrals_referral", "id"),
        *(must_not_see(table) for table in TABLES),
        must_not_see("walls_casekey", "id", of="key_id"),
        must_not_read("journal_event", "journal_event.case_id IS NULL OR journal_event.case_id <> ALL ({hidden})"),
        must_not_read("journal_access", "NOT journal_access.case_ids && {hidden}"),
    ]
