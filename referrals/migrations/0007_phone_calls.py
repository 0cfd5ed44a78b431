import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from walls import rows

ANONYMOUS = f"{rows.INTAKE} AND referrals_draft.id = {rows.REFERRAL} AND referrals_draft.worker_id IS NULL"
CALLER = f"{rows.SPA} AND referrals_draft.worker_id = {rows.ACTOR}"


def own(using: str) -> migrations.RunSQL:
    return rows.policy("referrals_draft", "own", using=using, check=using)


class Migration(migrations.Migration):
    """A draft may belong to the worker who answers the phone: shown to that worker, to no colleague, and to no link."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("referrals", "0006_contact_log"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="worker",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.RunSQL(
            "DROP POLICY own ON referrals_draft;",
            own(f"{rows.INTAKE} AND id = {rows.REFERRAL}").sql,
        ),
        own(ANONYMOUS),
        rows.policy("referrals_draft", "caller", using=CALLER, check=CALLER),
    ]
