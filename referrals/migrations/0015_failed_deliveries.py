"""What did not get through names its case: “must not see” holds there too. Everything else of the outbox stays open."""

from django.db import migrations

from referrals.rows import must_not_read
from walls import rows

TABLE = "journal_delivery"


class Migration(migrations.Migration):
    dependencies = [("journal", "0006_failed"), ("referrals", "0014_sharing_register")]

    operations = [
        rows.locked(TABLE),
        rows.policy(TABLE, "outbox", using="true", check="true"),
        must_not_read(TABLE, f"{TABLE}.case_id IS NULL OR {TABLE}.case_id <> ALL ({{hidden}})"),
    ]
