"""What did not get through names a case, so it is its owner's: of the outbox the web sees what failed for good, and shows it
to those who look after that; everything else is the worker's. Whoever does something adds to it, and reads nothing.
"""

from django.db import migrations

from walls import rows

TABLE = "journal_delivery"
# Asked once a query, and by the worker never: PostgreSQL works it out only where the other policy does not hold.
OWNER = (
    "(SELECT EXISTS (SELECT FROM accounts_membership m"  # noqa: S608 - constants # nosec B608
    f" WHERE m.user_id = {rows.ACTOR} AND m.ended_at IS NULL AND 'scheme_administrator' = ANY (m.roles)))"
)
FAILED = f"{TABLE}.since IS NOT NULL AND {OWNER}"


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0003_reconciled"),
        ("accounts", "0007_agency_sign_in"),
        ("journal", "0007_outbox"),
        ("referrals", "0015_failed_deliveries"),
    ]

    operations = [
        migrations.RunSQL(
            f"DROP POLICY outbox ON {TABLE};", f"CREATE POLICY outbox ON {TABLE} USING (true) WITH CHECK (true);"
        ),
        rows.policy(TABLE, "added", to="INSERT", check="true"),
        rows.policy(TABLE, "workers", using=rows.SYSTEM, check=rows.SYSTEM),
        rows.policy(TABLE, "owner_reads", to="SELECT", using=FAILED),
        rows.policy(TABLE, "owner_moves", to="UPDATE", using=FAILED, check=FAILED),
    ]
